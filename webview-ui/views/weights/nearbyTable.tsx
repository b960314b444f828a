import type { JSX } from 'preact';
import type { ShownMatrix } from '../../heatmap/matrixPicture';
import type { Cell } from '../../heatmap/viewport';
import { exact } from '../../parts/figure';
import { t } from '../../strings';
import { windowAbout } from './arrange';

interface NearbyProps {
  readonly matrix: ShownMatrix;
  readonly cursor: Cell;
  readonly rowWord: (at: number) => string;
  readonly columnWord: (at: number) => string;
}

const size = 9;

/** The values about the cursor as a table: what the picture shows, for those who do not see it. */
export function NearbyTable({ matrix, cursor, rowWord, columnWord }: NearbyProps): JSX.Element {
  const { rows, columns } = windowAbout(matrix, cursor, size);
  const value = (row: number, column: number): number =>
    matrix.values[
      matrix.rows === 1
        ? matrix.columnOrder[column]
        : matrix.rowOrder[row] * matrix.columns + matrix.columnOrder[column]
    ];
  return (
    <table class="figures nearby">
      <caption>{t('Values about the cursor; move it with the arrow keys in the picture')}</caption>
      <thead>
        <tr>
          <td />
          {columns.map((column) => (
            <th key={column} scope="col">
              {columnWord(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row}>
            <th scope="row">{rowWord(row)}</th>
            {columns.map((column) => (
              <td
                key={column}
                class={row === cursor.row && column === cursor.column ? 'chosen' : undefined}
                title={exact(value(row, column))}
              >
                {Number(value(row, column).toPrecision(4))}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
