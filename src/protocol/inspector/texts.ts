import * as v from 'valibot';
import {
  characterIndex,
  count,
  excerpt,
  finite,
  float64,
  neuronIndex,
  position,
  probability,
  textId,
  uint16,
  uint32,
} from './values';

/** Where a text comes from. The extension finds the first four; the worker only ever sees the last two. */
export const textSource = v.variant('kind', [
  /** The text in the active editor. */
  v.strictObject({ kind: v.literal('editor') }),
  /** What is selected there. */
  v.strictObject({ kind: v.literal('selection') }),
  /** A file that the person is asked for. */
  v.strictObject({ kind: v.literal('file') }),
  /** A document, or a part of it: how a text is opened again after the window was reloaded. */
  v.strictObject({
    kind: v.literal('document'),
    uri: v.string(),
    /** In UTF-16 units; the whole document without them. */
    offset: v.optional(count),
    length: v.optional(count),
  }),
  v.strictObject({
    kind: v.literal('given'),
    name: v.pipe(v.string(), v.maxLength(1000)),
    text: v.string(),
    /** The document it is from, so that a place in it can be shown there. */
    uri: v.optional(v.string()),
    /** Where in the document it begins, in UTF-16 units. */
    offset: v.optional(count),
  }),
  /** What the model itself writes. */
  v.strictObject({
    kind: v.literal('sample'),
    length: v.pipe(count, v.minValue(100), v.maxValue(1_000_000)),
    temperature: v.pipe(finite, v.minValue(0), v.maxValue(100)),
    seed: count,
  }),
]);
export type TextSource = v.InferOutput<typeof textSource>;

/**
 * The hidden state before the first character. `zero`: as the assignment has it. `warm`: as after a passage in the
 * manner of the training text. `auto`: zero, unless that leads into the zero-state trap.
 */
export const textStart = v.picklist(['zero', 'warm', 'auto']);

export const openTextParams = v.strictObject({ source: textSource, start: v.optional(textStart, 'auto') });

/** A text that was read once from end to end. */
export const textInfo = v.object({
  id: textId,
  name: v.string(),
  /** Characters as the network read them. */
  length: count,
  /** Characters outside the vocabulary: replaced by a near relative, and left out. */
  mapped: count,
  skipped: count,
  start: v.picklist(['zero', 'warm']),
  /** Mean surprise of all characters but the first (which nothing came before), nats a character. */
  loss: finite,
  /** Characters in stretches of 256 that cost more than blind guessing (ln V) on average: the network was trapped. */
  trapped: count,
  /** How often each character occurs, (V). */
  counts: v.array(count),
  /** What opens it again after the window was reloaded, if anything does. */
  again: v.optional(textSource),
});
export type TextInfo = v.InferOutput<typeof textInfo>;

/** Null if the person thought better of it. */
export const openTextReply = v.object({ text: v.nullable(textInfo) });
export const textList = v.object({ texts: v.array(textInfo) });
export const textParams = v.strictObject({ text: textId });

export const readTextParams = v.strictObject({
  text: textId,
  from: position,
  /** Fewer come back at the end of the text. */
  length: v.pipe(count, v.minValue(1), v.maxValue(16_384)),
  /** To colour by it. */
  neuron: v.optional(neuronIndex),
});

/** How many of the likeliest next characters come with each place. */
export const likeliestCount = 5;

/** A stretch of a text, N places from `from` on. */
export const textStretch = v.object({
  from: position,
  /** Vocabulary indices of the characters, (N). */
  characters: uint16,
  /** Where each begins in the text as it was given, in UTF-16 units, (N). */
  offsets: v.optional(uint32),
  /** -ln p of the character at each place, given all before it, (N), nats. */
  surprise: float64,
  /** The likeliest characters to follow each place, likeliest first, (N, K); K = min(V, likeliestCount). */
  likeliest: uint16,
  /** Their probabilities, (N, K). */
  probabilities: float64,
  /** The neuron's activation after each place was read, (N). */
  activation: v.optional(float64),
  /** What the neuron adds at each place to the logit of the character that came next, (N); 0 at the end of the text. */
  contribution: v.optional(float64),
  /** The same less the mean of what it adds to all characters: the part that the softmax does not ignore, (N). */
  centred: v.optional(float64),
});
export type TextStretch = v.InferOutput<typeof textStretch>;

export const occurrencesParams = v.strictObject({
  text: textId,
  from: characterIndex,
  to: characterIndex,
  /** Of all places of `from`, or of those that `to` did or did not follow. */
  only: v.optional(v.picklist(['all', 'followed', 'notFollowed']), 'all'),
  order: v.picklist(['position', 'likeliest', 'unlikeliest']),
  limit: v.pipe(count, v.minValue(1), v.maxValue(1000)),
});

/** Places of a character, with p(`to`) at each. */
export const occurrences = v.object({
  /** In all, whatever the limit. */
  total: count,
  places: v.array(v.object({ ...excerpt.entries, probability, followed: v.boolean() })),
});

export const revealParams = v.strictObject({ text: textId, position });
