import type { CellStep } from './cellStep';

/** h = tanh(below + recurrent). */
export const rnnCell: CellStep = {
  kept: 0,

  forward(below, recurrent, _before, after) {
    for (let k = 0; k < after.length; k++) {
      after[k] = Math.tanh(below[k] + recurrent[k]);
    }
  },

  backward(_kept, _before, after, d, dBelow, dRecurrent) {
    for (let k = 0; k < after.length; k++) {
      dBelow[k] = dRecurrent[k] = (1 - after[k] ** 2) * d[k];
      d[k] = 0;
    }
  },
};
