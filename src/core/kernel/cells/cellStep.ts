import type { Cell } from '../../parameters';
import { gruCell } from './gruCell';
import { lstmCell } from './lstmCell';
import { rnnCell } from './rnnCell';

export type Numbers = Float32Array | Float64Array;

/**
 * What a cell does with its pre-activations, unit by unit; the products with the weights are the layer's. `below` is
 * Wxh x + bh and `recurrent` is Whh h' (for a gru's candidate Whh h' + bn), both (G H). `before` and `after` are the layer's
 * state, h and for an lstm c behind it, and may be the same array.
 */
export interface CellStep {
  /** Numbers that the way back needs, for each unit. */
  readonly kept: number;

  /** One character forward. `kept`, (kept, H), is what `backward` needs of it. */
  forward(below: Numbers, recurrent: Numbers, before: Numbers, after: Numbers, kept: Numbers): void;

  /**
   * One character back.
   *
   * @param d the gradient with respect to the state after; becomes that with respect to the state before, as far as it does
   *   not go through Whh.
   * @param dBelow and
   * @param dRecurrent are written: the gradients with respect to `below` and `recurrent`.
   */
  backward(
    kept: Float64Array,
    before: Float64Array,
    after: Float64Array,
    d: Float64Array,
    dBelow: Float64Array,
    dRecurrent: Float64Array,
  ): void;
}

export const cellSteps: Readonly<Record<Cell, CellStep>> = { rnn: rnnCell, gru: gruCell, lstm: lstmCell };
