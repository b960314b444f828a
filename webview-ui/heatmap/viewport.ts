/** A cell of a matrix. */
export interface Cell {
  readonly row: number;
  readonly column: number;
}

/** What part of a matrix is seen, and how large. Never changed once made. */
export interface Viewport {
  /** Cells of the matrix. */
  readonly rows: number;
  readonly columns: number;
  /** Pixels of the canvas. */
  readonly width: number;
  readonly height: number;
  /** Pixels a cell is wide and high. */
  readonly cellWidth: number;
  readonly cellHeight: number;
  /** The matrix position, in cells, at the canvas's left and upper edge. */
  readonly left: number;
  readonly top: number;
}

/** No cell is shown larger than this. */
const largestCell = 64;

/** The whole matrix, filling the canvas; cells need not be square. */
export function fit(rows: number, columns: number, width: number, height: number): Viewport {
  return {
    rows,
    columns,
    width,
    height,
    cellWidth: width / columns,
    cellHeight: height / rows,
    left: 0,
    top: 0,
  };
}

/** Enlarges by a factor about a point of the canvas, which keeps its cell; never smaller than the whole. */
export function zoom(view: Viewport, factor: number, x: number, y: number): Viewport {
  const scaled = (size: number, whole: number): number =>
    Math.max(whole, Math.min(Math.max(largestCell, whole), size * factor));
  const cellWidth = scaled(view.cellWidth, view.width / view.columns);
  const cellHeight = scaled(view.cellHeight, view.height / view.rows);
  return within({
    ...view,
    cellWidth,
    cellHeight,
    left: view.left + x / view.cellWidth - x / cellWidth,
    top: view.top + y / view.cellHeight - y / cellHeight,
  });
}

/** Moves what is seen by pixels. */
export function pan(view: Viewport, dx: number, dy: number): Viewport {
  return within({ ...view, left: view.left - dx / view.cellWidth, top: view.top - dy / view.cellHeight });
}

/** The least movement that brings a cell wholly into sight. */
export function reveal(view: Viewport, { row, column }: Cell): Viewport {
  const seen = (first: number, count: number, at: number): number =>
    at < first ? at : at + 1 > first + count ? at + 1 - count : first;
  return within({
    ...view,
    left: seen(view.left, view.width / view.cellWidth, column),
    top: seen(view.top, view.height / view.cellHeight, row),
  });
}

/** The same place at the same enlargement in a canvas of another size. */
export function resize(view: Viewport, width: number, height: number): Viewport {
  const ratioX = view.cellWidth / (view.width / view.columns);
  const ratioY = view.cellHeight / (view.height / view.rows);
  return within({
    ...view,
    width,
    height,
    cellWidth: (width / view.columns) * ratioX,
    cellHeight: (height / view.rows) * ratioY,
  });
}

/** The cell under a point of the canvas; undefined outside the matrix. */
export function cellAt(view: Viewport, x: number, y: number): Cell | undefined {
  const row = Math.floor(view.top + y / view.cellHeight);
  const column = Math.floor(view.left + x / view.cellWidth);
  return row >= 0 && row < view.rows && column >= 0 && column < view.columns ? { row, column } : undefined;
}

/** Pixels of a cell on the canvas. */
export function cellBox(view: Viewport, { row, column }: Cell): { x: number; y: number } {
  return { x: (column - view.left) * view.cellWidth, y: (row - view.top) * view.cellHeight };
}

function within(view: Viewport): Viewport {
  return {
    ...view,
    left: Math.max(0, Math.min(view.columns - view.width / view.cellWidth, view.left)),
    top: Math.max(0, Math.min(view.rows - view.height / view.cellHeight, view.top)),
  };
}
