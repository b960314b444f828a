import * as v from 'valibot';

/**
 * The kinds of value that the inspector's messages are made of. Each schema checks a value at run time and gives its
 * type at compile time, so that the two cannot differ. Whether a neuron or a character exists in the model at hand is
 * checked where the request is answered.
 *
 * Units, everywhere: surprise and loss in nats (a natural logarithm; divide by ln 2 for bits), probabilities at
 * temperature 1, contributions in units of a logit. All figures are float64.
 */

const whole = (limit: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(limit));

/** Index of a character in the vocabulary. */
export const characterIndex = whole(65_535);

/** Index of a hidden unit: its row in Wxh and Whh, its column in Why. */
export const neuronIndex = whole(65_535);

/**
 * A place in a text: the index of a character as the network read it, 0 for the first. `h` at a place is the hidden
 * state after that character was read, and its logits are those of the character that follows.
 */
export const position = whole(0xffff_ffff);

/** How many of something. */
export const count = whole(Number.MAX_SAFE_INTEGER);

/** The seed of random numbers, as in the settings. */
export const seed = count;

/** Any number but NaN and the infinities. */
export const finite = v.pipe(v.number(), v.finite());

export const probability = v.pipe(finite, v.minValue(0), v.maxValue(1));

/** Names a text that the inspector has read; see `openText`. */
export const textId = v.pipe(v.string(), v.maxLength(200));

export const neuronList = v.pipe(v.array(neuronIndex), v.maxLength(65_536));

export const float64 = v.instance(Float64Array);
export const uint16 = v.instance(Uint16Array);
export const uint32 = v.instance(Uint32Array);

/** Counts in equally wide bins from `from` to `to`; the last bin takes in `to` itself. */
export const histogram = v.object({ from: finite, to: finite, counts: uint32 });
export type Histogram = v.InferOutput<typeof histogram>;

/** How a quantity is spread over places. */
export const distribution = v.object({
  count,
  mean: finite,
  /** Of the population: the root of the mean squared distance from the mean. */
  standardDeviation: finite,
  smallest: finite,
  largest: finite,
  histogram,
});
export type Distribution = v.InferOutput<typeof distribution>;

/** A place with what stands around it. */
export const excerpt = v.object({
  position,
  before: v.string(),
  /** The character at the place. */
  character: v.string(),
  after: v.string(),
});
export type Excerpt = v.InferOutput<typeof excerpt>;

/** A place where something was measured. `value` says what: see the field that holds it. */
export const measuredPlace = v.object({ ...excerpt.entries, value: finite });
export type MeasuredPlace = v.InferOutput<typeof measuredPlace>;

/** A neuron and a number about it. */
export const neuronValue = v.object({ neuron: neuronIndex, value: finite });
export type NeuronValue = v.InferOutput<typeof neuronValue>;

/** A character and a number about it. */
export const characterValue = v.object({ character: characterIndex, value: finite });
export type CharacterValue = v.InferOutput<typeof characterValue>;

/** For methods that take nothing. */
export const nothing = v.record(v.string(), v.never());
