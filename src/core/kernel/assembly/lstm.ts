/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000), one row at a time:
 *
 *     i, f, o = s(Wxh x + Whh h' + bh)     g = tanh(Wxh x + Whh h' + bh)     c = f c' + i g     h = o tanh(c)
 *
 *     after the product      [  i |  f  |  g  |  o  ]      sums of Whh h'
 *     after the way forward  [  i |  f  |  g  |  o  ]      gates
 *     after the way back     [ di | df  | dg  | do  ]      gradients with respect to the sums
 *
 * Columns are a multiple of four; those past the last unit hold zeros throughout, but for the gates, which are 1/2.
 */
import { flush, logistic4, one, smallestFactor, sumOfLanes } from './activation';
import { flush4, tanh4 } from './tanh';

/** Forward. @param input what the gates get from below. */
export function lstmRow(gates: usize, input: usize, bh: usize, before: usize, c: usize, h: usize, columns: i32): void {
  const part = <usize>columns << 2;
  for (let at: usize = 0; at < part; at += 16) {
    const gate = gates + at;
    const x = input + at;
    const b = bh + at;
    const i = logistic4(f32x4.add(f32x4.add(v128.load(gate), v128.load(x)), v128.load(b)));
    const f = logistic4(f32x4.add(f32x4.add(v128.load(gate + part), v128.load(x + part)), v128.load(b + part)));
    const g = tanh4(f32x4.add(f32x4.add(v128.load(gate + 2 * part), v128.load(x + 2 * part)), v128.load(b + 2 * part)));
    const o = logistic4(f32x4.add(f32x4.add(v128.load(gate + 3 * part), v128.load(x + 3 * part)), v128.load(b + 3 * part)));
    const memory = flush4(f32x4.add(f32x4.mul(f, v128.load(before + at)), f32x4.mul(i, g)));
    v128.store(gate, i);
    v128.store(gate + part, f);
    v128.store(gate + 2 * part, g);
    v128.store(gate + 3 * part, o);
    v128.store(c + at, memory);
    v128.store(h + at, flush4(f32x4.mul(o, tanh4(memory))));
  }
}

/**
 * The way back, in place: with d the gradient with respect to h,
 *
 *     do = d tanh(c) o (1 - o)     dc = carry + d o (1 - tanh(c)^2)     di = dc g i (1 - i)     df = dc c' f (1 - f)
 *     dg = dc i (1 - g^2)          carry = dc f
 *
 * @param carry the gradient with respect to c that comes from the step after; becomes that of the step before.
 * @returns the sum of all sizes: NaN or infinite if one is.
 */
export function lstmBackwardRow(gates: usize, delta: usize, before: usize, c: usize, carry: usize, columns: i32): f32 {
  const whole = one();
  const floor = smallestFactor();
  const part = <usize>columns << 2;
  let sums = f32x4.splat(0);
  for (let at: usize = 0; at < part; at += 16) {
    const gate = gates + at;
    const i = v128.load(gate);
    const f = v128.load(gate + part);
    const g = v128.load(gate + 2 * part);
    const o = v128.load(gate + 3 * part);
    const d = v128.load(delta + at);
    const shown = tanh4(v128.load(c + at));
    const opened = f32x4.mul(d, o);
    const dc = f32x4.add(v128.load(carry + at), f32x4.mul(opened, f32x4.sub(whole, f32x4.mul(shown, shown))));
    const kept = f32x4.mul(dc, f);
    const written = f32x4.mul(dc, i);
    const di = f32x4.mul(f32x4.mul(written, g), f32x4.sub(whole, i));
    const df = f32x4.mul(f32x4.mul(kept, v128.load(before + at)), f32x4.sub(whole, f));
    const dg = f32x4.mul(written, f32x4.sub(whole, f32x4.mul(g, g)));
    const dOut = f32x4.mul(f32x4.mul(opened, shown), f32x4.sub(whole, o));
    // Before they are flushed, which makes a zero of a NaN.
    sums = f32x4.add(sums, f32x4.add(f32x4.add(f32x4.abs(di), f32x4.abs(df)), f32x4.add(f32x4.abs(dOut), f32x4.abs(dc))));
    v128.store(gate, flush(di, floor));
    v128.store(gate + part, flush(df, floor));
    v128.store(gate + 2 * part, flush(dg, floor));
    v128.store(gate + 3 * part, flush(dOut, floor));
    v128.store(carry + at, flush(kept, floor));
  }
  return sumOfLanes(sums);
}
