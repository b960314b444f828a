/**
 * The recurrent layers of a network: their weights, and the steps by which they read. Formats as in `panels.ts`.
 */
import { addBias, storeWords, wordBytes } from './cell';
import { activateGru } from './gruCell';
import { holdAll } from './interventions';
import { activateLstm } from './lstmCell';
import { multiplyMany } from './multiply';
import {
  cell,
  fromBelow,
  gateBands,
  gates,
  gru,
  hidden,
  inputs,
  integers,
  Layer,
  layerAt,
  layers,
  maxStreams,
  rnn,
  rowBands,
  rowStride,
  staging,
  stateStride,
  states,
  sumStride,
  sums,
  vocabulary,
  words,
  wordStride,
} from './networkLayout';
import { pack } from './panels';
import { activateRnn } from './rnnCell';
import { flush4 } from './tanh';

/** Rows of a matrix at `staging`: all gates, each but the last padded to a row of hidden units. */
function gateRows(): i32 {
  return ((gates - 1) * rowBands << 2) + hidden;
}

function packGates(begin: i32, end: i32, matrix: usize, scales: usize): void {
  if (integers) {
    pack<i16>(staging, gateRows(), hidden, begin, end, matrix, scales);
  } else {
    pack<f32>(staging, gateRows(), hidden, begin, end, matrix, scales);
  }
}

/** Packs the rows [begin, end) of Whh, (gate rows, H), from `staging`. */
export function loadRecurrent(index: i32, begin: i32, end: i32): void {
  const layer = layerAt(index);
  packGates(begin, end, layer.recurrent, layer.recurrentScales);
}

/**
 * The rows [begin, end) of Wxh from `staging`. Of the first layer, (gate rows, V), turned so that the column of a character lies in one piece: a
 * one-hot input needs no product. Of an upper one, (gate rows, H), packed.
 */
export function loadInput(index: i32, begin: i32, end: i32): void {
  const layer = layerAt(index);
  if (index > 0) {
    packGates(begin, end, layer.input, layer.inputScales);
    return;
  }
  for (let c = 0; c < vocabulary; c++) {
    const column = layer.columns + <usize>c * sumStride;
    for (let i = begin; i < end; i++) {
      store<f32>(column + (<usize>i << 2), load<f32>(staging + ((<usize>i * vocabulary + c) << 2)));
    }
  }
}

/** Adds the rows [begin, end) of bh, (gate rows), from `staging` to every column. After `loadInput`. */
export function loadHiddenBias(index: i32, begin: i32, end: i32): void {
  const columns = index > 0 ? 1 : vocabulary;
  for (let c = 0; c < columns; c++) {
    const column = layerAt(index).columns + <usize>c * sumStride;
    for (let i = begin; i < end; i++) {
      const at = <usize>i << 2;
      store<f32>(column + at, load<f32>(column + at) + load<f32>(staging + at));
    }
  }
}

/** bn of a gru, (H), from `staging`. */
export function loadCandidateBias(index: i32): void {
  memory.copy(layerAt(index).candidateBias, staging, <usize>hidden << 2);
}

/** The words of the first `streams` states, from `states` to the first rows of each layer's history. */
export function readStates<T>(streams: i32): void {
  for (let index = 0; index < layers; index++) {
    const layer = layerAt(index);
    let row = layer.history;
    for (let stream = 0; stream < streams; stream++) {
      let state = states + <usize>stream * stateStride + layer.state;
      for (const end = state + rowStride; state < end; state += 32) {
        storeWords<T>(row, flush4(v128.load(state, 0)), flush4(v128.load(state, 16)));
        row += wordBytes<T>();
      }
    }
  }
}

/** The character that a stream reads at a step. */
// @ts-ignore: decorator
@inline
export function inputAt(step: i32, stream: usize, streams: i32): i32 {
  return load<u16>(inputs + ((<usize>(step * streams) + stream) << 1));
}

/**
 * Every stream reads `count` characters, beginning with step `start`; at most `rowsPerBlock` of all streams together.
 *
 * Layer by layer, not step by step: what a layer shows to the one above is then one product for all steps,
 *
 *     layer 1    Whh h0 -> h1    Whh h1 -> h2    Whh h2 -> h3
 *                          |               |               |
 *     layer 2       Wxh2 [ h1              h2              h3 ]      one product: the matrix is read once
 *                   Whh2 .. -> ..   Whh2 .. -> ..   Whh2 .. -> ..
 *
 * so that in one stream too its vectors go by two through `multiplyMany`. Wxh2 and Whh2 are two products and not one over
 * both vectors side by side, for the sake of this, and because the reset gate of a gru stands between them.
 *
 * @param stride bytes from the words of one step to those of the next in each layer's history; 0 for one step of one
 * stream in place.
 * @param holding whether neurons are held, as `held` has it.
 */
export function readSteps<T>(streams: i32, start: i32, count: i32, stride: usize, holding: bool): void {
  for (let index = 0; index < layers; index++) {
    const layer = layerAt(index);
    if (index > 0) {
      multiplyBelow<T>(layer, layerAt(index - 1).history + stride, streams * count);
    }
    let below = fromBelow;
    let now = layer.history;
    for (let step = start; step < start + count; step++) {
      multiplyMany<T>(layer.recurrent, gateBands, words, now, wordStride, streams, sums, sumStride);
      const next = now + stride;
      for (let stream: usize = 0; stream < <usize>streams; stream++) {
        let input = below;
        if (index === 0) {
          input = layer.columns + <usize>inputAt(step, stream, streams) * sumStride;
        }
        activate<T>(layer, input, stream, next + stream * wordStride);
        below += sumStride;
      }
      if (holding && index === layers - 1) {
        holdAll<T>(streams, next);
      }
      now = next;
    }
  }
}

/** fromBelow = Wxh x + bh for `rows` hidden states of the layer below. */
function multiplyBelow<T>(layer: Layer, below: usize, rows: i32): void {
  multiplyMany<T>(layer.input, gateBands, words, below, wordStride, rows, fromBelow, sumStride);
  for (let row = fromBelow; row < fromBelow + <usize>rows * sumStride; row += sumStride) {
    addBias<T>(row, layer.inputScales, layer.columns, gateBands, row);
  }
}

/** The cell's step for one stream, whose sums are computed. */
// @ts-ignore: decorator
@inline
function activate<T>(layer: Layer, input: usize, stream: usize, words: usize): void {
  const state = states + stream * stateStride + layer.state;
  const from = sums + stream * sumStride;
  if (cell === rnn) {
    activateRnn<T>(from, layer.recurrentScales, input, rowBands, state, words);
  } else if (cell === gru) {
    activateGru<T>(from, layer.recurrentScales, input, layer.candidateBias, rowBands, state, words);
  } else {
    activateLstm<T>(from, layer.recurrentScales, input, rowBands, state, words);
  }
}

/** What stands in the histories after a block of steps becomes what stands before the next one. */
export function carryOver(streams: i32, steps: i32): void {
  const bytes = <usize>streams * wordStride;
  for (let index = 0; index < layers; index++) {
    const history = layerAt(index).history;
    memory.copy(history, history + <usize>steps * bytes, bytes);
  }
}
