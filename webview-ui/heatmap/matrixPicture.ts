import { paint, type Scale } from './scale';
import type { Viewport } from './viewport';

/** A matrix in the order in which it is shown. */
export interface ShownMatrix {
  readonly rows: number;
  readonly columns: number;
  /** Row-major, as the model has it. */
  readonly values: Float64Array;
  /** Entry n is the index of the row (column) that stands at n. */
  readonly rowOrder: Uint32Array;
  readonly columnOrder: Uint32Array;
}

/** The order that an array has by itself. */
export function naturalOrder(count: number): Uint32Array {
  return Uint32Array.from({ length: count }, (_, index) => index);
}

/** The values in the order in which they are shown, row-major. */
export function inOrder({ rows, columns, values, rowOrder, columnOrder }: ShownMatrix): Float64Array {
  const shown = new Float64Array(rows * columns);
  for (let row = 0, at = 0; row < rows; row++) {
    const start = rowOrder[row] * columns;
    for (let column = 0; column < columns; column++) {
      shown[at++] = values[start + columnOrder[column]];
    }
  }
  return shown;
}

/**
 * A matrix as an image of one pixel for each value. It is painted once; after that panning and zooming only scale it,
 * which a browser does in well under a frame, whatever the size.
 */
export class MatrixPicture {
  /** The image, and ever smaller ones of half the width and height, for when a value has less than a pixel. */
  private readonly levels: OffscreenCanvas[];

  constructor(matrix: ShownMatrix, scale: Scale, table: Uint8ClampedArray) {
    const { rows, columns } = matrix;
    const image = new ImageData(columns, rows);
    paint(inOrder(matrix), scale, table, image.data);
    const first = new OffscreenCanvas(columns, rows);
    first.getContext('2d')!.putImageData(image, 0, 0);
    this.levels = [first];
    for (let last = first; last.width > 512 && last.height > 512;) {
      const half = new OffscreenCanvas(Math.ceil(last.width / 2), Math.ceil(last.height / 2));
      const context = half.getContext('2d')!;
      context.imageSmoothingEnabled = true;
      context.drawImage(last, 0, 0, half.width, half.height);
      this.levels.push(half);
      last = half;
    }
  }

  /** Draws what the viewport shows at a place of a canvas. */
  draw(context: CanvasRenderingContext2D, view: Viewport, x: number, y: number): void {
    const { columns, rows, width, height, cellWidth, cellHeight, left, top } = view;
    const smaller = Math.max(1, Math.min(1 / cellWidth, 1 / cellHeight));
    const level = this.levels[Math.min(this.levels.length - 1, Math.floor(Math.log2(smaller)))];
    const [scaleX, scaleY] = [level.width / columns, level.height / rows];
    // Cells of a pixel and more keep hard edges; smaller ones are averaged.
    context.imageSmoothingEnabled = cellWidth < 1 || cellHeight < 1;
    context.drawImage(
      level,
      left * scaleX,
      top * scaleY,
      (width / cellWidth) * scaleX,
      (height / cellHeight) * scaleY,
      x,
      y,
      width,
      height,
    );
  }
}
