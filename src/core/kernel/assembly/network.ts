/**
 * A vanilla recurrent network of H units and V characters that reads, writes and is evaluated; one instance of this module
 * is one network. `wasmNetwork.ts` drives it:
 *
 *     setUp            lays the memory out and grows it, once
 *     load...          pack the weights, which the caller has put at `staging`
 *     prime, generate, evaluate, readLogits
 *                      read the states at `states`, the characters at `inputs`, and leave their results in the memory
 *
 * Everything is written for both formats of `panels.ts`; the functions at the end choose one.
 */
import { activate, addBias, setWordScale, storeWords, wordBytes } from './cell';
import { grow, reserve } from './memory';
import { multiplyMany, multiplyVector } from './multiply';
import { bandsOf, pack, panelBands, stateScale, wordsOf } from './panels';
import { sample, surprise } from './softmax';
import { flush4 } from './tanh';

/** Characters that one call takes for each stream. A call costs half a microsecond, a character three. */
export const chunk: usize = 256;
/** Streams that `evaluate` runs side by side. */
export const maxStreams: usize = 32;
/** Readers that `evaluate` serves: see there. */
export const maxReaders: usize = 64;
/** Hidden states whose logits are computed in one product. */
const rowsPerBlock: usize = 32;

let hidden: i32 = 0; // H
let vocabulary: i32 = 0; // V
let integers: bool = false;

// Sizes that follow: bands of hidden units and of characters, words in a hidden state.
let hiddenBands: i32 = 0;
let outputBands: i32 = 0;
/** Bands from one row of hidden units to the next: an even number, see `cell.ts`. */
let rowBands: i32 = 0;
let words: i32 = 0;
/** What hidden states are multiplied by to become i16 words. */
let unit: f32 = 0;
/** Bytes from one row to the next: of states as float32, as words, and of logits. */
let stateStride: usize = 0;
let wordStride: usize = 0;
let logitStride: usize = 0;

// Weights.
let recurrent: usize = 0; // Whh, packed
let recurrentScales: usize = 0;
let output: usize = 0; // Why, packed
let outputScales: usize = 0;
let columns: usize = 0; // (V, 4 * rowBands) float32: column c of Wxh, plus bh
let outputBias: usize = 0; // (4 * outputBands) float32; -Infinity past the last

// What one step leaves.
let sums: usize = 0; // (maxStreams, 4 * rowBands)
let history: usize = 0; // (rowsPerBlock + maxStreams) hidden states as words
let weights: usize = 0; // (4 * outputBands) float32: the sampler's
let shifted: usize = 0; // (4 * outputBands) float32: the logits that a reader with clamps sees

// What JavaScript writes and reads.
export let staging: usize = 0;
export let states: usize = 0; // (maxStreams, 4 * rowBands) float32
export let logits: usize = 0; // (rowsPerBlock, 4 * outputBands) float32
export let inputs: usize = 0; // (chunk, streams) u16
export let losses: usize = 0; // (readers, chunk) float64
export let held: usize = 0; // clamps of the streams: {u32 neuron, f32 value}
export let heldFrom: usize = 0; // (maxStreams + 1) u32: where each stream's begin
export let readersFrom: usize = 0; // (maxStreams + 1) u32: where each stream's readers begin
export let taken: usize = 0; // clamps of the readers
export let takenFrom: usize = 0; // (maxReaders + 1) u32: where each reader's begin

/**
 * Lays out the memory of a network.
 *
 * @param asIntegers i16 weights instead of float32.
 * @returns whether there was room.
 */
export function setUp(hiddenSize: i32, vocabularySize: i32, asIntegers: bool): bool {
  hidden = hiddenSize;
  vocabulary = vocabularySize;
  integers = asIntegers;
  hiddenBands = bandsOf(hidden);
  outputBands = bandsOf(vocabulary);
  words = integers ? wordsOf<i16>(hidden) : wordsOf<f32>(hidden);
  unit = stateScale(hidden);
  setWordScale(unit);
  rowBands = (hiddenBands + 1) & ~1;
  stateStride = <usize>rowBands << 4;
  wordStride = integers ? stateStride >> 1 : stateStride;
  logitStride = <usize>outputBands << 4;

  recurrent = reserve((<usize>hiddenBands * words) << 4);
  output = reserve((<usize>outputBands * words) << 4);
  columns = reserve(<usize>vocabulary * stateStride);
  recurrentScales = reserve(stateStride);
  outputScales = reserve(logitStride);
  outputBias = reserve(logitStride);
  states = reserve(maxStreams * stateStride);
  sums = reserve(maxStreams * stateStride);
  history = reserve((rowsPerBlock + maxStreams) * wordStride);
  logits = reserve(rowsPerBlock * logitStride);
  weights = reserve(logitStride);
  shifted = reserve(logitStride);
  inputs = reserve(chunk * maxStreams * sizeof<u16>());
  losses = reserve(chunk * maxReaders * sizeof<f64>());
  held = reserve(maxStreams * hidden * 8);
  heldFrom = reserve((maxStreams + 1) * 4);
  taken = reserve(maxReaders * hidden * 8);
  takenFrom = reserve((maxReaders + 1) * 4);
  readersFrom = reserve((maxStreams + 1) * 4);
  staging = reserve((<usize>hidden * max(hidden, vocabulary)) << 2);
  return grow();
}

/** Packs Whh, (H, H), from `staging`. */
export function loadRecurrent(): void {
  if (integers) {
    pack<i16>(staging, hidden, hidden, recurrent, recurrentScales);
  } else {
    pack<f32>(staging, hidden, hidden, recurrent, recurrentScales);
  }
}

/** Packs Why, (V, H), from `staging`. */
export function loadOutput(): void {
  if (integers) {
    pack<i16>(staging, vocabulary, hidden, output, outputScales);
  } else {
    pack<f32>(staging, vocabulary, hidden, output, outputScales);
  }
}

/** Wxh, (H, V), from `staging`, turned so that the column of a character lies in one piece. A one-hot input needs no product. */
export function loadInput(): void {
  for (let c = 0; c < vocabulary; c++) {
    const column = columns + <usize>c * stateStride;
    for (let i = 0; i < hidden; i++) {
      store<f32>(column + (<usize>i << 2), load<f32>(staging + ((<usize>i * vocabulary + c) << 2)));
    }
  }
}

/** Adds bh, (H), from `staging` to every column. After `loadInput`. */
export function loadHiddenBias(): void {
  for (let c = 0; c < vocabulary; c++) {
    const column = columns + <usize>c * stateStride;
    for (let i = 0; i < hidden; i++) {
      const at = <usize>i << 2;
      store<f32>(column + at, load<f32>(column + at) + load<f32>(staging + at));
    }
  }
}

/** by, (V), from `staging`. */
export function loadOutputBias(): void {
  for (let c = 0; c < outputBands << 2; c++) {
    const at = <usize>c << 2;
    store<f32>(outputBias + at, c < vocabulary ? load<f32>(staging + at) : -Infinity);
  }
}

/** The words of the first `streams` states, from `states` to the first rows of `history`. */
function readStates<T>(streams: i32): void {
  let row = history;
  for (let state = states; state < states + <usize>streams * stateStride; state += 32) {
    storeWords<T>(row, flush4(v128.load(state, 0)), flush4(v128.load(state, 16)));
    row += wordBytes<T>();
  }
}

/** One stream reads a character: its words, in place, and its state become those after it. */
// @ts-ignore: decorator
@inline
function read<T>(input: usize): void {
  multiplyVector<T>(recurrent, hiddenBands, words, history, sums);
  activate<T>(sums, recurrentScales, columns + input * stateStride, rowBands, states, history);
}

// @ts-ignore: decorator
@inline
function computeLogits<T>(): void {
  multiplyVector<T>(output, outputBands, words, history, logits);
  addBias<T>(logits, outputScales, outputBias, outputBands, logits);
}

function primeAs<T>(count: i32): void {
  readStates<T>(1);
  for (let at = 0; at < count; at++) {
    read<T>(load<u16>(inputs + (<usize>at << 1)));
  }
}

function generateAs<T>(count: i32, temperature: f64, seed: u64, position: u64): void {
  readStates<T>(1);
  for (let at = 0; at < count; at++) {
    computeLogits<T>();
    const drawn = sample(logits, outputBands, vocabulary, temperature, seed, position + at, weights);
    store<u16>(inputs + (<usize>at << 1), <u16>drawn);
    read<T>(drawn);
  }
}

/**
 * Reads `steps` characters in each of `streams` streams, and writes what each character cost each reader.
 *
 * A stream is a recurrence: its state, its characters, the neurons that are held in it. A reader looks at the hidden
 * states of one stream and predicts from them, with some neurons replaced: as that does not reach the recurrence, any
 * number of readers share one stream, and each costs a column of Why instead of the products with Whh and Why.
 *
 * Hidden states of `rowsPerBlock / streams` steps are kept, so that the logits of all of them are one product:
 *
 *     history:  [step 0: stream 0, stream 1, ...][step 1: stream 0, ...] ... [the states after the last step]
 */
function evaluateAs<T>(streams: i32, steps: i32): void {
  readStates<T>(streams);
  holdAll<T>(streams, history);
  const blockSteps = max(1, <i32>rowsPerBlock / streams);
  const stepStride = <usize>streams * wordStride;
  for (let start = 0; start < steps; start += blockSteps) {
    const count = min(blockSteps, steps - start);
    let now = history;
    for (let step = start; step < start + count; step++) {
      multiplyMany<T>(recurrent, hiddenBands, words, now, wordStride, streams, sums, stateStride);
      const next = now + stepStride;
      for (let stream: usize = 0; stream < <usize>streams; stream++) {
        const column = columns + <usize>inputAt(step, stream, streams) * stateStride;
        const state = stream * stateStride;
        activate<T>(sums + state, recurrentScales, column, rowBands, states + state, next + stream * wordStride);
      }
      holdAll<T>(streams, next);
      now = next;
    }
    measure<T>(streams, start, count, steps);
    memory.copy(history, now, stepStride);
  }
}

/** The character that a stream reads at a step. */
// @ts-ignore: decorator
@inline
function inputAt(step: i32, stream: usize, streams: i32): i32 {
  return load<u16>(inputs + ((<usize>(step * streams) + stream) << 1));
}

/** Sets the neurons that are held in each stream, in its state and in its words (rows of `row`). */
function holdAll<T>(streams: i32, row: usize): void {
  let state = states;
  for (let stream: usize = 0; stream < <usize>streams; stream++) {
    const last = clampAt(heldFrom, stream + 1);
    for (let clamp = clampAt(heldFrom, stream); clamp < last; clamp++) {
      const neuron: usize = load<u32>(held + (clamp << 3));
      const value = load<f32>(held + (clamp << 3), 4);
      store<f32>(state + (neuron << 2), value);
      if (isFloat<T>()) {
        store<f32>(row + (neuron << 2), value);
      } else {
        store<i16>(row + (neuron << 1), <i16>(<i32>nearest(value * unit)));
      }
    }
    state += stateStride;
    row += wordStride;
  }
}

// @ts-ignore: decorator
@inline
function clampAt(from: usize, index: usize): usize {
  return load<u32>(from + (index << 2));
}

/** Losses of a block: `count` steps, beginning with step `start` of `steps`. */
function measure<T>(streams: i32, start: i32, count: i32, steps: i32): void {
  multiplyMany<T>(output, outputBands, words, history, wordStride, streams * count, logits, logitStride);
  let row = history;
  let y = logits;
  for (let step = start; step < start + count; step++) {
    for (let stream: usize = 0; stream < <usize>streams; stream++) {
      addBias<T>(y, outputScales, outputBias, outputBands, y);
      const input = inputAt(step, stream, streams);
      const last = clampAt(readersFrom, stream + 1);
      for (let reader = clampAt(readersFrom, stream); reader < last; reader++) {
        const loss = surprise(replace<T>(reader, row, y), outputBands, input);
        store<f64>(losses + ((reader * steps + step) << 3), loss);
      }
      row += wordStride;
      y += logitStride;
    }
  }
}

/** The logits that a reader sees: y + sum over its clamps of Why[:, k] (value - h_k). */
function replace<T>(reader: usize, row: usize, y: usize): usize {
  const last = clampAt(takenFrom, reader + 1);
  let from = y;
  for (let clamp = clampAt(takenFrom, reader); clamp < last; clamp++) {
    const neuron: usize = load<u32>(taken + (clamp << 3));
    const value = load<f32>(taken + (clamp << 3), 4);
    const difference = isFloat<T>()
      ? value - load<f32>(row + (neuron << 2))
      : value * unit - <f32>load<i16>(row + (neuron << 1));
    addColumn<T>(<i32>neuron, difference, from);
    from = shifted;
  }
  return from;
}

/** shifted = from + Why[:, neuron] * factor, where the unit of the factor is that of the words. */
function addColumn<T>(neuron: i32, factor: f32, from: usize): void {
  const factors = f32x4.splat(factor);
  const word = isFloat<T>() ? neuron : neuron >> 1;
  for (let first = 0; first < outputBands; ) {
    const width = panelBands(outputBands - first);
    let weight = output + ((<usize>first * words + <usize>word * width) << 4);
    for (let band = first; band < first + width; band++) {
      const at = <usize>band << 4;
      let column = v128.load(weight);
      if (!isFloat<T>()) {
        column = i32x4.shr_s(i32x4.shl(column, neuron & 1 ? 0 : 16), 16);
        column = f32x4.mul(f32x4.convert_i32x4_s(column), v128.load(outputScales + at));
      }
      v128.store(shifted + at, f32x4.add(v128.load(from + at), f32x4.mul(column, factors)));
      weight += 16;
    }
    first += width;
  }
}

/** Reads `count` characters from `inputs` in stream 0. */
export function prime(count: i32): void {
  if (integers) {
    primeAs<i16>(count);
  } else {
    primeAs<f32>(count);
  }
}

/** Logits of the next character of stream 0, at `logits`. */
export function readLogits(): void {
  if (integers) {
    readStates<i16>(1);
    computeLogits<i16>();
  } else {
    readStates<f32>(1);
    computeLogits<f32>();
  }
}

/** Draws `count` characters in stream 0, reading each, and writes them to `inputs`. Seed and position in two words each. */
export function generate(
  count: i32,
  temperature: f64,
  seedLow: u32,
  seedHigh: u32,
  positionLow: u32,
  positionHigh: u32,
): void {
  const seed = (<u64>seedHigh << 32) | seedLow;
  const position = (<u64>positionHigh << 32) | positionLow;
  if (integers) {
    generateAs<i16>(count, temperature, seed, position);
  } else {
    generateAs<f32>(count, temperature, seed, position);
  }
}

/** @see evaluateAs */
export function evaluate(streams: i32, steps: i32): void {
  if (integers) {
    evaluateAs<i16>(streams, steps);
  } else {
    evaluateAs<f32>(streams, steps);
  }
}
