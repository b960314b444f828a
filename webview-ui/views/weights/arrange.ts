import type { Matrix, ModelDescription } from '../../../src/protocol/inspector/model';
import { naturalOrder, type ShownMatrix } from '../../heatmap/matrixPicture';
import type { Cell } from '../../heatmap/viewport';
import { axesOf, isLying, type Axis, type WeightName } from './arrays';

/** The matrix as it is shown. */
export function arrangeMatrix(
  weight: WeightName,
  { rows, columns, values }: Matrix,
  rowOrder: Uint32Array | undefined,
  columnOrder: Uint32Array | undefined,
): ShownMatrix {
  return isLying(weight)
    ? {
        rows: 1,
        columns: rows,
        values,
        rowOrder: naturalOrder(1),
        columnOrder: rowOrder ?? naturalOrder(rows),
      }
    : {
        rows,
        columns,
        values,
        rowOrder: rowOrder ?? naturalOrder(rows),
        columnOrder: columnOrder ?? naturalOrder(columns),
      };
}

/** The array's own indices of a cell that is shown, and back. */
export function indexOf(weight: WeightName, matrix: ShownMatrix, cell: Cell): Cell {
  const row = matrix.rowOrder[cell.row];
  const column = matrix.columnOrder[cell.column];
  return isLying(weight) ? { row: column, column: 0 } : { row, column };
}

export function cellOf(weight: WeightName, matrix: ShownMatrix, index: Cell | null): Cell | undefined {
  if (!index) {
    return undefined;
  }
  const row = isLying(weight) ? 0 : matrix.rowOrder.indexOf(index.row);
  const column = matrix.columnOrder.indexOf(isLying(weight) ? index.row : index.column);
  return row >= 0 && column >= 0 ? { row, column } : undefined;
}

/** `Wxh[100][9]`, or `bh[100]`. */
export function coordinates(weight: WeightName, memory: boolean, { row, column }: Cell): string {
  const name = memory ? `m${weight}` : weight;
  return isLying(weight) ? `${name}[${row}]` : `${name}[${row}][${column}]`;
}

export function valueAt({ columns, values }: Matrix, { row, column }: Cell): number {
  return values[row * columns + column];
}

/**
 * Where a person wants to go: "100 9", "[100][9]", "100, :". A character stands for its index where the axis is one of
 * characters; `\n` is a newline. Undefined if it is no place of the array.
 */
export function typedCell(
  text: string,
  weight: WeightName,
  { characters }: Pick<ModelDescription, 'characters'>,
  { rows, columns }: Pick<Matrix, 'rows' | 'columns'>,
): Cell | undefined {
  const axes = axesOf(weight);
  const parts = text.trim().match(/\\n|\d+|[^\s,[\]]/gu) ?? [];
  const wanted = isLying(weight) ? 1 : 2;
  if (parts.length !== wanted) {
    return undefined;
  }
  const index = (part: string, axis: Axis): number => {
    if (axis === 'character' && !/^\d+$/.test(part)) {
      const marks: Readonly<Record<string, string>> = { '\\n': '\n', '↵': '\n', '␣': ' ' };
      return characters.indexOf(marks[part] ?? part);
    }
    return /^\d+$/.test(part) ? Number(part) : -1;
  };
  const cell = { row: index(parts[0], axes.rows), column: wanted === 1 ? 0 : index(parts[1], axes.columns) };
  return cell.row >= 0 && cell.row < rows && cell.column >= 0 && cell.column < columns ? cell : undefined;
}

/** A window of the matrix about a cell, for the table that a screen reader reads. */
export function windowAbout(
  { rows, columns }: Pick<ShownMatrix, 'rows' | 'columns'>,
  { row, column }: Cell,
  size: number,
): { readonly rows: readonly number[]; readonly columns: readonly number[] } {
  const span = (at: number, count: number): number[] => {
    const first = Math.max(0, Math.min(count - size, at - Math.floor(size / 2)));
    return Array.from({ length: Math.min(size, count) }, (_, offset) => first + offset);
  };
  return { rows: span(row, rows), columns: span(column, columns) };
}
