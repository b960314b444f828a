/**
 * Random numbers as a function: Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as
 * 1, 2, 3", SC11) turns a key and a counter into 128 random bits. Here the key is the seed and the counter the
 * position, so that the n-th number of a seed is the same on every machine, however many were asked for before it.
 */

/** What a random number is for: numbers of different streams are independent. */
export const streams = { sampling: 0, initialisation: 1, dropout: 2, choice: 3 } as const;

const multiplier0 = 0xd2511f53;
const multiplier1 = 0xcd9e8d57;
const weyl0 = 0x9e3779b9;
const weyl1 = 0xbb67ae85;

/** The upper 32 bits of the 64-bit product of two unsigned 32-bit numbers. */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) >>> 0;
}

/** One block of Philox4x32-10: counter (4 words) and key (2 words) to 4 words, written to `out`. */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
): void {
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(multiplier0, c0);
    const low0 = Math.imul(multiplier0, c0) >>> 0;
    const high1 = multiplyHigh(multiplier1, c2);
    const low1 = Math.imul(multiplier1, c2) >>> 0;
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + weyl0) >>> 0;
    k1 = (k1 + weyl1) >>> 0;
  }
  out[0] = c0;
  out[1] = c1;
  out[2] = c2;
  out[3] = c3;
}

const words = new Uint32Array(4);

/**
 * The random number of (seed, position) in a stream, uniform in [0, 1) with 53 bits: key = seed (low, high word),
 * counter = (position low, position high, stream, 0); u = (word0 >> 5) * 2^26 + (word1 >> 6), over 2^53.
 *
 * @param seed and position: integers from 0 to 2^53 - 1.
 */
export function uniform(seed: number, position: number, stream: number = streams.sampling): number {
  philox4x32(
    position >>> 0,
    Math.floor(position / 4294967296),
    stream,
    0,
    seed >>> 0,
    Math.floor(seed / 4294967296),
    words,
  );
  return ((words[0] >>> 5) * 67108864 + (words[1] >>> 6)) / 9007199254740992;
}
