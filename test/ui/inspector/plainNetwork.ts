import type { Model } from '../../../src/core/model';
import type { Ablation } from '../../../src/protocol/inspector/proof';
import type { Distribution, Excerpt } from '../../../src/protocol/inspector/values';

/** What a reading of a text leaves: h after each character, and the probabilities of the next. */
export interface Reading {
  readonly characters: readonly number[];
  readonly h: readonly Float64Array[];
  readonly p: readonly Float64Array[];
}

/** min-char-rnn's network in plain float64 loops, for `PlainHost`. */
export class PlainNetwork {
  constructor(readonly model: Model) {}

  /** The hidden state of zeros after one character. */
  fromZero(character: number): Float64Array {
    return this.step(new Float64Array(this.model.parameters.hiddenSize), character);
  }

  why(character: number, neuron: number): number {
    const { Why, hiddenSize } = this.model.parameters;
    return Why[character * hiddenSize + neuron];
  }

  meanWhy(neuron: number): number {
    const V = this.model.parameters.vocabularySize;
    return mean(Array.from({ length: V }, (_, c) => this.why(c, neuron)));
  }

  step(before: Float64Array, character: number): Float64Array {
    const { Wxh, Whh, bh, hiddenSize: H, vocabularySize: V } = this.model.parameters;
    return Float64Array.from({ length: H }, (_, k) => {
      let sum = Wxh[k * V + character] + bh[k];
      for (let j = 0; j < H; j++) {
        sum += Whh[k * H + j] * before[j];
      }
      return Math.tanh(sum);
    });
  }

  probabilities(h: Float64Array): Float64Array {
    const { Why, by, hiddenSize: H, vocabularySize: V } = this.model.parameters;
    const logits = Float64Array.from({ length: V }, (_, c) => {
      let sum = by[c];
      for (let k = 0; k < H; k++) {
        sum += Why[c * H + k] * h[k];
      }
      return sum;
    });
    const largest = Math.max(...logits);
    const exponentials = logits.map((logit) => Math.exp(logit - largest));
    const total = exponentials.reduce((sum, value) => sum + value, 0);
    return exponentials.map((value) => value / total);
  }

  read(characters: readonly number[], ablation?: Ablation): Reading {
    let state: Float64Array = new Float64Array(this.model.parameters.hiddenSize);
    const h: Float64Array[] = [];
    const p: Float64Array[] = [];
    const hold = ablation?.value === 'mean' ? 0 : (ablation?.value ?? 0);
    for (const character of characters) {
      const next = this.step(state, character);
      const held = next.slice();
      for (const neuron of ablation?.neurons ?? []) {
        held[neuron] = hold;
      }
      state = ablation?.mode === 'whole' ? held : next;
      h.push(held);
      p.push(this.probabilities(held));
    }
    return { characters, h, p };
  }

  surprises({ characters, p }: Reading): number[] {
    const uniform = Math.log(this.model.vocabulary.size);
    return characters.map((character, at) => (at === 0 ? uniform : -Math.log(p[at - 1][character])));
  }

  places({ characters }: Reading, from: number): number[] {
    return [...characters.keys()].filter((at) => characters[at] === from && at + 1 < characters.length);
  }

  excerpt({ characters }: Reading, position: number): Excerpt {
    const text = (from: number, to: number): string =>
      this.model.vocabulary.decode(characters.slice(Math.max(0, from), to));
    return {
      position,
      before: text(position - 24, position),
      character: text(position, position + 1),
      after: text(position + 1, position + 25),
    };
  }

  /** Always the likeliest character, but for one in five, which the seed decides. */
  sample(prompt: string, length: number, seed: number): string {
    const { vocabulary } = this.model;
    let state: Float64Array = new Float64Array(this.model.parameters.hiddenSize);
    let text = '';
    for (const character of prompt) {
      const index = vocabulary.indexOf(character);
      if (index !== undefined) {
        state = this.step(state, index);
      }
    }
    for (let at = 0; at < length; at++) {
      const p = this.probabilities(state);
      const ranked = [...p.keys()].sort((a, b) => p[b] - p[a]);
      const next = ranked[(seed * 31 + at * 17) % 5 === 0 ? 1 % ranked.length : 0];
      text += vocabulary.characters[next];
      state = this.step(state, next);
    }
    return text;
  }
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

export function distributionOf(values: readonly number[]): Distribution {
  const [from, to] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 1];
  const counts = new Uint32Array(20);
  for (const value of values) {
    counts[Math.min(19, Math.floor(((value - from) / (to - from || 1)) * 20))]++;
  }
  const middle = mean(values);
  return {
    count: values.length,
    mean: middle,
    standardDeviation: Math.sqrt(mean(values.map((value) => (value - middle) ** 2))),
    smallest: from,
    largest: to,
    histogram: { from, to, counts },
  };
}
