import type { JSX } from 'preact';
import type { Matrix } from '../../../src/protocol/inspector/model';
import { useInspector } from '../../app/inspector';
import type { Cell } from '../../heatmap/viewport';
import { exact } from '../../parts/figure';
import { CopyButton } from '../../parts/sentence';
import { t } from '../../strings';
import { coordinates, valueAt } from './arrange';
import { axesOf, axisTitle, type Axis } from './arrays';
import { useWeights } from './useWeights';

interface ReadoutProps {
  readonly matrix: Matrix;
  readonly index: Cell | null;
  readonly memory: boolean;
  /** Under the cursor rather than the pointer: then it is spoken. */
  readonly isCursor: boolean;
}

/** Value and coordinates under the pointer, or else under the cursor. */
export function Readout({ matrix, index, memory, isCursor }: ReadoutProps): JSX.Element {
  const { model } = useInspector();
  const [{ weight }] = useWeights();
  const axes = axesOf(weight);
  const word = (axis: Axis, at: number): string => axisTitle(axis, at, model);
  const value = index ? exact(valueAt(matrix, index)) : '';
  return (
    <div class="readout" aria-live={isCursor ? 'polite' : 'off'}>
      {index ? (
        <>
          <code>{coordinates(weight, memory, index)}</code>
          <span class="quiet">
            {axes.columns === 'one'
              ? word(axes.rows, index.row)
              : t('{0}, {1}', word(axes.rows, index.row), word(axes.columns, index.column))}
          </span>
          <span class="figure readout-value">{value}</span>
          <CopyButton text={() => `${coordinates(weight, memory, index)} = ${value}`} />
        </>
      ) : (
        <span class="quiet">{t('Point at a cell to read its value.')}</span>
      )}
    </div>
  );
}
