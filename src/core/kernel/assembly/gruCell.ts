/**
 * The gated recurrent unit: from sums to the next hidden state of one stream, two bands of units at a time as in
 * `rnnCell.ts`. The gates of a unit lie a gate's width apart, in the sums, their scales and the input alike:
 *
 *     sums    Whh h'        [ r: H, padded ][ z: H, padded ][ n: H ]
 *     input   Wxh x + bh    [ r            ][ z            ][ n    ]
 *
 *     r = s(sums + input)       z = s(sums + input)       n = tanh(input + r * (sums + bn))
 *     h = (1 - z) * n + z * h'  =  n + z * (h' - n)
 *
 * Sums and input stay apart because the reset gate stands between them. Measured for 400 units in i16: 1.5 of the 16.4
 * microseconds of a step, the rest is the product with Whh.
 */
import { storeWords, toFloat, wordBytes } from './cell';
import { sigmoid4 } from './sigmoid';
import { flush4, tanh4 } from './tanh';

/**
 * @param sums (3, 4 * bands): Whh h', as the product left it.
 * @param input (3, 4 * bands) float32: Wxh x + bh.
 * @param candidateBias (4 * bands) float32: bn.
 * @param bands of one gate, an even number.
 * @param state (4 * bands) float32: h' becomes h.
 * @param words what the next product reads, written.
 */
export function activateGru<T>(
  sums: usize,
  scales: usize,
  input: usize,
  candidateBias: usize,
  bands: i32,
  state: usize,
  words: usize,
): void {
  const gate = <usize>bands << 4;
  for (const end = sums + gate; sums < end; sums += 32) {
    const first = unit<T>(sums, scales, input, candidateBias, gate, state);
    const second = unit<T>(sums + 16, scales + 16, input + 16, candidateBias + 16, gate, state + 16);
    v128.store(state, first, 0);
    v128.store(state, second, 16);
    storeWords<T>(words, first, second);
    scales += 32;
    input += 32;
    candidateBias += 32;
    state += 32;
    words += wordBytes<T>();
  }
}

/** h of one band. */
// @ts-ignore: decorator
@inline
function unit<T>(sums: usize, scales: usize, input: usize, candidateBias: usize, gate: usize, state: usize): v128 {
  const update = gate;
  const candidate = gate << 1;
  const r = sigmoid4(f32x4.add(toFloat<T>(v128.load(sums), scales), v128.load(input)));
  const z = sigmoid4(f32x4.add(toFloat<T>(v128.load(sums + update), scales + update), v128.load(input + update)));
  const recurrent = f32x4.add(
    toFloat<T>(v128.load(sums + candidate), scales + candidate),
    v128.load(candidateBias),
  );
  const n = tanh4(f32x4.add(v128.load(input + candidate), f32x4.mul(r, recurrent)));
  // A state that only fades, z * h' again and again, would end among the denormals.
  return flush4(f32x4.add(n, f32x4.mul(z, f32x4.sub(v128.load(state), n))));
}
