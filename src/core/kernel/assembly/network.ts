/**
 * A recurrent network of one to three layers of H units and V characters that reads, writes and is evaluated; one instance
 * of this module is one network. `wasmNetwork.ts` drives it:
 *
 *     setUp            lays the memory out and grows it, once (`networkLayout.ts`)
 *     load...          pack the weights, which the caller has put at `staging` (`layers.ts`), some rows at a time
 *     prime, generate, evaluate, readLogits
 *                      read the states at `states`, the characters at `inputs`, and leave their results in the memory
 *
 * Everything is written for both formats of `panels.ts`; the functions at the end choose one. The formulas of the cells:
 * `core/parameters.ts`.
 */
import { addBias } from './cell';
import { beginOf, holdAll, replace } from './interventions';
import { carryOver, inputAt, readStates, readSteps } from './layers';
import { multiplyMany, multiplyVector } from './multiply';
import {
  hidden,
  inputs,
  integers,
  layerAt,
  layers,
  layOut,
  logits,
  logitStride,
  losses,
  output,
  outputBands,
  outputBias,
  outputScales,
  readersFrom,
  rowsPerBlock,
  staging,
  vocabulary,
  weights,
  words,
  wordStride,
} from './networkLayout';
import { pack } from './panels';
import { sample, surprise } from './softmax';

export {
  chunk,
  held,
  heldFrom,
  inputs,
  logits,
  losses,
  maxReaders,
  maxStreams,
  readersFrom,
  staging,
  states,
  taken,
  takenFrom,
} from './networkLayout';
export { loadCandidateBias, loadHiddenBias, loadInput, loadRecurrent } from './layers';

/**
 * Lays out the memory of a network.
 *
 * @param cell 0 rnn, 1 gru, 2 lstm.
 * @param asIntegers i16 weights instead of float32.
 * @returns whether there was room.
 */
export function setUp(
  cell: i32,
  layerCount: i32,
  hiddenSize: i32,
  vocabularySize: i32,
  asIntegers: bool,
): bool {
  return layOut(cell, layerCount, hiddenSize, vocabularySize, asIntegers);
}

/** Packs the rows [begin, end) of Why, (V, H), from `staging`. */
export function loadOutput(begin: i32, end: i32): void {
  if (integers) {
    pack<i16>(staging, vocabulary, hidden, begin, end, output, outputScales);
  } else {
    pack<f32>(staging, vocabulary, hidden, begin, end, output, outputScales);
  }
}

/** by, (V), from `staging`. */
export function loadOutputBias(): void {
  for (let c = 0; c < outputBands << 2; c++) {
    const at = <usize>c << 2;
    store<f32>(outputBias + at, c < vocabulary ? load<f32>(staging + at) : -Infinity);
  }
}

/** The top layer's hidden states as words: what the logits are computed from. */
// @ts-ignore: decorator
@inline
function shown(): usize {
  return layerAt(layers - 1).history;
}

// @ts-ignore: decorator
@inline
function computeLogits<T>(): void {
  multiplyVector<T>(output, outputBands, words, shown(), logits);
  addBias<T>(logits, outputScales, outputBias, outputBands, logits);
}

function primeAs<T>(count: i32): void {
  readStates<T>(1);
  for (let start = 0; start < count; start += rowsPerBlock) {
    const steps = min(rowsPerBlock, count - start);
    readSteps<T>(1, start, steps, wordStride, false);
    carryOver(1, steps);
  }
}

function generateAs<T>(count: i32, temperature: f64, seed: u64, position: u64): void {
  readStates<T>(1);
  for (let at = 0; at < count; at++) {
    computeLogits<T>();
    const drawn = sample(logits, outputBands, vocabulary, temperature, seed, position + at, weights);
    store<u16>(inputs + (<usize>at << 1), <u16>drawn);
    readSteps<T>(1, at, 1, 0, false);
  }
}

/**
 * Reads `steps` characters in each of `streams` streams, and writes what each character cost each reader.
 *
 * A stream is a recurrence: its state, its characters, the neurons that are held in it. A reader looks at the hidden
 * states of one stream and predicts from them, with some neurons replaced: as that does not reach the recurrence, any
 * number of readers share one stream, and each costs a column of Why instead of all products.
 *
 * Hidden states of `rowsPerBlock / streams` steps are kept, so that the logits of all of them are one product:
 *
 *     history:  [step 0: stream 0, stream 1, ...][step 1: stream 0, ...] ... [the states after the last step]
 */
function evaluateAs<T>(streams: i32, steps: i32): void {
  readStates<T>(streams);
  holdAll<T>(streams, shown());
  const blockSteps = max(1, rowsPerBlock / streams);
  for (let start = 0; start < steps; start += blockSteps) {
    const count = min(blockSteps, steps - start);
    readSteps<T>(streams, start, count, <usize>streams * wordStride, true);
    measure<T>(streams, start, count, steps);
    carryOver(streams, count);
  }
}

/** Losses of a block: `count` steps, beginning with step `start` of `steps`. */
function measure<T>(streams: i32, start: i32, count: i32, steps: i32): void {
  let row = shown();
  let y = logits;
  multiplyMany<T>(output, outputBands, words, row, wordStride, streams * count, logits, logitStride);
  for (let step = start; step < start + count; step++) {
    for (let stream: usize = 0; stream < <usize>streams; stream++) {
      addBias<T>(y, outputScales, outputBias, outputBands, y);
      const input = inputAt(step, stream, streams);
      const last = beginOf(readersFrom, stream + 1);
      for (let reader = beginOf(readersFrom, stream); reader < last; reader++) {
        const loss = surprise(replace<T>(reader, row, y), outputBands, input);
        store<f64>(losses + ((reader * steps + step) << 3), loss);
      }
      row += wordStride;
      y += logitStride;
    }
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
