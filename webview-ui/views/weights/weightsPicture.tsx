import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Params, Reply } from '../../../src/protocol/inspector/inspector';
import type { Matrix } from '../../../src/protocol/inspector/model';
import { useInspector, useReply } from '../../app/inspector';
import { useTheme } from '../../app/themeContext';
import { Check } from '../../controls';
import type { Export } from '../../heatmap/exports';
import { Heatmap } from '../../heatmap/heatmap';
import { Legend } from '../../heatmap/legend';
import { linearScale, logScale } from '../../heatmap/scale';
import type { Cell } from '../../heatmap/viewport';
import { t } from '../../strings';
import { arrangeMatrix, cellOf, indexOf } from './arrange';
import { axesOf, axisWord, baseOf, isLying, layerOf, linesOf, type Axis } from './arrays';
import { ExportButtons } from './exportButtons';
import { NearbyTable } from './nearbyTable';
import { GoTo, Ordering } from './ordering';
import { Readout } from './readout';
import { Spread } from './spread';
import type { WeightsState } from './state';
import { useWeights } from './useWeights';

/** Share of the values that are told apart by colour, unless the full range is wanted. */
const coloured = 0.99;

function useOrder(
  which: Pick<Params<'order'>, 'weight' | 'memory'>,
  axis: 'rows' | 'columns',
  order: WeightsState['rows'],
  line: number,
): Reply<'order'>['order'] | undefined {
  const by = order === 'similarity' ? ({ kind: 'similarity' } as const) : ({ kind: 'line', line } as const);
  return useReply('order', order === 'index' ? null : { ...which, axis, by }).reply?.order;
}

/** One array as a heatmap with all that belongs to it. */
export function WeightsPicture({
  matrix,
  memory,
}: {
  readonly matrix: Matrix;
  readonly memory: boolean;
}): JSX.Element {
  const { model, selection, select } = useInspector();
  const theme = useTheme();
  const [state, change] = useWeights();
  const { weight } = state;
  const which = { weight, memory };
  const axes = axesOf(weight);
  const base = baseOf(weight);
  const isTop = (layerOf(weight) ?? model.layers) === model.layers;
  const rowOrder = useOrder(which, 'rows', state.rows, state.rowsBy);
  const columnOrder = useOrder(which, 'columns', state.columns, state.columnsBy);
  const shown = useMemo(
    () => arrangeMatrix(weight, matrix, rowOrder, columnOrder),
    [weight, matrix, rowOrder, columnOrder],
  );
  const isLog = memory && state.log;
  const scale = useMemo(
    () => (isLog ? logScale(matrix.values) : linearScale(matrix.values, state.fullRange ? 1 : coloured)),
    [matrix, isLog, state.fullRange],
  );
  const [hover, setHover] = useState<Cell>();
  const lying = isLying(weight);
  const word = (axis: Axis, index: number): string => axisWord(axis, index, model);
  const rowWord = (at: number): string => (lying ? '' : word(axes.rows, shown.rowOrder[at]));
  const columnWord = (at: number): string => word(lying ? axes.rows : axes.columns, shown.columnOrder[at]);
  const cursor = cellOf(weight, shown, state.cursor);
  const pointed = hover ?? cursor;
  const chosen = (axis: Axis, isInput: boolean): readonly number[] =>
    axis === 'character'
      ? [isInput ? selection.from : selection.to].filter((index) => index !== null)
      : // The neurons that the other views speak of are the top layer's.
        selection.neuron === null || !isTop || (isInput && base === 'Wxh')
        ? []
        : linesOf(axis, selection.neuron, model);
  const places = (order: Uint32Array, indices: readonly number[]): number[] =>
    indices.map((index) => order.indexOf(index)).filter((at) => at >= 0);
  const choose = (cell: Cell): void => {
    const { row, column } = indexOf(weight, shown, cell);
    const neuron = isTop ? { neuron: row % model.hiddenSize } : {};
    switch (base) {
      case 'Wxh':
        select({ ...neuron, ...(axes.columns === 'character' ? { from: column } : {}) });
        break;
      case 'Why':
        select({ neuron: column, to: row });
        break;
      case 'Whh':
      case 'bh':
      case 'bn':
        select(neuron);
        break;
      case 'by':
        select({ to: row });
        break;
    }
  };
  const name = memory ? `m${weight}` : weight;
  const block =
    axes.rows === 'gated' && model.gates.length > 1 && state.rows === 'index' ? model.hiddenSize : 0;
  const exported: Export = {
    block,
    matrix: shown,
    scale,
    theme,
    title: t('{0} of {1}', name, model.name),
    rowWord,
    columnWord,
  };
  return (
    <>
      <div class="weights-tools">
        <Ordering axis={axes.rows} which="rows" cursor={state.cursor} />
        {lying ? null : <Ordering axis={axes.columns} which="columns" cursor={state.cursor} />}
        {memory ? (
          <Check checked={state.log} onChange={(log) => change({ log })}>
            {t('Log scale')}
          </Check>
        ) : null}
        {isLog ? null : (
          <Check checked={state.fullRange} onChange={(fullRange) => change({ fullRange })}>
            {t('Colours to the largest value')}
          </Check>
        )}
        <GoTo matrix={matrix} />
        <Check checked={state.spread} onChange={(spread) => change({ spread })}>
          {t('Distribution')}
        </Check>
        <ExportButtons exported={exported} name={`${model.name}-${name}`} />
      </div>
      <Readout
        matrix={matrix}
        index={pointed ? indexOf(weight, shown, pointed) : null}
        memory={memory}
        isCursor={hover === undefined}
      />
      <Heatmap
        matrix={shown}
        scale={scale}
        label={t('{0}, {1} by {2}', name, shown.rows, shown.columns)}
        height={plotHeight(shown.rows)}
        rowWord={rowWord}
        columnWord={columnWord}
        chosenRows={lying ? [] : places(shown.rowOrder, chosen(axes.rows, false))}
        chosenColumns={places(shown.columnOrder, chosen(lying ? axes.rows : axes.columns, base === 'Wxh'))}
        block={block}
        cursor={cursor}
        onCursor={(cell) => change({ cursor: indexOf(weight, shown, cell) })}
        onChoose={choose}
        onHover={setHover}
        look={state.look}
        onLook={(look) => change({ look })}
      />
      <div class="heatmap-foot">
        <Legend scale={scale} name={name} />
        <p class="quiet small" id="heatmap-keys">
          {t(
            'Drag to move, Ctrl and wheel (or + and -) to zoom, 0 for the whole, arrow keys for the cursor, Enter or a click to choose its neuron and character in all views.',
          )}
        </p>
      </div>
      {state.spread ? <Spread which={which} name={name} /> : null}
      <details class="nearby-details">
        <summary>{t('As a table')}</summary>
        <div class="table-scroll" tabIndex={0} role="group" aria-label={t('Values about the cursor')}>
          <NearbyTable
            matrix={shown}
            cursor={cursor ?? { row: 0, column: 0 }}
            rowWord={(at) => (lying ? name : rowWord(at))}
            columnWord={columnWord}
          />
        </div>
      </details>
    </>
  );
}

/** Tall enough to be seen, low enough to leave the figures in sight. */
function plotHeight(rows: number): number {
  return rows === 1 ? 40 : Math.max(160, Math.min(560, rows * 8, window.innerHeight * 0.62));
}
