import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useInspector, useViewState } from '../../app/inspector';
import { Radios } from '../../choices';
import { Button, Check } from '../../controls';
import { Field, NumberField } from '../../fields';
import { CharacterPicker } from '../../parts/characterPicker';
import { rich, t } from '../../strings';
import { ablationsOf, isCurrent, typedNeurons } from './arrange';

/** The claim, the neurons, and how they are taken away. */
export function ProofForm(): JSX.Element {
  const { selection, select, text } = useInspector();
  const [state, change] = useViewState('proof');
  const { from, to } = selection;
  const isReady = text !== undefined && from !== null && to !== null && state.neurons.length > 0;
  const measure = (): void => {
    if (isReady) {
      change({
        asked: {
          text: text.id,
          from,
          to,
          ablations: ablationsOf(state),
          controls: state.controls,
          seed: state.seed,
        },
      });
    }
  };
  return (
    <form class="question" onSubmit={(event) => event.preventDefault()}>
      <h2 class="question-words">
        {rich(
          'Do these neurons make {0} follow {1}?',
          <CharacterPicker
            label={t('The character that follows')}
            value={to}
            onChange={(index) => select({ to: index })}
          />,
          <CharacterPicker
            label={t('The character before')}
            value={from}
            onChange={(index) => select({ from: index, position: null })}
          />,
        )}
      </h2>
      <ChosenNeurons onEnter={measure} />
      <div class="question-details">
        <Radios
          label={t('Take them away from')}
          value={state.mode}
          onChange={(mode) => change({ mode })}
          choices={[
            { value: 'output', label: t('the output only') },
            { value: 'whole', label: t('the recurrence too') },
          ]}
        />
        <Radios
          label={t('Hold them at')}
          value={state.hold}
          onChange={(hold) => change({ hold })}
          choices={[
            { value: 'zero', label: t('zero') },
            { value: 'mean', label: t('their mean') },
            { value: 'value', label: t('a value') },
          ]}
        />
        {state.hold === 'value' ? (
          <NumberField
            label={t('Value')}
            size={6}
            value={state.value}
            check={(value) => (value >= -1 && value <= 1 ? undefined : t('from -1 to 1'))}
            onChange={(value) => change({ value })}
          />
        ) : null}
      </div>
      <div class="question-details">
        <NumberField
          label={t('Random controls')}
          size={4}
          value={state.controls}
          check={(value) => (Number.isInteger(value) && value >= 0 && value <= 32 ? undefined : t('0 to 32'))}
          onChange={(controls) => change({ controls })}
        />
        <NumberField
          label={t('Seed')}
          size={4}
          value={state.seed}
          check={(value) => (Number.isSafeInteger(value) && value >= 0 ? undefined : t('a whole number'))}
          onChange={(seed) => change({ seed })}
        />
        {state.neurons.length > 1 ? (
          <Check checked={state.each} onChange={(each) => change({ each })}>
            {t('Also each by itself')}
          </Check>
        ) : null}
        <Button
          kind="primary"
          disabled={!isReady || isCurrent(state.asked, state, text.id, from, to)}
          onClick={measure}
        >
          {t('Take Away and Measure')}
        </Button>
      </div>
    </form>
  );
}

function ChosenNeurons({ onEnter }: { readonly onEnter: () => void }): JSX.Element {
  const { model, selection } = useInspector();
  const [state, change] = useViewState('proof');
  const [typed, setTyped] = useState('');
  const parsed = typedNeurons(typed, model.hiddenSize);
  const neurons = state.neurons.filter((neuron) => neuron < model.hiddenSize);
  const add = (more: readonly number[]): void => change({ neurons: [...new Set([...neurons, ...more])] });
  const suggested = selection.neuron;
  return (
    <div class="chosen-neurons">
      <span class="field-label" id="taken-away">
        {t('Neurons')}
      </span>
      <ul class="chips" aria-labelledby="taken-away">
        {neurons.map((neuron) => (
          <li class="chip" key={neuron}>
            <span>{neuron}</span>
            <button
              type="button"
              aria-label={t('Leave neuron {0} in', neuron)}
              onClick={() => change({ neurons: neurons.filter((other) => other !== neuron) })}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <Field
        label={t('Add neurons')}
        hideLabel
        size={14}
        placeholder={t('such as 100, 73')}
        value={typed}
        error={parsed ? undefined : t('numbers from 0 to {0}', model.hiddenSize - 1)}
        onChange={setTyped}
        onEnter={() => {
          if (parsed && parsed.length > 0) {
            add(parsed);
            setTyped('');
          } else if (typed === '') {
            onEnter();
          }
        }}
      />
      <Button
        disabled={!parsed || parsed.length === 0}
        onClick={() => {
          add(parsed ?? []);
          setTyped('');
        }}
      >
        {t('Add')}
      </Button>
      {suggested !== null && !neurons.includes(suggested) ? (
        <Button onClick={() => add([suggested])}>{t('Add {0}', suggested)}</Button>
      ) : null}
      {neurons.length > 1 ? <Button onClick={() => change({ neurons: [] })}>{t('Clear')}</Button> : null}
    </div>
  );
}
