import { Encoder, type Encoded, type UnknownPolicy } from '../../core/encoding';
import { createReferenceKernel } from '../../core/kernel/reference';
import type { StateReader } from '../../core/kernel/stateReader';
import type { Model } from '../../core/model';
import type { Control } from '../../core/pause';
import { stateSizeOf, topStateOf } from '../../core/parameters';
import { PersonError } from '../../core/personError';
import { Start } from '../../core/warmup';
import { walk } from './walk';

/** Characters between two states that are kept: to see any place, at most this many are read again. */
export const checkpointInterval = 256;

/** Longer texts would take minutes and gigabytes: 34 bytes a character are kept. */
export const longestText = 10_000_000;

export interface TextSource {
  readonly name: string;
  readonly text: string;
  readonly unknown?: UnknownPolicy;
  /** The hidden state before the first character; `auto` is zero, unless that leads into the zero-state trap. */
  readonly start?: 'zero' | 'warm' | 'auto';
}

/** Sums over the places of each character A, gathered in one reading. V characters, H units. */
export interface TextStatistics {
  /** Places of A, (V). */
  readonly counts: Float64Array;
  /** Places of A that B follows, (V, V). */
  readonly followed: Float64Array;
  /** Sum of h over the places of A, (V, H). */
  readonly hidden: Float64Array;
  /** Sum of p(B) over the places of A, (V, V). */
  readonly probability: Float64Array;
}

/** A text that was read once from end to end, with what is needed to answer quickly afterwards. */
export class InspectedText {
  private constructor(
    readonly name: string,
    readonly encoded: Encoded,
    readonly start: 'zero' | 'warm',
    /** The state before the first character, (S). */
    readonly startState: Float64Array,
    /** The states before every `checkpointInterval`th character, (ceil(N / interval), S). */
    readonly checkpoints: Float64Array,
    /** -ln p of each character given all before it, (N), nats. */
    readonly surprise: Float64Array,
    readonly statistics: TextStatistics,
  ) {}

  get indices(): Uint16Array {
    return this.encoded.indices;
  }

  /** N, characters as the network read them. */
  get length(): number {
    return this.encoded.indices.length;
  }

  /** Mean surprise of all characters but the first, nats a character; 0 for a text of one. */
  get loss(): number {
    const rest = this.surprise.subarray(1);
    return rest.reduce((sum, value) => sum + value, 0) / Math.max(1, rest.length);
  }

  /** Characters in stretches that cost more than blind guessing, ln V, on average: the network was trapped there. */
  get trapped(): number {
    const blind = Math.log(this.statistics.counts.length);
    let trapped = 0;
    for (let from = 0; from < this.length; from += checkpointInterval) {
      const stretch = this.surprise.subarray(from, from + checkpointInterval);
      if (stretch.reduce((sum, value) => sum + value, 0) > blind * stretch.length) {
        trapped += stretch.length;
      }
    }
    return trapped;
  }

  /** The mean hidden state over the whole text, (H). */
  get meanHidden(): Float64Array {
    const { hidden, counts } = this.statistics;
    const mean = new Float64Array(hidden.length / counts.length);
    for (let at = 0; at < hidden.length; at++) {
      mean[at % mean.length] += hidden[at] / this.length;
    }
    return mean;
  }

  /** The places of a character, in order. */
  placesOf(character: number): Uint32Array {
    const places = new Uint32Array(this.statistics.counts[character]);
    let found = 0;
    this.indices.forEach((index, at) => {
      if (index === character) {
        places[found++] = at;
      }
    });
    return places;
  }

  /**
   * @throws PersonError if there is nothing to read, too much, or, under `stop`, an unknown character.
   * @throws the signal's reason once it is aborted.
   */
  static async read(
    reader: StateReader,
    model: Model,
    { name, text, unknown = 'map', start = 'auto' }: TextSource,
    control: Control = {},
  ): Promise<InspectedText> {
    const encoded = new Encoder(model.vocabulary, unknown).encode(text);
    const N = encoded.indices.length;
    if (N === 0) {
      throw new PersonError('{0} has no character that the model knows. Choose another text.', {
        values: [name],
      });
    }
    if (N > longestText) {
      throw new PersonError('{0} has {1} characters: expected at most {2}. Choose a part of the text.', {
        values: [name, N, longestText],
      });
    }
    const { hiddenSize: H, vocabularySize: V } = reader;
    const began = startState(model, encoded.indices, start);
    const surprise = new Float64Array(N);
    const top = topStateOf(model.parameters);
    const S = began.state.length;
    surprise[0] = -reader.logProbabilities(began.state.subarray(top, top + H))[encoded.indices[0]];
    const checkpoints = new Float64Array(Math.ceil(N / checkpointInterval) * S);
    checkpoints.set(began.state);
    const statistics = {
      counts: new Float64Array(V),
      followed: new Float64Array(V * V),
      hidden: new Float64Array(V * H),
      probability: new Float64Array(V * V),
    };
    await walk(
      reader,
      { indices: encoded.indices, startState: began.state, every: checkpointInterval },
      ({ from, inputs, hidden, states }) => {
        const logP = reader.logProbabilities(hidden);
        inputs.forEach((a, t) => {
          const at = from + t;
          const h = hidden.subarray(t * H, (t + 1) * H);
          addTo(statistics.hidden, a * H, h);
          for (let c = 0; c < V; c++) {
            statistics.probability[a * V + c] += Math.exp(logP[t * V + c]);
          }
          statistics.counts[a]++;
          if (at + 1 < N) {
            const next = encoded.indices[at + 1];
            surprise[at + 1] = -logP[t * V + next];
            statistics.followed[a * V + next]++;
          }
        });
        const end = from + inputs.length;
        if (end % checkpointInterval === 0 && end < N) {
          checkpoints.set(states, (end / checkpointInterval) * S);
        }
      },
      control,
    );
    return new InspectedText(name, encoded, began.kind, began.state, checkpoints, surprise, statistics);
  }
}

/** Characters after which it is seen whether the zero state led into the trap. */
const probed = 256;

function startState(
  model: Model,
  indices: Uint16Array,
  start: 'zero' | 'warm' | 'auto',
): { kind: 'zero' | 'warm'; state: Float64Array } {
  const zero = { kind: 'zero', state: new Float64Array(stateSizeOf(model.parameters)) } as const;
  if (start === 'zero') {
    return zero;
  }
  const network = createReferenceKernel('reference').load(model.parameters);
  const warm = Start.of(network, model, { kind: 'auto' });
  const warmed = { kind: 'warm', state: Float64Array.from(warm.state()) } as const;
  if (start === 'warm') {
    return warmed;
  }
  const state = zero.state.slice();
  network.prime(state, indices.subarray(0, probed));
  return warm.isTrapped(state) ? warmed : zero;
}

function addTo(sums: Float64Array, offset: number, values: Float64Array): void {
  for (let at = 0; at < values.length; at++) {
    sums[offset + at] += values[at];
  }
}
