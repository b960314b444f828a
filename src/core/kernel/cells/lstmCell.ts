import type { CellStep } from './cellStep';
import { logistic } from './logistic';

/**
 * Rows i, f, g, o; the state is h, then c:
 *
 *     i, f, o = s(below + recurrent)    g = tanh(below + recurrent)    c = f * c' + i * g    h = o * tanh(c)
 *
 * Kept: i, f, g, o.
 */
export const lstmCell: CellStep = {
  kept: 4,

  forward(below, recurrent, before, after, kept) {
    const H = after.length / 2;
    for (let k = 0; k < H; k++) {
      const i = logistic(below[k] + recurrent[k]);
      const f = logistic(below[H + k] + recurrent[H + k]);
      const g = Math.tanh(below[2 * H + k] + recurrent[2 * H + k]);
      const o = logistic(below[3 * H + k] + recurrent[3 * H + k]);
      kept[k] = i;
      kept[H + k] = f;
      kept[2 * H + k] = g;
      kept[3 * H + k] = o;
      after[H + k] = f * before[H + k] + i * g;
      after[k] = o * Math.tanh(after[H + k]);
    }
  },

  backward(kept, before, after, d, dBelow, dRecurrent) {
    const H = after.length / 2;
    for (let k = 0; k < H; k++) {
      const [i, f, g, o] = [kept[k], kept[H + k], kept[2 * H + k], kept[3 * H + k]];
      const shown = Math.tanh(after[H + k]);
      const dc = d[H + k] + d[k] * o * (1 - shown ** 2);
      dBelow[k] = dc * g * i * (1 - i);
      dBelow[H + k] = dc * before[H + k] * f * (1 - f);
      dBelow[2 * H + k] = dc * i * (1 - g ** 2);
      dBelow[3 * H + k] = d[k] * shown * o * (1 - o);
      d[k] = 0;
      d[H + k] = dc * f;
    }
    dRecurrent.set(dBelow);
  },
};
