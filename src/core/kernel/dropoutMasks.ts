import { philox4x32, streams } from '../random';

/**
 * Inverted dropout: an entry of a mask is 0 or 1 / (1 - share). One block of Philox4x32-10 serves four units, 32 bits each:
 * its key is the seed, its counter
 *
 *     (unit / 4,  row,  stream of random numbers,  updates done)
 *
 * and a unit drops where its word is below share * 2^32. The row is t * batchSize + b for masks drawn for each character,
 * and b for those drawn once for a sequence. So a mask depends on nothing but its place: no order of threads, engines or
 * steps changes it, and a run that was interrupted goes on with the same ones.
 */

/** The stream of the masks behind a layer, 1 to `layers`: the top layer's lead to the logits. */
export function outputDropoutStream(layer: number, layers: number): number {
  return layer === layers ? streams.dropout : streams.dropout + 0x100 * layer;
}

/** The stream of the masks before a layer's recurrence. */
export function recurrentDropoutStream(layer: number): number {
  return streams.dropout + 0x1000 * layer;
}

/** One row of a mask, written to `out`, a number for each unit. */
export function dropoutRow(
  out: Float32Array | Float64Array,
  share: number,
  place: { readonly seed: number; readonly row: number; readonly stream: number; readonly updates: number },
): void {
  const { seed, row, stream, updates } = place;
  const words = new Uint32Array(4);
  const [low, high] = [seed >>> 0, Math.floor(seed / 2 ** 32)];
  for (let unit = 0; unit < out.length; unit++) {
    if (unit % 4 === 0) {
      philox4x32(unit / 4, row, stream, updates, low, high, words);
    }
    out[unit] = words[unit % 4] < Math.floor(share * 2 ** 32) ? 0 : 1 / (1 - share);
  }
}
