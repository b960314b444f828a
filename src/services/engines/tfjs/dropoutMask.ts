import { philox4x32 } from '../../../core/random';

/** Where a mask stands among all masks; `dropoutMasks.ts` says how they are numbered. */
export interface MaskPlace {
  readonly seed: number;
  readonly stream: number;
  /** Updates done before the step. */
  readonly updates: number;
}

/** Rows 0 to `rows` - 1 of an inverted dropout mask, (rows, units), row-major: 0 or 1 / (1 - share). */
export function dropoutMask(
  rows: number,
  units: number,
  share: number,
  { seed, stream, updates }: MaskPlace,
): Float32Array {
  const mask = new Float32Array(rows * units);
  const words = new Uint32Array(4);
  const [low, high] = [seed >>> 0, Math.floor(seed / 2 ** 32)];
  const dropped = Math.floor(share * 2 ** 32);
  const kept = 1 / (1 - share);
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < units; unit++) {
      if (unit % 4 === 0) {
        philox4x32(unit / 4, row, stream, updates, low, high, words);
      }
      mask[row * units + unit] = words[unit % 4] < dropped ? 0 : kept;
    }
  }
  return mask;
}
