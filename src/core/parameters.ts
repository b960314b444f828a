/**
 * The weights of min-char-rnn's network, with H hidden units and V characters:
 *
 *     h_t = tanh(Wxh x_t + Whh h_(t-1) + bh)      y_t = Why h_t + by      p_t = softmax(y_t / temperature)
 *
 * x_t is one-hot, so `Wxh x_t` is the column of the character read at t.
 */

/** One array for each weight of the network, all row-major and float64 (as a model file holds them). */
export interface Parameters {
  /** H, the number of hidden units. */
  readonly hiddenSize: number;
  /** V, the number of characters. */
  readonly vocabularySize: number;
  /** (H, V): input to hidden. */
  readonly Wxh: Float64Array;
  /** (H, H): hidden to hidden. */
  readonly Whh: Float64Array;
  /** (V, H): hidden to logits. */
  readonly Why: Float64Array;
  /** (H): hidden bias. */
  readonly bh: Float64Array;
  /** (V): output bias. */
  readonly by: Float64Array;
}

/** The names of the five weights, in the order in which they are always listed. */
export const weightNames = ['Wxh', 'Whh', 'Why', 'bh', 'by'] as const;
export type WeightName = (typeof weightNames)[number];

/** The shape of each weight for a network of H units and V characters; biases are columns of one. */
export function weightShape(name: WeightName, hiddenSize: number, vocabularySize: number): [number, number] {
  switch (name) {
    case 'Wxh':
      return [hiddenSize, vocabularySize];
    case 'Whh':
      return [hiddenSize, hiddenSize];
    case 'Why':
      return [vocabularySize, hiddenSize];
    case 'bh':
      return [hiddenSize, 1];
    case 'by':
      return [vocabularySize, 1];
  }
}

/** Parameters of the given sizes, all zero. */
export function zeroParameters(hiddenSize: number, vocabularySize: number): Parameters {
  const zeros = (name: WeightName): Float64Array => {
    const [rows, columns] = weightShape(name, hiddenSize, vocabularySize);
    return new Float64Array(rows * columns);
  };
  return {
    hiddenSize,
    vocabularySize,
    Wxh: zeros('Wxh'),
    Whh: zeros('Whh'),
    Why: zeros('Why'),
    bh: zeros('bh'),
    by: zeros('by'),
  };
}

/** A deep copy: what happens to the copy does not reach the original. */
export function copyParameters(source: Parameters): Parameters {
  return {
    hiddenSize: source.hiddenSize,
    vocabularySize: source.vocabularySize,
    Wxh: source.Wxh.slice(),
    Whh: source.Whh.slice(),
    Why: source.Why.slice(),
    bh: source.bh.slice(),
    by: source.by.slice(),
  };
}

/** How many numbers the network has: H(V + H + 1) + V(H + 1). */
export function parameterCount({ hiddenSize: h, vocabularySize: v }: Parameters): number {
  return h * (v + h + 1) + v * (h + 1);
}
