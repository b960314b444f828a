import { isVanilla, type Parameters } from '../parameters';

/** What one neuron does for the logit of a character; see `driversOf`. */
export interface Driver {
  readonly neuron: number;
  /** Wxh[neuron][from], where a neuron has one such weight: in min-char-rnn's network. */
  readonly input?: number;
  /** Why[to][neuron]. */
  readonly output: number;
  /** h[neuron], or its mean. */
  readonly activation: number;
  /** Why[to][neuron] h[neuron]. */
  readonly contribution: number;
  /** (Why[to][neuron] - mean over c of Why[c][neuron]) h[neuron]. */
  readonly centred: number;
  /** (Why[to][neuron] - Why[foil][neuron]) h[neuron]. */
  readonly difference?: number;
  /** (Why[to][neuron] - mean over c of Why[c][neuron]) (h[neuron] - usual[neuron]). */
  readonly special?: number;
}

export interface DriversQuestion {
  /** The character just read. */
  readonly from: number;
  /** The character whose logit is taken apart. */
  readonly to: number;
  readonly foil?: number;
  /** h of the top layer, (H): after `from`, or the mean of several. */
  readonly hidden: Float64Array;
  /** The mean hidden state over a whole text, (H). */
  readonly usual?: Float64Array;
}

/** A logit taken apart: `bias + sum = logit`, sum the sum of the contributions. */
export interface Attribution {
  /** by[to]. */
  readonly bias: number;
  readonly sum: number;
  readonly logit: number;
  readonly foilBias?: number;
  readonly foilLogit?: number;
  /** All H, by `difference` if there is a foil, else by `centred`; largest first. */
  readonly drivers: Driver[];
}

/**
 * Takes the logit of a character apart into what each neuron adds. It is exact: the logit is by[to] plus the sum over k
 * of Why[to][k] h[k], h the top layer's whatever its cell, and as this is linear in h, the same holds for means over several
 * places.
 *
 * The softmax ignores what a neuron adds to all logits alike; `centred` leaves that out, as the mean over characters.
 */
export function driversOf(
  parameters: Parameters,
  { from, to, foil, hidden, usual }: DriversQuestion,
): Attribution {
  const { hiddenSize: H, vocabularySize: V, Wxh, Why, by } = parameters;
  const isPlain = isVanilla(parameters);
  const means = meanOutputs(parameters);
  let sum = 0;
  let foilSum = 0;
  const drivers = Array.from({ length: H }, (_, neuron): Driver => {
    const output = Why[to * H + neuron];
    const activation = hidden[neuron];
    const centred = output - means[neuron];
    const against = foil === undefined ? undefined : Why[foil * H + neuron];
    sum += output * activation;
    foilSum += (against ?? 0) * activation;
    return {
      neuron,
      ...(isPlain && { input: Wxh[neuron * V + from] }),
      output,
      activation,
      contribution: output * activation,
      centred: centred * activation,
      ...(against !== undefined && { difference: (output - against) * activation }),
      ...(usual && { special: centred * (activation - usual[neuron]) }),
    };
  });
  drivers.sort((a, b) => (b.difference ?? b.centred) - (a.difference ?? a.centred));
  return {
    bias: by[to],
    sum,
    logit: by[to] + sum,
    ...(foil !== undefined && { foilBias: by[foil], foilLogit: by[foil] + foilSum }),
    drivers,
  };
}

/** The mean over characters of Why[c][k], (H): what neuron k adds to all logits alike. */
export function meanOutputs({ hiddenSize: H, vocabularySize: V, Why }: Parameters): Float64Array {
  const means = new Float64Array(H);
  for (let c = 0; c < V; c++) {
    for (let k = 0; k < H; k++) {
      means[k] += Why[c * H + k];
    }
  }
  return means.map((sum) => sum / V);
}
