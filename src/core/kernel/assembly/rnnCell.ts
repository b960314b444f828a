/**
 * The vanilla cell: from sums to the next hidden state of one stream.
 *
 *     sums    Whh h'        [ H, padded to an even number of bands ]
 *     input   Wxh x + bh    [ H                                    ]        h = tanh(sums + input)
 *
 * Bands go by two: the constants of tanh are then fetched half as often (the engine has no registers left to keep them),
 * and eight i16 words make one store. So rows of hidden units are an even number of bands long. Measured for 250 units: 35
 * cycles for two bands, of which the ports for products and divisions take 20; the chain of the polynomial's steps is the
 * rest. Before bands were paired and clamps were one instruction each, a step of the network took a quarter longer.
 */
import { storeWords, toFloat, wordBytes } from './cell';
import { tanh4 } from './tanh';

/**
 * @param sums (4 * bands): Whh h', as the product left it.
 * @param input (4 * bands) float32: Wxh x + bh.
 * @param bands an even number.
 * @param state (4 * bands) float32, written.
 * @param words what the next product reads, written.
 */
export function activateRnn<T>(
  sums: usize,
  scales: usize,
  input: usize,
  bands: i32,
  state: usize,
  words: usize,
): void {
  for (const end = sums + (<usize>bands << 4); sums < end; sums += 32) {
    const first = tanh4(f32x4.add(toFloat<T>(v128.load(sums, 0), scales), v128.load(input, 0)));
    const second = tanh4(f32x4.add(toFloat<T>(v128.load(sums, 16), scales + 16), v128.load(input, 16)));
    v128.store(state, first, 0);
    v128.store(state, second, 16);
    storeWords<T>(words, first, second);
    scales += 32;
    input += 32;
    state += 32;
    words += wordBytes<T>();
  }
}
