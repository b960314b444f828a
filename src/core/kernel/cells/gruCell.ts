import type { CellStep } from './cellStep';
import { logistic } from './logistic';

/**
 * Rows r, z, n:
 *
 *     r, z = s(below + recurrent)    n = tanh(below + r * recurrent)    h = (1 - z) * n + z * h'
 *
 * Kept: r, z, n and the candidate's `recurrent`.
 */
export const gruCell: CellStep = {
  kept: 4,

  forward(below, recurrent, before, after, kept) {
    const H = after.length;
    for (let k = 0; k < H; k++) {
      const r = logistic(below[k] + recurrent[k]);
      const z = logistic(below[H + k] + recurrent[H + k]);
      const q = recurrent[2 * H + k];
      const n = Math.tanh(below[2 * H + k] + r * q);
      kept[k] = r;
      kept[H + k] = z;
      kept[2 * H + k] = n;
      kept[3 * H + k] = q;
      after[k] = (1 - z) * n + z * before[k];
    }
  },

  backward(kept, before, after, d, dBelow, dRecurrent) {
    const H = after.length;
    for (let k = 0; k < H; k++) {
      const [r, z, n, q] = [kept[k], kept[H + k], kept[2 * H + k], kept[3 * H + k]];
      const dn = d[k] * (1 - z) * (1 - n ** 2);
      dBelow[k] = dRecurrent[k] = dn * q * r * (1 - r);
      dBelow[H + k] = dRecurrent[H + k] = d[k] * (before[k] - n) * z * (1 - z);
      dBelow[2 * H + k] = dn;
      dRecurrent[2 * H + k] = dn * r;
      d[k] *= z;
    }
  },
};
