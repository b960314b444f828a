import type { Params } from '../../../src/protocol/inspector/inspector';
import type { Ablation, AblationResult } from '../../../src/protocol/inspector/proof';
import type { ProofState } from './state';

/** What the form asks: all neurons together first, then, if wanted, each by itself. */
export function ablationsOf(
  state: Pick<ProofState, 'neurons' | 'mode' | 'hold' | 'value' | 'each'>,
): Ablation[] {
  const value = holdValue(state);
  const one = (neurons: number[]): Ablation => ({ neurons, mode: state.mode, value });
  return [
    one([...state.neurons]),
    ...(state.each && state.neurons.length > 1
      ? state.neurons.slice(0, 63).map((neuron) => one([neuron]))
      : []),
  ];
}

export function holdValue({ hold, value }: Pick<ProofState, 'hold' | 'value'>): Ablation['value'] {
  return hold === 'mean' ? 'mean' : hold === 'zero' ? 0 : value;
}

/** Whether the figures on the page answer what the form now asks. */
export function isCurrent(
  asked: Params<'ablate'> | null,
  state: ProofState,
  text: string | undefined,
  from: number | null,
  to: number | null,
): boolean {
  return (
    asked !== null &&
    asked.text === text &&
    asked.from === from &&
    asked.to === to &&
    asked.controls === state.controls &&
    asked.seed === state.seed &&
    JSON.stringify(asked.ablations) === JSON.stringify(ablationsOf(state))
  );
}

/** The numbers in what a person typed, such as "100, 73 210", each once; undefined if it is something else. */
export function typedNeurons(text: string, hiddenSize: number): number[] | undefined {
  const parts = text.split(/[\s,;]+/).filter((part) => part !== '');
  const numbers = parts.map(Number);
  return numbers.every((neuron) => Number.isInteger(neuron) && neuron >= 0 && neuron < hiddenSize)
    ? [...new Set(numbers)]
    : undefined;
}

/** Where the controls lie, for comparison with the ablation itself. */
export function controlRange({
  controls,
}: Pick<AblationResult, 'controls'>):
  { readonly lowest: number; readonly highest: number; readonly mean: number } | undefined {
  if (controls.length === 0) {
    return undefined;
  }
  const means = controls.map(({ mean }) => mean);
  return {
    lowest: Math.min(...means),
    highest: Math.max(...means),
    mean: means.reduce((sum, mean) => sum + mean, 0) / means.length,
  };
}
