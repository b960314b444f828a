import type { Clamp, Intervention, State } from './kernel';

/** Looks at the hidden states of a trunk and predicts from them, with some neurons replaced. */
export interface Reader {
  /** The stream of the caller that it is. */
  readonly stream: number;
  readonly taken: readonly Clamp[];
}

/** A recurrence: characters read from a state, with some neurons held. */
export interface Trunk {
  readonly inputs: Uint16Array;
  readonly held: readonly Clamp[];
  /** At least one. */
  readonly readers: Reader[];
}

/**
 * How a batch of streams is evaluated with the least work. Streams that read the same characters from the same state with
 * the same neurons held share one recurrence, however their `output` interventions differ: twenty variants of one text
 * then cost little more than one. The longest recurrences come first, so that those still running are always a prefix.
 */
export class EvaluationPlan {
  /** Trunks that run side by side; one group after the other. */
  readonly groups: Trunk[][] = [];

  constructor(
    states: readonly State[],
    inputs: readonly Uint16Array[],
    interventions: readonly (Intervention | undefined)[],
    maxStreams: number,
    maxReaders: number,
  ) {
    const trunks: Trunk[] = [];
    for (let stream = 0; stream < states.length; stream++) {
      const held = lastOfEach(interventions[stream]?.whole ?? []);
      const taken = lastOfEach(interventions[stream]?.output ?? []);
      const trunk = trunks.find(
        (other) =>
          other.readers.length < maxReaders &&
          sameClamps(other.held, held) &&
          sameNumbers(states[other.readers[0].stream], states[stream]) &&
          sameNumbers(other.inputs, inputs[stream]),
      );
      if (trunk) {
        trunk.readers.push({ stream, taken });
      } else {
        trunks.push({ inputs: inputs[stream], held, readers: [{ stream, taken }] });
      }
    }
    trunks.sort((a, b) => b.inputs.length - a.inputs.length);
    let group: Trunk[] = [];
    let readers = 0;
    for (const trunk of trunks) {
      if (group.length === maxStreams || readers + trunk.readers.length > maxReaders) {
        this.groups.push(group);
        group = [];
        readers = 0;
      }
      group.push(trunk);
      readers += trunk.readers.length;
    }
    this.groups.push(group);
  }
}

/** A neuron that is named twice takes the last value, as assigning them in order would have it. */
function lastOfEach(clamps: readonly Clamp[]): readonly Clamp[] {
  return clamps.length < 2 ? clamps : [...new Map(clamps.map((clamp) => [clamp.neuron, clamp])).values()];
}

function sameClamps(a: readonly Clamp[], b: readonly Clamp[]): boolean {
  return (
    a.length === b.length &&
    a.every(({ neuron, value }, at) => neuron === b[at].neuron && Object.is(value, b[at].value))
  );
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) {
    return true;
  }
  if (a.length !== b.length) {
    return false;
  }
  for (let at = 0; at < a.length; at++) {
    if (a[at] !== b[at]) {
      return false;
    }
  }
  return true;
}
