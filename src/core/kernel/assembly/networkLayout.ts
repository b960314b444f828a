/**
 * The sizes of a network and where its parts lie in memory; `network.ts` says what they are for. All is set once, by
 * `layOut`, and only read afterwards.
 *
 * Rows of hidden units are padded to an even number of bands of four (see `rnnCell.ts`), and so is each gate of a gated
 * cell, so that all of a unit's gates lie in the same lane. Only the last gate needs none of it in products:
 *
 *     Whh h' of a gru of 10 units (3 bands, padded to 4)
 *     [ r 0..3 ][ r 4..7 ][ r 8 9 - - ][ - - - - ][ z 0..3 ] ... [ - - - - ][ n 0..3 ][ n 4..7 ][ n 8 9 - - ]
 *     '-------------- rowBands -------------------'              gateBands = 2 * rowBands + 3
 *
 * A state is, layer after layer, a row of h, and for an lstm a row of c behind it.
 */
import { setWordScale } from './cell';
import { grow, reserve } from './memory';
import { bandsOf, stateScale, wordsOf } from './panels';

/** Characters that one call takes for each stream. A call costs half a microsecond, a character three or more. */
export const chunk: usize = 256;
/** Streams that are evaluated side by side. */
export const maxStreams: usize = 32;
/** Readers that an evaluation serves: see `interventions.ts`. */
export const maxReaders: usize = 64;
/** Hidden states that go through a product together: with the logits, or from a layer to the next. */
export const rowsPerBlock: i32 = 32;

/** Cells by the numbers that `setUp` takes: their places in the list of `parameters.ts`. */
export const rnn: i32 = 0;
export const gru: i32 = 1;
export const lstm: i32 = 2;

/** What a network is made of: one of these for each recurrent layer. */
@unmanaged
export class Layer {
  /** Whh, packed: gateBands bands. And the scales of its rows. */
  recurrent: usize;
  recurrentScales: usize;
  /** Wxh of an upper layer, packed likewise. The first has `columns`. */
  input: usize;
  inputScales: usize;
  /** (V, gates, 4 * rowBands) float32: column c of the first layer's Wxh, plus bh. Of an upper layer, one row: bh. */
  columns: usize;
  /** (4 * rowBands) float32: bn of a gru. */
  candidateBias: usize;
  /** Where in a state the layer's h begins, bytes. */
  state: usize;
  /** (rowsPerBlock + maxStreams) rows of words: h of every stream before a block of steps, then after each of them. */
  history: usize;
}

/** Room for three records: they are needed before the memory has grown. */
const records = memory.data(192, 16);

/** A layer, counted from 0. */
// @ts-ignore: decorator
@inline
export function layerAt(index: i32): Layer {
  return changetype<Layer>(records + <usize>index * offsetof<Layer>());
}

export let cell: i32 = rnn;
export let layers: i32 = 0;
export let hidden: i32 = 0; // H
export let vocabulary: i32 = 0; // V
/** i16 weights, not float32. */
export let integers: bool = false;

/** Gates and candidates of the cell. */
export let gates: i32 = 0;
/** Bands from one row of hidden units to the next, or from one gate to the next: an even number. */
export let rowBands: i32 = 0;
/** Bands of all gates in a product. */
export let gateBands: i32 = 0;
export let outputBands: i32 = 0;
/** Words in a hidden state. */
export let words: i32 = 0;
/** What hidden states are multiplied by to become i16 words. */
export let unit: f32 = 0;

/** Bytes from one row to the next: of h as float32, as words, of states, of sums, of logits. */
export let rowStride: usize = 0;
export let wordStride: usize = 0;
export let stateStride: usize = 0;
export let sumStride: usize = 0;
export let logitStride: usize = 0;

export let output: usize = 0; // Why, packed
export let outputScales: usize = 0;
export let outputBias: usize = 0; // (4 * outputBands) float32; -Infinity past the last

// What one step leaves.
export let sums: usize = 0; // (maxStreams, gates, 4 * rowBands): Whh h'
export let fromBelow: usize = 0; // (rowsPerBlock, gates, 4 * rowBands): Wxh x + bh of an upper layer
export let weights: usize = 0; // (4 * outputBands) float32: the sampler's
export let shifted: usize = 0; // (4 * outputBands) float32: the logits that a reader with clamps sees

// What JavaScript writes and reads.
export let staging: usize = 0;
export let states: usize = 0; // (maxStreams, rows of a state, 4 * rowBands) float32
export let logits: usize = 0; // (rowsPerBlock, 4 * outputBands) float32
export let inputs: usize = 0; // (chunk, streams) u16
export let losses: usize = 0; // (readers, chunk) float64
export let held: usize = 0; // clamps of the streams: {u32 neuron, f32 value}
export let heldFrom: usize = 0; // (maxStreams + 1) u32: where each stream's begin
export let readersFrom: usize = 0; // (maxStreams + 1) u32: where each stream's readers begin
export let taken: usize = 0; // clamps of the readers
export let takenFrom: usize = 0; // (maxReaders + 1) u32: where each reader's begin

/** Lays the memory out and grows it. @returns whether there was room. */
export function layOut(
  cellNumber: i32,
  layerCount: i32,
  hiddenSize: i32,
  vocabularySize: i32,
  asIntegers: bool,
): bool {
  cell = cellNumber;
  layers = layerCount;
  hidden = hiddenSize;
  vocabulary = vocabularySize;
  integers = asIntegers;
  gates = cell === rnn ? 1 : cell === gru ? 3 : 4;
  rowBands = (bandsOf(hidden) + 1) & ~1;
  gateBands = (gates - 1) * rowBands + bandsOf(hidden);
  outputBands = bandsOf(vocabulary);
  words = integers ? wordsOf<i16>(hidden) : wordsOf<f32>(hidden);
  unit = stateScale(hidden);
  setWordScale(unit);
  rowStride = <usize>rowBands << 4;
  wordStride = integers ? rowStride >> 1 : rowStride;
  const layerStride = cell === lstm ? rowStride << 1 : rowStride;
  stateStride = <usize>layers * layerStride;
  sumStride = <usize>gates * rowStride;
  logitStride = <usize>outputBands << 4;

  const packed = (<usize>gateBands * words) << 4;
  for (let index = 0; index < layers; index++) {
    const layer = layerAt(index);
    layer.recurrent = reserve(packed);
    layer.input = index > 0 ? reserve(packed) : 0;
    layer.columns = reserve((index > 0 ? 1 : vocabulary) * sumStride);
    layer.recurrentScales = reserve(sumStride);
    layer.inputScales = reserve(sumStride);
    layer.candidateBias = reserve(rowStride);
    layer.state = <usize>index * layerStride;
    layer.history = reserve((<usize>rowsPerBlock + maxStreams) * wordStride);
  }
  output = reserve((<usize>outputBands * words) << 4);
  outputScales = reserve(logitStride);
  outputBias = reserve(logitStride);
  states = reserve(maxStreams * stateStride);
  sums = reserve(maxStreams * sumStride);
  fromBelow = reserve(layers > 1 ? <usize>rowsPerBlock * sumStride : 0);
  logits = reserve(<usize>rowsPerBlock * logitStride);
  weights = reserve(logitStride);
  shifted = reserve(logitStride);
  inputs = reserve(chunk * maxStreams * sizeof<u16>());
  losses = reserve(chunk * maxReaders * sizeof<f64>());
  held = reserve(maxStreams * hidden * 8);
  heldFrom = reserve((maxStreams + 1) * 4);
  taken = reserve(maxReaders * hidden * 8);
  takenFrom = reserve((maxReaders + 1) * 4);
  readersFrom = reserve((maxStreams + 1) * 4);
  staging = reserve((<usize>gateBands * max(hidden, vocabulary)) << 4);
  return grow();
}
