/**
 * Inverted dropout masks from Philox4x32-10 (Salmon, Moraes, Dror and Shaw, SC11): a function of (seed, update, row,
 * unit) and of nothing else, so that threads need no order and `dropoutMask` of core/random.ts draws the same.
 *
 * One block makes 128 bits, 32 for each of four units. Four blocks run side by side:
 *
 *     lane        0      1      2      3
 *     word 0   unit 0   4      8      12
 *     word 1        1   5      9      13        written out transposed: 16 units in order
 *     word 2        2   6      10     14
 *     word 3        3   7      11     15
 *
 * A block for each unit (53 bits, as the sampler draws) would cost four times as much: a fifth of a training step.
 */

const multipliers = memory.data<u32>([0xd2511f53, 0xcd9e8d57]);

/** 1 / (1 - share) where the random word is at least `threshold`, else 0. */
// @ts-ignore: decorator
@inline
function keep(words: v128, threshold: v128, kept: v128): v128 {
  return v128.and(kept, i32x4.ge_u(words, threshold));
}

/**
 * The mask of one row, (columns), a multiple of 16, written to `out`: 0 or `kept`.
 *
 * @param threshold words below it drop their unit: the share dropped times 2^32.
 */
export function dropoutRow(
  out: usize, columns: i32, row: i32, update: i32, stream: i32, seedLow: i32, seedHigh: i32, threshold: u32, kept: f32,
): void {
  const m0 = v128.load32_splat(multipliers);
  const m1 = v128.load32_splat(multipliers, 4);
  const cut = i32x4.splat(threshold);
  const value = f32x4.splat(kept);
  let blocks = i32x4(0, 1, 2, 3);
  const end = out + (<usize>columns << 2);
  for (let at = out; at < end; at += 64) {
    let c0 = blocks;
    let c1 = i32x4.splat(row);
    let c2 = i32x4.splat(stream);
    let c3 = i32x4.splat(update);
    let k0 = seedLow;
    let k1 = seedHigh;
    for (let round = 0; round < 10; round++) {
      // Products of 64 bits, two to a vector; their halves are the odd and the even words.
      const low0 = i64x2.extmul_low_i32x4_u(c0, m0);
      const high0 = i64x2.extmul_high_i32x4_u(c0, m0);
      const low1 = i64x2.extmul_low_i32x4_u(c2, m1);
      const high1 = i64x2.extmul_high_i32x4_u(c2, m1);
      c0 = v128.xor(v128.xor(v128.shuffle<i32>(low1, high1, 1, 3, 5, 7), c1), i32x4.splat(k0));
      c1 = v128.shuffle<i32>(low1, high1, 0, 2, 4, 6);
      c2 = v128.xor(v128.xor(v128.shuffle<i32>(low0, high0, 1, 3, 5, 7), c3), i32x4.splat(k1));
      c3 = v128.shuffle<i32>(low0, high0, 0, 2, 4, 6);
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    c0 = keep(c0, cut, value);
    c1 = keep(c1, cut, value);
    c2 = keep(c2, cut, value);
    c3 = keep(c3, cut, value);
    const low01 = v128.shuffle<i32>(c0, c1, 0, 4, 1, 5);
    const high01 = v128.shuffle<i32>(c0, c1, 2, 6, 3, 7);
    const low23 = v128.shuffle<i32>(c2, c3, 0, 4, 1, 5);
    const high23 = v128.shuffle<i32>(c2, c3, 2, 6, 3, 7);
    v128.store(at, v128.shuffle<i32>(low01, low23, 0, 1, 4, 5), 0);
    v128.store(at, v128.shuffle<i32>(low01, low23, 2, 3, 6, 7), 16);
    v128.store(at, v128.shuffle<i32>(high01, high23, 0, 1, 4, 5), 32);
    v128.store(at, v128.shuffle<i32>(high01, high23, 2, 3, 6, 7), 48);
    blocks = i32x4.add(blocks, i32x4.splat(4));
  }
}
