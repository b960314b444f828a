import type { Cell } from '../../../core/parameters';
import type { Movement } from './movement';
import type { Tensor, TensorFlow } from './tensorFlow';

/** What a layer reads and with what it goes on. Steps are T, streams B; G is 1, 3 or 4 for rnn, gru and lstm. */
export interface LayerInput {
  /** T of (B, G H): Wxh x_t + bh. */
  readonly x: readonly Tensor[];
  /** The state before the first step: h, and c for an lstm, (B, H) each. */
  readonly state: readonly Tensor[];
  /** (H, G H): Whh, transposed. */
  readonly WhhT: Tensor;
  /** (1, H), gru only. */
  readonly bn: Tensor | undefined;
  /** (B, H): what h_(t-1) is multiplied with on the way into Whh h_(t-1); undefined where nothing is dropped. */
  readonly mask: Tensor | undefined;
}

/** A layer after it has read all steps. */
export interface Recurrence {
  /** T of (B, H): h_1 .. h_T. */
  readonly h: readonly Tensor[];
  /** T of (B, H): h_0 .. h_(T-1) as Whh saw them. */
  readonly read: readonly Tensor[];
  /** The state after the last step. */
  readonly state: readonly Tensor[];
  /**
   * Backward through time, with dh (T of (B, H)) from above and Whh (G H, H). The gradients of the pre-activations, (T B,
   * G H): of Wxh x_t + bh and of Whh h_(t-1), which differ in a gru's candidate only.
   *
   * A step back is linear in what comes from above and from later. Its coefficients depend on the way forward alone, so
   * they are made for all steps at once: few operations a step, each of which costs some microseconds whatever its size.
   */
  back(dh: readonly Tensor[], Whh: Tensor): { x: Tensor; product: Tensor };
}

export type MakeRecurrence = (tf: TensorFlow, movement: Movement, input: LayerInput) => Recurrence;

/** `parameters.ts` has the formulas and the order of the gates. */
export const recurrences: Readonly<Record<Cell, MakeRecurrence>> = { rnn, gru, lstm };

/** Goes from the last step to the first: `step` gets dh_t whole and returns what goes on to step t - 1. */
function backward(
  tf: TensorFlow,
  dh: readonly Tensor[],
  step: (whole: Tensor, t: number) => Tensor | undefined,
): void {
  let later: Tensor | undefined;
  for (let t = dh.length - 1; t >= 0; t--) {
    later = step(later ? tf.add(dh[t], later) : dh[t], t);
  }
}

function rnn(tf: TensorFlow, movement: Movement, { x, state, WhhT, mask }: LayerInput): Recurrence {
  const drop = (value: Tensor): Tensor => (mask ? tf.mul(value, mask) : value);
  const h = [state[0]];
  const read: Tensor[] = [];
  for (const xt of x) {
    read.push(drop(h.at(-1)!));
    h.push(tf.tanh(tf.add(xt, tf.matMul(read.at(-1)!, WhhT))));
  }
  return {
    h: h.slice(1),
    read,
    state: [h.at(-1)!],
    back: (dh, Whh) => {
      const slope = movement.split(tf.sub(1, tf.square(tf.concat(h.slice(1), 0))), x.length, 0);
      const da: Tensor[] = [];
      backward(tf, dh, (whole, t) => {
        da[t] = tf.mul(whole, slope[t]);
        return t > 0 ? drop(tf.matMul(da[t], Whh)) : undefined;
      });
      const all = tf.concat(da, 0);
      return { x: all, product: all };
    },
  };
}

function gru(tf: TensorFlow, movement: Movement, { x, state, WhhT, bn, mask }: LayerInput): Recurrence {
  const drop = (value: Tensor): Tensor => (mask ? tf.mul(value, mask) : value);
  const h = [state[0]];
  const read: Tensor[] = [];
  const gates: { r: Tensor; z: Tensor; n: Tensor; product: Tensor }[] = [];
  for (const xt of x) {
    const before = h.at(-1)!;
    read.push(drop(before));
    const [xr, xz, xn] = movement.split(xt, 3, 1);
    const [hr, hz, hn] = movement.split(tf.matMul(read.at(-1)!, WhhT), 3, 1);
    const r = tf.sigmoid(tf.add(xr, hr));
    const z = tf.sigmoid(tf.add(xz, hz));
    const product = tf.add(hn, bn!);
    const n = tf.tanh(tf.add(xn, tf.mul(r, product)));
    gates.push({ r, z, n, product });
    h.push(tf.add(n, tf.mul(z, tf.sub(before, n))));
  }
  const all = (name: 'r' | 'z' | 'n' | 'product'): Tensor =>
    tf.concat(
      gates.map((gate) => gate[name]),
      0,
    );
  return {
    h: h.slice(1),
    read,
    state: [h.at(-1)!],
    back: (dh, Whh) => {
      const [r, z, n] = [all('r'), all('z'), all('n')];
      // With dh_t whole: dn = dh (1 - z) (1 - n^2), dr = dn (Whh h' + bn) r (1 - r), dz = dh (h' - n) z (1 - z).
      const candidate = tf.mul(tf.sub(1, z), tf.sub(1, tf.square(n)));
      const reset = tf.mul(tf.mul(candidate, all('product')), tf.sub(r, tf.square(r)));
      const update = tf.mul(tf.sub(tf.concat(h.slice(0, -1), 0), n), tf.sub(z, tf.square(z)));
      const coefficients = movement.split(tf.concat([reset, update, tf.mul(candidate, r)], 1), x.length, 0);
      const wholes: Tensor[] = [];
      const product: Tensor[] = [];
      backward(tf, dh, (whole, t) => {
        wholes[t] = whole;
        product[t] = tf.mul(tf.concat([whole, whole, whole], 1), coefficients[t]);
        return t > 0 ? tf.add(tf.mul(whole, gates[t].z), drop(tf.matMul(product[t], Whh))) : undefined;
      });
      const whole = tf.concat(wholes, 0);
      return {
        x: tf.concat([tf.mul(whole, reset), tf.mul(whole, update), tf.mul(whole, candidate)], 1),
        product: tf.concat(product, 0),
      };
    },
  };
}

function lstm(tf: TensorFlow, movement: Movement, { x, state, WhhT, mask }: LayerInput): Recurrence {
  const drop = (value: Tensor): Tensor => (mask ? tf.mul(value, mask) : value);
  const h = [state[0]];
  const c = [state[1]];
  const read: Tensor[] = [];
  const gates: { i: Tensor; f: Tensor; g: Tensor; o: Tensor; shown: Tensor }[] = [];
  for (const xt of x) {
    read.push(drop(h.at(-1)!));
    const [ai, af, ag, ao] = movement.split(tf.add(xt, tf.matMul(read.at(-1)!, WhhT)), 4, 1);
    const [i, f, g, o] = [tf.sigmoid(ai), tf.sigmoid(af), tf.tanh(ag), tf.sigmoid(ao)];
    c.push(tf.add(tf.mul(f, c.at(-1)!), tf.mul(i, g)));
    const shown = tf.tanh(c.at(-1)!);
    gates.push({ i, f, g, o, shown });
    h.push(tf.mul(o, shown));
  }
  const all = (name: 'i' | 'f' | 'g' | 'o' | 'shown'): Tensor =>
    tf.concat(
      gates.map((gate) => gate[name]),
      0,
    );
  return {
    h: h.slice(1),
    read,
    state: [h.at(-1)!, c.at(-1)!],
    back: (dh, Whh) => {
      const [i, f, g, o, shown] = [all('i'), all('f'), all('g'), all('o'), all('shown')];
      const slope = (gate: Tensor): Tensor => tf.sub(gate, tf.square(gate));
      // dc = dc_(t+1) f_(t+1) + dh o (1 - tanh(c)^2); i, f and g get their gradients from dc, o gets it from dh.
      const toCell = movement.split(tf.mul(o, tf.sub(1, tf.square(shown))), x.length, 0);
      const coefficients = movement.split(
        tf.concat(
          [
            tf.mul(g, slope(i)),
            tf.mul(tf.concat(c.slice(0, -1), 0), slope(f)),
            tf.mul(i, tf.sub(1, tf.square(g))),
            tf.mul(shown, slope(o)),
          ],
          1,
        ),
        x.length,
        0,
      );
      const da: Tensor[] = [];
      let dcLater: Tensor | undefined;
      backward(tf, dh, (whole, t) => {
        const own = tf.mul(whole, toCell[t]);
        const dc = dcLater ? tf.add(dcLater, own) : own;
        da[t] = tf.mul(tf.concat([dc, dc, dc, whole], 1), coefficients[t]);
        dcLater = t > 0 ? tf.mul(dc, gates[t].f) : undefined;
        return t > 0 ? drop(tf.matMul(da[t], Whh)) : undefined;
      });
      const product = tf.concat(da, 0);
      return { x: product, product };
    },
  };
}
