import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { MethodName, Params } from '../../../src/protocol/inspector/inspector';
import type { Edit } from '../../../src/protocol/inspector/model';
import { useInspector, useReply, useViewState } from '../../app/inspector';
import { Area, Button, Dropdown, NumberField, Radios } from '../../controls';
import { Answer, Failed } from '../../parts/answer';
import { exact } from '../../parts/figure';
import { t } from '../../strings';
import { axisTitle, axesOf, isLying, type Axis } from '../weights/arrays';
import { commonStart, editName } from './arrange';

/** Changes the running network, and shows what it writes as it was and as it is. */
export function InterveneView(): JSX.Element {
  const { model } = useInspector();
  return (
    <>
      {model.isRunning ? (
        <Editing />
      ) : (
        <p class="notice">
          {t(
            'This file is looked at, but another model is running: completions are not written by it. Choose it with Use as Char-RNN Model to change it.',
          )}
        </p>
      )}
      {model.isRunning ? <Writing /> : null}
    </>
  );
}

/** Asks for a change, and says what went wrong; what came of it is told by the model, which is asked for anew. */
function useChange(): [string | undefined, <M extends MethodName>(method: M, params: Params<M>) => void] {
  const { questions } = useInspector();
  const [problem, setProblem] = useState<string>();
  return [
    problem,
    (method, params) => {
      setProblem(undefined);
      questions.requester.ask(method, params).catch((error: unknown) => {
        setProblem(error instanceof Error ? error.message : String(error));
      });
    },
  ];
}

function Editing(): JSX.Element {
  const { model } = useInspector();
  const [problem, ask] = useChange();
  const { edits, canUndo, canRedo } = model.edits;
  return (
    <section aria-labelledby="edits-title">
      <div class="section-head">
        <h2 id="edits-title">{t('Changes to the running network')}</h2>
        <span class="buttons">
          <Button disabled={!canUndo} onClick={() => ask('undoEdit', {})}>
            {t('Undo')}
          </Button>
          <Button disabled={!canRedo} onClick={() => ask('redoEdit', {})}>
            {t('Redo')}
          </Button>
          <Button disabled={edits.length === 0} onClick={() => ask('resetEdits', {})}>
            {t('Reset')}
          </Button>
          <Button disabled={edits.length === 0} onClick={() => ask('saveEdited', {})}>
            {t('Save As New File...')}
          </Button>
        </span>
      </div>
      <p class="quiet">
        {t(
          'Completions and ghost text follow at once. The model file stays as it is; the changes end with the window, unless you save them.',
        )}
      </p>
      {problem === undefined ? null : <Failed message={problem} again={() => ask('describe', {})} />}
      <div class="pair">
        <ClampForm onEdit={(edit) => ask('edit', { edit })} />
        <WeightForm onEdit={(edit) => ask('edit', { edit })} />
      </div>
      {edits.length > 0 ? (
        <ol class="edits" aria-label={t('Changes, oldest first')}>
          {edits.map((edit, index) => (
            <li key={index}>
              <code>{editName(edit)}</code>{' '}
              <span class="quiet">
                {edit.kind === 'clamp'
                  ? edit.mode === 'whole'
                    ? t('held, in the recurrence too')
                    : t('held, for the output only')
                  : t('weight')}
              </span>
            </li>
          ))}
        </ol>
      ) : null}
    </section>
  );
}

interface FormProps {
  readonly onEdit: (edit: Edit) => void;
}

function ClampForm({ onEdit }: FormProps): JSX.Element {
  const { model, selection } = useInspector();
  const [state, change] = useViewState('intervene');
  const wanted = state.neuron ?? selection.neuron;
  const neuron = wanted !== null && wanted < model.hiddenSize ? wanted : null;
  return (
    <fieldset class="form">
      <legend>{t('Hold a neuron')}</legend>
      <div class="fields">
        <NumberField
          label={t('Neuron')}
          size={5}
          value={neuron}
          check={(index) =>
            Number.isInteger(index) && index >= 0 && index < model.hiddenSize
              ? undefined
              : t('0 to {0}', model.hiddenSize - 1)
          }
          onChange={(index) => change({ neuron: index })}
        />
        <NumberField
          label={t('At')}
          size={5}
          value={state.value}
          check={(value) => (value >= -1 && value <= 1 ? undefined : t('from -1 to 1'))}
          onChange={(value) => change({ value })}
        />
      </div>
      <input
        type="range"
        min={-1}
        max={1}
        step={0.05}
        value={state.value}
        aria-label={t('Value that the neuron is held at')}
        onInput={(event) => change({ value: Number(event.currentTarget.value) })}
      />
      <Radios
        label={t('Who sees the value')}
        value={state.mode}
        onChange={(mode) => change({ mode })}
        choices={[
          { value: 'whole', label: t('the recurrence too') },
          { value: 'output', label: t('the output only') },
        ]}
      />
      <p class="buttons">
        <Button
          kind="primary"
          disabled={neuron === null}
          onClick={() => {
            if (neuron !== null) {
              onEdit({ kind: 'clamp', neuron, value: state.value, mode: state.mode });
            }
          }}
        >
          {state.value === 0 ? t('Silence') : t('Hold')}
        </Button>
      </p>
    </fieldset>
  );
}

function WeightForm({ onEdit }: FormProps): JSX.Element {
  const { model } = useInspector();
  const [state, change] = useViewState('intervene');
  const { row, column } = state;
  const array = model.weights.find(({ name }) => name === state.weight) ?? model.weights[0];
  const { name: weight, rows, columns } = array;
  const axes = axesOf(weight);
  const exists = row < rows && column < columns;
  const answered = useReply('matrix', { weight, memory: false });
  const matrix = answered.asked?.status === 'done' ? answered.asked.reply : undefined;
  const now = matrix && exists ? matrix.values[row * matrix.columns + column] : undefined;
  const [value, setValue] = useState<number | null>(null);
  useEffect(() => setValue(null), [weight, row, column]);
  const inRange = (limit: number) => (index: number) =>
    Number.isInteger(index) && index >= 0 && index < limit ? undefined : t('0 to {0}', limit - 1);
  const name = (axis: Axis, index: number): string => axisTitle(axis, index, model);
  return (
    <fieldset class="form">
      <legend>{t('Change a weight')}</legend>
      <div class="fields">
        <Dropdown
          label={t('Array')}
          value={weight}
          onChange={(chosen) => change({ weight: chosen, row: 0, column: 0 })}
          choices={model.weights.map(({ name: each }) => ({ value: each, label: each }))}
        />
        <NumberField
          label={isLying(weight) ? t('Index') : t('Row ({0})', name(axes.rows, row))}
          size={5}
          value={row}
          check={inRange(rows)}
          onChange={(index) => change({ row: index })}
        />
        {isLying(weight) ? null : (
          <NumberField
            label={t('Column ({0})', name(axes.columns, column))}
            size={5}
            value={column}
            check={inRange(columns)}
            onChange={(index) => change({ column: index })}
          />
        )}
        <NumberField
          label={t('New value')}
          size={10}
          value={value}
          check={(number) => (Number.isFinite(number) ? undefined : t('a number'))}
          onChange={setValue}
        />
      </div>
      <p class="quiet small">
        {now === undefined ? (exists ? '' : t('There is no such place.')) : t('Now: {0}', exact(now))}
      </p>
      <p class="buttons">
        <Button
          kind="primary"
          disabled={value === null || !exists}
          onClick={() => {
            if (value !== null && exists) {
              onEdit({ kind: 'weight', weight, row, column, value });
            }
          }}
        >
          {t('Change')}
        </Button>
      </p>
    </fieldset>
  );
}

function Writing(): JSX.Element {
  const { model } = useInspector();
  const [state, change] = useViewState('intervene');
  const { prompt, length, temperature, seed } = state;
  const [asked, setAsked] = useState<Params<'sample'> | null>({ prompt, length, temperature, seed });
  const now = { prompt, length, temperature, seed };
  const isSame = JSON.stringify(asked) === JSON.stringify(now);
  const answered = useReply('sample', asked);
  const isWhole = (value: number): string | undefined =>
    Number.isSafeInteger(value) && value >= 0 ? undefined : t('a whole number');
  return (
    <section aria-labelledby="writing-title">
      <h2 id="writing-title">{t('What it writes')}</h2>
      <div class="writing-form">
        <Area label={t('Prompt')} value={prompt} rows={3} onChange={(text) => change({ prompt: text })} />
        <div class="fields">
          <NumberField
            label={t('Length')}
            size={6}
            value={length}
            check={(value) => (value >= 1 && value <= 10_000 ? isWhole(value) : t('1 to 10,000'))}
            onChange={(value) => change({ length: value })}
          />
          <NumberField
            label={t('Temperature')}
            size={6}
            value={temperature}
            check={(value) => (value >= 0 && value <= 100 ? undefined : t('0 to 100'))}
            onChange={(value) => change({ temperature: value })}
          />
          <NumberField
            label={t('Seed')}
            size={6}
            value={seed}
            check={isWhole}
            onChange={(value) => change({ seed: value })}
          />
          <Button kind="primary" disabled={isSame} onClick={() => setAsked(now)}>
            {t('Write')}
          </Button>
        </div>
      </div>
      <Answer answered={answered} doing={t('Writing')}>
        {({ original, edited }) => <Samples original={original} edited={edited} name={model.name} />}
      </Answer>
    </section>
  );
}

interface SamplesProps {
  readonly original: string;
  readonly edited: string | null;
  readonly name: string;
}

function Samples({ original, edited, name }: SamplesProps): JSX.Element {
  const common = edited === null ? 0 : commonStart(original, edited);
  return (
    <div class={edited === null ? '' : 'pair'}>
      <figure class="sample">
        <figcaption>{edited === null ? name : t('as the file has it')}</figcaption>
        <pre tabIndex={0}>
          {original.slice(0, common)}
          {edited === null ? original.slice(common) : <mark>{original.slice(common)}</mark>}
        </pre>
      </figure>
      {edited === null ? null : (
        <figure class="sample">
          <figcaption>
            {common === edited.length && common === original.length
              ? t('edited: the same text')
              : t('edited: other from character {0} on', common)}
          </figcaption>
          <pre tabIndex={0}>
            {edited.slice(0, common)}
            <mark>{edited.slice(common)}</mark>
          </pre>
        </figure>
      )}
    </div>
  );
}
