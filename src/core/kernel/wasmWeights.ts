import {
  gatesOf,
  layerWeightNames,
  weightNamesOf,
  weightOf,
  type Parameters,
  type WeightName,
} from '../parameters';
import type { Pieces } from './pieces';

/** What `assembly/network.ts` exports for weights: each is put at `staging`, and packed from there, some rows at a time. */
export interface WeightLoader {
  readonly memory: WebAssembly.Memory;
  readonly staging: WebAssembly.Global<'i32'>;
  loadRecurrent(layer: number, begin: number, end: number): void;
  loadInput(layer: number, begin: number, end: number): void;
  loadHiddenBias(layer: number, begin: number, end: number): void;
  loadCandidateBias(layer: number): void;
  loadOutput(begin: number, end: number): void;
  loadOutputBias(): void;
}

/**
 * Weights packed in one piece. At first, in the engine's quick code, one takes 25 ns, so that a piece takes 0.2 ms; later
 * a third of that.
 */
const pieceLength = 8192;

/** Numbers copied or looked at in one piece: some 1 to 2 ns each. */
const copyLength = 65_536;

/**
 * Hands the weights of a network over. The module has been set up for its sizes.
 *
 * Yields how many weights each piece was about.
 */
export function* loadingWeights(parameters: Parameters, exports: WeightLoader): Pieces<void> {
  const { cell, layers, hiddenSize: H, vocabularySize: V } = parameters;
  const gates = gatesOf[cell];
  /** Rows from one gate to the next: hidden units, padded. */
  const gateStride = 8 * Math.ceil(H / 8);
  const gateRows = (gates - 1) * gateStride + H;
  const staging = new Float32Array(exports.memory.buffer, exports.staging.value, gateRows * Math.max(H, V));

  /** Puts a weight at `staging`; of several parts (its gates) each but the last is padded to a row of hidden units. */
  function* stage(name: WeightName, parts: number): Pieces<void> {
    const source = weightOf(parameters, name);
    const size = source.length / parts;
    const stride = (size / H) * gateStride;
    for (let part = 0; part < parts; part++) {
      for (let at = 0; at < size; at += copyLength) {
        const end = Math.min(size, at + copyLength);
        staging.set(source.subarray(part * size + at, part * size + end), part * stride + at);
        yield end - at;
      }
      if (part < parts - 1) {
        staging.fill(0, part * stride + size, (part + 1) * stride);
      }
    }
  }

  for (let layer = 0; layer < layers; layer++) {
    const { Wxh, Whh, bh, bn } = layerWeightNames(cell, layer + 1);
    // The first layer has a column for every character, and adds its bias to each.
    const inputs = layer > 0 ? H : V;
    const biases = layer > 0 ? 1 : V;
    yield* stage(Whh, gates);
    yield* inPieces(gateRows, H, (begin, end) => exports.loadRecurrent(layer, begin, end));
    yield* stage(Wxh, gates);
    yield* inPieces(gateRows, inputs, (begin, end) => exports.loadInput(layer, begin, end));
    yield* stage(bh, gates);
    yield* inPieces(gateRows, biases, (begin, end) => exports.loadHiddenBias(layer, begin, end));
    if (bn) {
      staging.set(weightOf(parameters, bn));
      exports.loadCandidateBias(layer);
    }
  }
  yield* stage('Why', 1);
  yield* inPieces(V, H, (begin, end) => exports.loadOutput(begin, end));
  staging.set(parameters.by);
  exports.loadOutputBias();
}

/** Does the work for some rows at a time. */
function* inPieces(rows: number, columns: number, work: (begin: number, end: number) => void): Pieces<void> {
  const step = Math.max(1, Math.floor(pieceLength / columns));
  for (let row = 0; row < rows; row += step) {
    const end = Math.min(rows, row + step);
    work(row, end);
    yield (end - row) * columns;
  }
}

/** Whether all weights are finite in float32. Yields how many it has looked at. */
export function* checkingFinite(parameters: Parameters): Pieces<boolean> {
  for (const name of weightNamesOf(parameters)) {
    const weights = weightOf(parameters, name);
    for (let at = 0; at < weights.length; at += copyLength) {
      const part = weights.subarray(at, at + copyLength);
      if (!isFinite32(part)) {
        return false;
      }
      yield part.length;
    }
  }
  return true;
}

function isFinite32(weights: Float64Array): boolean {
  // A loop over indices: with `every` it took longer than all the packing.
  let zero = 0;
  for (let at = 0; at < weights.length; at++) {
    zero += Math.fround(weights[at]) * 0;
  }
  return zero === 0;
}
