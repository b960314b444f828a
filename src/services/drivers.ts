import { driversOf, type DriversQuestion } from '../core/attribution/drivers';
import { argmax, softmax } from '../core/kernel/sampling';
import { createReferenceKernel } from '../core/kernel/reference';
import type { Model } from '../core/model';
import { isVanilla, topStateOf, type Parameters } from '../core/parameters';

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
  /** Wxh[neuron, from], where a neuron has one such weight: in min-char-rnn's network. */
  readonly inputWeight?: Weight;
  /** h[neuron] once `from` was read. */
  readonly activation: number;
  /** Why[to, neuron]. */
  readonly outputWeight: Weight;
  readonly contribution: number;
  readonly centredContribution: number;
  /** In a text: the same for the activation less its mean over the text, what is special about these places. */
  readonly specialContribution?: number;
}

/** Why one character follows another. */
export interface Drivers {
  readonly from: { readonly character: string; readonly index: number };
  readonly to: { readonly character: string; readonly index: number };
  /**
   * Where the column of `from` in Wxh is largest: what the assignment's report calls its neuron. Of min-char-rnn's network
   * only.
   */
  readonly strongestInputWeight?: Weight & { readonly neuron: number; readonly activation: number };
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
  const { hiddenSize: H, vocabularySize: V } = parameters;
  const network = createReferenceKernel('reference').load(parameters);
  const h = network.createState();
  network.prime(h, Uint16Array.of(from));
  const first = topStateOf(parameters);
  const hidden = Float64Array.from(h.subarray(first, first + H));
  const logits = new Float64Array(V);
  network.logits(h, logits);
  const probabilities = new Float64Array(V);
  softmax(logits, 1, probabilities);

  return {
    from: { character: vocabulary.characters[from], index: from },
    to: { character: vocabulary.characters[to], index: to },
    ...(isVanilla(parameters) && { strongestInputWeight: strongestInput(parameters, from, hidden) }),
    drivers: strongestDrivers(parameters, { from, to, hidden }, top),
    logit: logits[to],
    bias: parameters.by[to],
    probability: probabilities[to],
  };
}

function strongestInput(
  { hiddenSize: H, vocabularySize: V, Wxh }: Parameters,
  from: number,
  hidden: Float64Array,
): Drivers['strongestInputWeight'] {
  const column = Float64Array.from({ length: H }, (_, neuron) => Wxh[neuron * V + from]);
  const neuron = argmax(column);
  return { neuron, coordinates: [neuron, from], value: column[neuron], activation: hidden[neuron] };
}

/** The neurons that add most to a logit, with the coordinates of their weights. */
export function strongestDrivers(parameters: Parameters, question: DriversQuestion, top: number): Driver[] {
  const { from, to } = question;
  return driversOf(parameters, question)
    .drivers.sort((a, b) => b.contribution - a.contribution || a.neuron - b.neuron)
    .slice(0, top)
    .map(({ neuron, input, activation, output, contribution, centred, special }) => ({
      neuron,
      ...(input !== undefined && { inputWeight: { coordinates: [neuron, from], value: input } }),
      activation,
      outputWeight: { coordinates: [to, neuron], value: output },
      contribution,
      centredContribution: centred,
      ...(special !== undefined && { specialContribution: special }),
    }));
}
