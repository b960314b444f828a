import { driversOf } from '../core/attribution/drivers';
import { argmax, softmax } from '../core/kernel/sampling';
import { createReferenceKernel } from '../core/kernel/reference';
import type { Model } from '../core/model';

/** A place in a matrix, [row, column], counted from zero as the file has it. */
type Coordinates = readonly [number, number];

interface Weight {
  readonly coordinates: Coordinates;
  /** As the file has it, to the last digit. */
  readonly value: number;
}

/** One neuron's part in a transition. */
export interface Driver {
  readonly neuron: number;
  /** Wxh[neuron, from]. */
  readonly inputWeight: Weight;
  /** h[neuron] once `from` was read. */
  readonly activation: number;
  /** Why[to, neuron]. */
  readonly outputWeight: Weight;
  readonly contribution: number;
  readonly centredContribution: number;
}

/** Why one character follows another. */
export interface Drivers {
  readonly from: { readonly character: string; readonly index: number };
  readonly to: { readonly character: string; readonly index: number };
  /** Where the column of `from` in Wxh is largest: what the assignment's report calls its neuron. */
  readonly strongestInputWeight: Weight & { readonly neuron: number; readonly activation: number };
  /** The neurons that add most to the logit of `to`, first the one that adds most. */
  readonly drivers: readonly Driver[];
  readonly logit: number;
  /** by[to]: the logit is this and the contributions of all neurons. */
  readonly bias: number;
  /** Of `to`, at temperature 1. */
  readonly probability: number;
}

/**
 * The neurons that make `to` follow `from` when `from` is the first character read, from a hidden state of zeros. All in
 * float64.
 *
 * @param from and to: indices in the vocabulary.
 * @param top how many drivers to list.
 */
export function zeroStateDrivers(model: Model, from: number, to: number, top: number): Drivers {
  const { parameters, vocabulary } = model;
  const { hiddenSize: H, vocabularySize: V, Wxh } = parameters;
  const network = createReferenceKernel('reference').load(parameters);
  const h = network.createState();
  network.prime(h, Uint16Array.of(from));
  const logits = new Float64Array(V);
  network.logits(h, logits);
  const probabilities = new Float64Array(V);
  softmax(logits, 1, probabilities);

  const inputWeight = (neuron: number): Weight => ({
    coordinates: [neuron, from],
    value: Wxh[neuron * V + from],
  });
  const strongest = argmax(Float64Array.from({ length: H }, (_, neuron) => inputWeight(neuron).value));
  const attribution = driversOf(parameters, { from, to, hidden: Float64Array.from(h) });
  const ranked = attribution.drivers.sort((a, b) => b.contribution - a.contribution || a.neuron - b.neuron);
  return {
    from: { character: vocabulary.characters[from], index: from },
    to: { character: vocabulary.characters[to], index: to },
    strongestInputWeight: { neuron: strongest, ...inputWeight(strongest), activation: h[strongest] },
    drivers: ranked.slice(0, top).map(({ neuron, activation, output, contribution, centred }) => ({
      neuron,
      inputWeight: inputWeight(neuron),
      activation,
      outputWeight: { coordinates: [to, neuron], value: output },
      contribution,
      centredContribution: centred,
    })),
    logit: logits[to],
    bias: parameters.by[to],
    probability: probabilities[to],
  };
}
