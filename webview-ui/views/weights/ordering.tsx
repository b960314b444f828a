import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Matrix } from '../../../src/protocol/inspector/model';
import { useInspector } from '../../app/inspector';
import { Dropdown } from '../../choices';
import { Field } from '../../fields';
import type { Cell } from '../../heatmap/viewport';
import { t } from '../../strings';
import { typedCell } from './arrange';
import { axesOf, isLying, type Axis } from './arrays';
import { useWeights } from './useWeights';

interface OrderingProps {
  readonly axis: Axis;
  readonly which: 'rows' | 'columns';
  readonly cursor: Cell | null;
}

/** In which order rows or columns stand. */
export function Ordering({ axis, which, cursor }: OrderingProps): JSX.Element | null {
  const [state, change] = useWeights();
  if (axis === 'one') {
    return null;
  }
  const isRows = which === 'rows';
  const line = isRows ? state.rowsBy : state.columnsBy;
  const atCursor = cursor && (isRows ? cursor.column : cursor.row);
  const lying = isLying(state.weight);
  return (
    <Dropdown
      label={isRows ? t('Rows') : t('Columns')}
      value={state[which]}
      onChange={(order) => {
        change({
          [which]: order,
          ...(order === 'line' && atCursor !== null ? { [isRows ? 'rowsBy' : 'columnsBy']: atCursor } : {}),
          look: null,
        });
      }}
      choices={[
        { value: 'index', label: t('by index') },
        ...(lying ? [] : [{ value: 'similarity' as const, label: t('like beside like') }]),
        {
          value: 'line',
          label: lying
            ? t('largest first')
            : isRows
              ? t('by column {0}', state.rows === 'line' ? line : (atCursor ?? line))
              : t('by row {0}', state.columns === 'line' ? line : (atCursor ?? line)),
        },
      ]}
    />
  );
}

/** Goes to a cell by its coordinates. */
export function GoTo({ matrix }: { readonly matrix: Matrix }): JSX.Element {
  const { model } = useInspector();
  const [state, change] = useWeights();
  const [typed, setTyped] = useState('');
  const cell = typedCell(typed, state.weight, model, matrix);
  const isWrong = typed.trim() !== '' && !cell;
  return (
    <Field
      label={t('Go to')}
      size={8}
      placeholder={
        isLying(state.weight) ? '100' : axesOf(state.weight).columns === 'character' ? '100 :' : '0 100'
      }
      value={typed}
      onChange={setTyped}
      error={isWrong && typed.trim().length > 4 ? t('no such place') : undefined}
      onEnter={() => {
        if (cell) {
          change({ cursor: cell, look: null });
        }
      }}
    />
  );
}
