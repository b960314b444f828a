import type { Theme } from '../theme';
import type { MatrixPicture } from './matrixPicture';
import { ticks } from './ticks';
import { cellBox, type Cell, type Viewport } from './viewport';

/** Room for the words on the axes, pixels. */
export const margin = { left: 44, top: 22, right: 1, bottom: 1 } as const;

/** All that a picture of a matrix shows. */
export interface Drawing {
  readonly picture: MatrixPicture;
  readonly view: Viewport;
  readonly theme: Pick<Theme, 'background' | 'foreground'>;
  readonly font: string;
  /** The words of a row or column, by its place in the order shown. */
  readonly rowWord: (at: number) => string;
  readonly columnWord: (at: number) => string;
  /** Places of rows and columns that are chosen elsewhere. */
  readonly chosenRows: readonly number[];
  readonly chosenColumns: readonly number[];
  readonly cursor: Cell | undefined;
  /** Rows in a block (of a lying bias columns): a line stands between blocks. 0 where there are none. */
  readonly block: number;
}

/** Draws it all anew: it is one scaled image and a few words. */
export function drawHeatmap(context: CanvasRenderingContext2D, drawing: Drawing): void {
  const { picture, view, theme } = drawing;
  const colour = (alpha: number): string => `rgb(${theme.foreground.join(' ')} / ${alpha})`;
  context.clearRect(0, 0, view.width + margin.left + margin.right, view.height + margin.top + margin.bottom);
  picture.draw(context, view, margin.left, margin.top);
  context.font = drawing.font;
  context.fillStyle = colour(0.9);
  context.strokeStyle = colour(0.35);
  context.lineWidth = 1;
  context.strokeRect(margin.left - 0.5, margin.top - 0.5, view.width + 1, view.height + 1);
  drawBlocks(context, drawing, colour);
  drawWords(context, drawing, colour);
  drawChosen(context, drawing);
  drawCursor(context, drawing);
}

/** A line between the gates. */
function drawBlocks(
  context: CanvasRenderingContext2D,
  { view, block }: Drawing,
  colour: (alpha: number) => string,
): void {
  if (block === 0) {
    return;
  }
  const isLying = view.rows === 1;
  const [count, first, cell, length] = isLying
    ? [view.columns, view.left, view.cellWidth, view.width]
    : [view.rows, view.top, view.cellHeight, view.height];
  context.strokeStyle = colour(0.8);
  context.beginPath();
  for (let at = block; at < count; at += block) {
    const place = Math.round((at - first) * cell) + 0.5;
    if (place > 0 && place < length) {
      // From the axis on, so that the block is seen there too.
      if (isLying) {
        context.moveTo(margin.left + place, margin.top - 6);
        context.lineTo(margin.left + place, margin.top + view.height);
      } else {
        context.moveTo(margin.left - 6, margin.top + place);
        context.lineTo(margin.left + view.width, margin.top + place);
      }
    }
  }
  context.stroke();
}

function drawWords(
  context: CanvasRenderingContext2D,
  { view, rowWord, columnWord, chosenRows, chosenColumns }: Drawing,
  colour: (alpha: number) => string,
): void {
  const widest = Math.max(
    ...[0, 1, view.columns - 1].map(
      (at) => context.measureText(columnWord(Math.min(at, view.columns - 1))).width,
    ),
  );
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const { at, middle } of ticks(view.rows, view.top, view.cellHeight, view.height, 13)) {
    context.fillStyle = colour(chosenRows.includes(at) ? 1 : 0.8);
    context.fillText(rowWord(at), margin.left - 8, margin.top + middle);
  }
  context.textAlign = 'center';
  for (const { at, middle } of ticks(view.columns, view.left, view.cellWidth, view.width, widest + 4)) {
    context.fillStyle = colour(chosenColumns.includes(at) ? 1 : 0.8);
    context.fillText(columnWord(at), margin.left + middle, margin.top / 2);
  }
}

/** A small arrow on the axis for what is chosen in other views. */
function drawChosen(
  context: CanvasRenderingContext2D,
  { view, theme, chosenRows, chosenColumns }: Drawing,
): void {
  context.fillStyle = `rgb(${theme.foreground.join(' ')})`;
  for (const row of chosenRows) {
    const y = margin.top + (row + 0.5 - view.top) * view.cellHeight;
    if (y >= margin.top && y <= margin.top + view.height) {
      triangle(context, margin.left - 1, y, -5, 4);
    }
  }
  for (const column of chosenColumns) {
    const x = margin.left + (column + 0.5 - view.left) * view.cellWidth;
    if (x >= margin.left && x <= margin.left + view.width) {
      context.beginPath();
      context.moveTo(x, margin.top - 1);
      context.lineTo(x - 4, margin.top - 6);
      context.lineTo(x + 4, margin.top - 6);
      context.fill();
    }
  }
}

function triangle(context: CanvasRenderingContext2D, x: number, y: number, dx: number, dy: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + dx, y - dy);
  context.lineTo(x + dx, y + dy);
  context.fill();
}

/** The cell under the cursor: two outlines, so that one of them stands out against any colour. */
function drawCursor(context: CanvasRenderingContext2D, { view, theme, cursor }: Drawing): void {
  if (!cursor) {
    return;
  }
  const { x, y } = cellBox(view, cursor);
  const box = [
    margin.left + x,
    margin.top + y,
    Math.max(3, view.cellWidth),
    Math.max(3, view.cellHeight),
  ] as const;
  context.save();
  context.beginPath();
  context.rect(margin.left, margin.top, view.width, view.height);
  context.clip();
  context.lineWidth = 3;
  context.strokeStyle = `rgb(${theme.background.join(' ')})`;
  context.strokeRect(...box);
  context.lineWidth = 1.5;
  context.strokeStyle = `rgb(${theme.foreground.join(' ')})`;
  context.strokeRect(...box);
  context.restore();
}
