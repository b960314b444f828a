/**
 * Neurons of the top layer that are held while a network is evaluated. What one stream holds, reaches its recurrence; what
 * a reader replaces, only the logits that it sees.
 */
import {
  held,
  heldFrom,
  layerAt,
  layers,
  output,
  outputBands,
  outputScales,
  shifted,
  states,
  stateStride,
  taken,
  takenFrom,
  unit,
  words,
  wordStride,
} from './networkLayout';
import { panelBands } from './panels';

/** Where in a list of clamps, or of readers, those of `index` begin. */
// @ts-ignore: decorator
@inline
export function beginOf(from: usize, index: usize): usize {
  return load<u32>(from + (index << 2));
}

/** Sets the neurons that are held in each stream, in its state and in its words (rows of `row`). */
export function holdAll<T>(streams: i32, row: usize): void {
  let state = states + layerAt(layers - 1).state;
  for (let stream: usize = 0; stream < <usize>streams; stream++) {
    const last = beginOf(heldFrom, stream + 1);
    for (let clamp = beginOf(heldFrom, stream); clamp < last; clamp++) {
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

/** The logits that a reader sees: y + sum over its clamps of Why[:, k] (value - h_k). */
export function replace<T>(reader: usize, row: usize, y: usize): usize {
  const last = beginOf(takenFrom, reader + 1);
  let from = y;
  for (let clamp = beginOf(takenFrom, reader); clamp < last; clamp++) {
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
