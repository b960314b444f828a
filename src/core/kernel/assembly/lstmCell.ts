/**
 * Long short-term memory: from sums to the next hidden state and cell state of one stream, two bands of units at a time as
 * in `rnnCell.ts`. The gates of a unit lie a gate's width apart; c lies behind h, and stays float32 in both formats, as
 * no product reads it and it may grow beyond what words hold.
 *
 *     sums    Whh h'        [ i: H, padded ][ f: H, padded ][ g: H, padded ][ o: H ]
 *     input   Wxh x + bh    [ i            ][ f            ][ g            ][ o    ]
 *     state                 [ h: H, padded ][ c: H, padded ]
 *
 *     i, f, o = s(sums + input)     g = tanh(sums + input)     c = f * c' + i * g     h = o * tanh(c)
 *
 * Measured for 512 units in i16: 3.2 of the 33 microseconds of a step.
 */
import { storeWords, toFloat, wordBytes } from './cell';
import { sigmoid4 } from './sigmoid';
import { flush4, tanh4 } from './tanh';

/**
 * @param sums (4, 4 * bands): Whh h', as the product left it.
 * @param input (4, 4 * bands) float32: Wxh x + bh.
 * @param bands of one gate, an even number.
 * @param state (2, 4 * bands) float32: h and c, written.
 * @param words what the next product reads, written.
 */
export function activateLstm<T>(
  sums: usize,
  scales: usize,
  input: usize,
  bands: i32,
  state: usize,
  words: usize,
): void {
  const gate = <usize>bands << 4;
  for (const end = sums + gate; sums < end; sums += 32) {
    const first = unit<T>(sums, scales, input, gate, state);
    const second = unit<T>(sums + 16, scales + 16, input + 16, gate, state + 16);
    v128.store(state, first, 0);
    v128.store(state, second, 16);
    storeWords<T>(words, first, second);
    scales += 32;
    input += 32;
    state += 32;
    words += wordBytes<T>();
  }
}

/** c of one band, stored, and h, returned. */
// @ts-ignore: decorator
@inline
function unit<T>(sums: usize, scales: usize, input: usize, gate: usize, state: usize): v128 {
  const i = sigmoid4(preactivation<T>(sums, scales, input, 0));
  const f = sigmoid4(preactivation<T>(sums, scales, input, gate));
  const g = tanh4(preactivation<T>(sums, scales, input, gate << 1));
  const o = sigmoid4(preactivation<T>(sums, scales, input, gate * 3));
  const c = flush4(f32x4.add(f32x4.mul(f, v128.load(state + gate)), f32x4.mul(i, g)));
  v128.store(state + gate, c);
  return flush4(f32x4.mul(o, tanh4(c)));
}

// @ts-ignore: decorator
@inline
function preactivation<T>(sums: usize, scales: usize, input: usize, gate: usize): v128 {
  return f32x4.add(toFloat<T>(v128.load(sums + gate), scales + gate), v128.load(input + gate));
}
