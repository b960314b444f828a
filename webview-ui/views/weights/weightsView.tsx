import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { Params, Reply } from '../../../src/protocol/inspector/inspector';
import type { Matrix } from '../../../src/protocol/inspector/model';
import { useInspector, useReply, useViewState } from '../../app/inspector';
import { useTheme } from '../../app/themeContext';
import { Button, Check, Dropdown, Field, Radios } from '../../controls';
import { asCsv, asPng, asSvg, type Export } from '../../heatmap/exports';
import { Heatmap } from '../../heatmap/heatmap';
import { Legend } from '../../heatmap/legend';
import { linearScale, logScale } from '../../heatmap/scale';
import type { Cell } from '../../heatmap/viewport';
import { Answer, Failed } from '../../parts/answer';
import { visible } from '../../parts/character';
import { exact, Headline, rounded } from '../../parts/figure';
import { Histogram } from '../../parts/histogram';
import { CopyButton } from '../../parts/sentence';
import { t, whole } from '../../strings';
import {
  arrangeMatrix,
  axesOf,
  cellOf,
  coordinates,
  indexOf,
  isLying,
  typedCell,
  valueAt,
  type Axis,
} from './arrange';
import { NearbyTable } from './nearbyTable';
import type { WeightsState } from './state';

/** What each array does, in a few words. */
function purpose(weight: WeightsState['weight']): string {
  switch (weight) {
    case 'Wxh':
      return t('What each neuron (row) gets from the character that is read (column).');
    case 'Whh':
      return t('What each neuron (row) gets from each neuron of the step before (column): the memory.');
    case 'Why':
      return t('What the logit of each character (row) gets from each neuron (column).');
    case 'bh':
      return t('What each neuron gets always.');
    case 'by':
      return t('What the logit of each character gets always.');
  }
}

/** The model's numbers as pictures. */
export function WeightsView(): JSX.Element {
  const { model } = useInspector();
  const [state, change] = useViewState('weights');
  const memory = state.memory && model.hasMemory;
  const which = { weight: state.weight, memory };
  const answered = useReply('matrix', which);
  return (
    <>
      <div class="question">
        <div class="question-details">
          <Radios
            label={t('Array')}
            value={state.weight}
            onChange={(weight) =>
              change({ weight, cursor: null, look: null, rows: 'index', columns: 'index' })
            }
            choices={(['Wxh', 'Whh', 'Why', 'bh', 'by'] as const).map((name) => ({
              value: name,
              label: name,
            }))}
          />
          {model.hasMemory ? (
            <Check checked={memory} onChange={(now) => change({ memory: now })}>
              {t("Adagrad's memory of it")}
            </Check>
          ) : null}
        </div>
        <p class="quiet">
          {purpose(state.weight)}{' '}
          {memory ? t('Shown: the sum of squared gradients that each weight has seen in training.') : ''}
        </p>
      </div>
      <Answer answered={answered} doing={t('Loading the array')}>
        {(matrix) => <Picture key={`${state.weight} ${memory}`} matrix={matrix} memory={memory} />}
      </Answer>
    </>
  );
}

function useOrder(
  which: Pick<Params<'order'>, 'weight' | 'memory'>,
  axis: 'rows' | 'columns',
  order: WeightsState['rows'],
  line: number,
): Reply<'order'>['order'] | undefined {
  const by = order === 'similarity' ? ({ kind: 'similarity' } as const) : ({ kind: 'line', line } as const);
  return useReply('order', order === 'index' ? null : { ...which, axis, by }).reply?.order;
}

function Picture({ matrix, memory }: { readonly matrix: Matrix; readonly memory: boolean }): JSX.Element {
  const { model, selection, select } = useInspector();
  const theme = useTheme();
  const [state, change] = useViewState('weights');
  const { weight } = state;
  const which = { weight, memory };
  const axes = axesOf(weight);
  const rowOrder = useOrder(which, 'rows', state.rows, state.rowsBy);
  const columnOrder = useOrder(which, 'columns', state.columns, state.columnsBy);
  const shown = useMemo(
    () => arrangeMatrix(weight, matrix, rowOrder, columnOrder),
    [weight, matrix, rowOrder, columnOrder],
  );
  const isLog = memory && state.log;
  const scale = useMemo(
    () => (isLog ? logScale(matrix.values) : linearScale(matrix.values)),
    [matrix, isLog],
  );
  const [hover, setHover] = useState<Cell>();
  const lying = isLying(weight);
  const word = (axis: Axis, index: number): string =>
    axis === 'character' ? visible(model.characters[index] ?? '') : axis === 'neuron' ? String(index) : '';
  const rowWord = (at: number): string => (lying ? '' : word(axes.rows, shown.rowOrder[at]));
  const columnWord = (at: number): string => word(lying ? axes.rows : axes.columns, shown.columnOrder[at]);
  const cursor = cellOf(weight, shown, state.cursor);
  const pointed = hover ?? cursor;
  const chosen = (axis: Axis, isInput: boolean): readonly number[] =>
    axis === 'neuron'
      ? selection.neuron === null
        ? []
        : [selection.neuron]
      : [isInput ? selection.from : selection.to].filter((index) => index !== null);
  const places = (order: Uint32Array, indices: readonly number[]): number[] =>
    indices.map((index) => order.indexOf(index)).filter((at) => at >= 0);
  const choose = (cell: Cell): void => {
    const { row, column } = indexOf(weight, shown, cell);
    switch (weight) {
      case 'Wxh':
        select({ neuron: row, from: column });
        break;
      case 'Why':
        select({ neuron: column, to: row });
        break;
      case 'Whh':
      case 'bh':
        select({ neuron: row });
        break;
      case 'by':
        select({ to: row });
        break;
    }
  };
  const name = memory ? `m${weight}` : weight;
  const exported: Export = {
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
        <GoTo matrix={matrix} />
        <Check checked={state.spread} onChange={(spread) => change({ spread })}>
          {t('Distribution')}
        </Check>
        <Exports exported={exported} name={`${model.name}-${name}`} />
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
        chosenColumns={places(shown.columnOrder, chosen(lying ? axes.rows : axes.columns, weight === 'Wxh'))}
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

interface OrderingProps {
  readonly axis: Axis;
  readonly which: 'rows' | 'columns';
  readonly cursor: Cell | null;
}

function Ordering({ axis, which, cursor }: OrderingProps): JSX.Element | null {
  const [state, change] = useViewState('weights');
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

function GoTo({ matrix }: { readonly matrix: Matrix }): JSX.Element {
  const { model } = useInspector();
  const [state, change] = useViewState('weights');
  const [typed, setTyped] = useState('');
  const cell = typedCell(typed, state.weight, model, matrix);
  const isWrong = typed.trim() !== '' && !cell;
  return (
    <Field
      label={t('Go to')}
      size={8}
      placeholder={isLying(state.weight) ? '100' : state.weight === 'Wxh' ? '100 :' : '0 100'}
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

interface ReadoutProps {
  readonly matrix: Matrix;
  readonly index: Cell | null;
  readonly memory: boolean;
  /** Under the cursor rather than the pointer: then it is spoken. */
  readonly isCursor: boolean;
}

/** Value and coordinates under the pointer, or else under the cursor. */
function Readout({ matrix, index, memory, isCursor }: ReadoutProps): JSX.Element {
  const { model } = useInspector();
  const [{ weight }] = useViewState('weights');
  const axes = axesOf(weight);
  const word = (axis: Axis, at: number): string =>
    axis === 'character' ? visible(model.characters[at]) : t('neuron {0}', at);
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

function Exports({ exported, name }: { readonly exported: Export; readonly name: string }): JSX.Element {
  const { questions } = useInspector();
  const [problem, setProblem] = useState<string>();
  const save = async (
    ending: string,
    content: () => string | Promise<Uint8Array<ArrayBuffer>>,
  ): Promise<void> => {
    setProblem(undefined);
    try {
      await questions.requester.ask('save', { name: `${name}.${ending}`, content: await content() });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <>
      <span class="field" role="group" aria-label={t('Export')}>
        <span class="field-label">{t('Export')}</span>
        <span class="buttons">
          <Button onClick={() => void save('png', () => asPng(exported))}>PNG</Button>
          <Button onClick={() => void save('svg', () => asSvg(exported))}>SVG</Button>
          <Button onClick={() => void save('csv', () => asCsv(exported))}>CSV</Button>
        </span>
      </span>
      {problem === undefined ? null : <Failed message={problem} again={() => setProblem(undefined)} />}
    </>
  );
}

function Spread({ which, name }: { readonly which: Params<'spread'>; readonly name: string }): JSX.Element {
  const answered = useReply('spread', which);
  return (
    <Answer answered={answered} doing={t('Counting')}>
      {({ distribution }) => (
        <section class="spread" aria-labelledby="spread-title">
          <h2 id="spread-title">{t('Distribution of {0}', name)}</h2>
          <Histogram distribution={distribution} label={t('value')} />
          <dl class="headlines">
            <Headline value={whole(distribution.count)} name={t('values')} />
            <Headline value={rounded(distribution.mean)} name={t('mean')} />
            <Headline value={rounded(distribution.standardDeviation)} name={t('standard deviation')} />
            <Headline value={rounded(distribution.smallest)} name={t('smallest')} />
            <Headline value={rounded(distribution.largest)} name={t('largest')} />
          </dl>
        </section>
      )}
    </Answer>
  );
}
