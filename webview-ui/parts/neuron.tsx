import type { JSX } from 'preact';
import { useInspector } from '../app/inspector';
import { t } from '../strings';

interface NeuronProps {
  readonly neuron: number;
  /** In place of choosing it everywhere. */
  readonly onClick?: () => void;
}

/** The number of a neuron; a click chooses it in every view. */
export function Neuron({ neuron, onClick }: NeuronProps): JSX.Element {
  const { selection, select } = useInspector();
  const isChosen = selection.neuron === neuron;
  return (
    <button
      type="button"
      class={`neuron${isChosen ? ' chosen' : ''}`}
      aria-pressed={isChosen}
      aria-label={t('neuron {0}', neuron)}
      onClick={onClick ?? (() => select({ neuron: isChosen ? null : neuron }))}
    >
      {neuron}
    </button>
  );
}

/** Several of them, in a row that breaks. */
export function Neurons({ neurons }: { readonly neurons: readonly number[] }): JSX.Element {
  return (
    <span class="neurons">
      {neurons.map((neuron) => (
        <Neuron key={neuron} neuron={neuron} />
      ))}
    </span>
  );
}
