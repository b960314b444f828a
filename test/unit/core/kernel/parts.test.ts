import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { streams, uniform } from '../../../../src/core/random';

/** What `assembly/parts.ts` exports. */
interface Parts {
  readonly memory: WebAssembly.Memory;
  readonly numbers: WebAssembly.Global<'i32'>;
  readonly tanhOf: (count: number) => void;
  readonly expOf: (count: number) => void;
  readonly logarithmOf: (count: number) => void;
  uniformOf(
    seedLow: number,
    seedHigh: number,
    positionLow: number,
    positionHigh: number,
    stream: number,
  ): number;
}

describe('parts of the WebAssembly kernels', () => {
  const file = join(__dirname, '../../../../out/kernel/parts.simd.wasm');
  const parts = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(file)))
    .exports as unknown as Parts;
  const capacity = 65_536;
  const singles = new Float32Array(parts.memory.buffer, parts.numbers.value, capacity);
  const doubles = new Float64Array(parts.memory.buffer, parts.numbers.value, capacity);

  /** Function values for as many float32 numbers as there are, evenly spread over a range. */
  function evaluate(compute: (count: number) => void, from: number, to: number): [number, number][] {
    const arguments_ = Float32Array.from(
      { length: capacity },
      (_, at) => from + ((to - from) * at) / (capacity - 1),
    );
    singles.set(arguments_);
    compute(capacity);
    return [...arguments_].map((argument, at) => [argument, singles[at]]);
  }

  it('tanh stays within 3.5e-7 of the true value, and never leaves [-1, 1]', () => {
    // Six units in the last place of a number near 1: nine roundings of the polynomials and one of the division.
    for (const [from, to] of [
      [-12, 12],
      [-1, 1],
      [-1e-3, 1e-3],
    ]) {
      for (const [x, y] of evaluate(parts.tanhOf, from, to)) {
        assert.ok(Math.abs(y - Math.tanh(x)) <= 3.5e-7, `tanh(${x}) is not ${y}`);
        assert.ok(Math.abs(y) <= 1, `tanh(${x}) is not ${y}`);
      }
    }
  });

  it('tanh never rises above 1 just below the limit, where rounding could lift it', () => {
    for (const [x, y] of evaluate(parts.tanhOf, 6, 8.5)) {
      assert.ok(y <= 1 && y > 0.99998, `tanh(${x}) is not ${y}`);
    }
  });

  it('tanh keeps NaN, takes infinities, and leaves no denormal numbers', () => {
    singles.set([NaN, Infinity, -Infinity, 1e-40, -3e-39, 1e-20, 0, 1e-12]);
    parts.tanhOf(8);
    assert.deepEqual(
      [...singles.subarray(0, 3)].map((value) => Math.round(value * 1e6) / 1e6),
      [NaN, 1, -1],
    );
    // Multiples of 2^-53 and nothing smaller.
    assert.deepEqual([...singles.subarray(3, 7)].map(Math.abs), [0, 0, 0, 0]);
    assert.ok(Math.abs(singles[7] - 1e-12) < 2 ** -53);
  });

  it('exp stays within 1.2e-7 of the true value, relative, down to where it would be denormal', () => {
    // A unit in the last place is 1.2e-7 at worst.
    for (const [from, to] of [
      [-87, 0],
      [-1, 0],
    ]) {
      for (const [x, y] of evaluate(parts.expOf, from, to)) {
        const expected = Math.exp(x);
        assert.ok(Math.abs(y - expected) <= 1.2e-7 * expected, `exp(${x}) is not ${y}`);
      }
    }
  });

  it('exp is 0 far below, and keeps NaN', () => {
    singles.set([-87.01, -1e4, -Infinity, NaN]);
    parts.expOf(4);
    assert.deepEqual([...singles.subarray(0, 4)], [0, 0, 0, NaN]);
  });

  it('logarithm agrees with Math.log to two units in the last place', () => {
    const some = Float64Array.from(
      { length: 60_000 },
      (_, at) => 2 ** (at / 1000 - 10) * (1 + uniform(1, at)),
    );
    some.set([1, 2, Math.SQRT1_2, Math.SQRT2, 1 + Number.EPSILON, 1 - Number.EPSILON / 2, 4096]);
    doubles.set(some);
    parts.logarithmOf(some.length);
    some.forEach((x, at) => {
      const expected = Math.log(x);
      const tolerance = 2 * Number.EPSILON * Math.max(Math.abs(expected), Number.EPSILON);
      assert.ok(Math.abs(doubles[at] - expected) <= tolerance, `ln ${x} is not ${doubles[at]}`);
    });
  });

  it('random numbers are those of random.ts', () => {
    const high = (integer: number): number => Math.floor(integer / 2 ** 32);
    for (const seed of [0, 1, 2 ** 32 - 1, 2 ** 32, Number.MAX_SAFE_INTEGER]) {
      for (const position of [0, 1, 12_345, 2 ** 32 + 7, Number.MAX_SAFE_INTEGER]) {
        for (const stream of Object.values(streams)) {
          assert.equal(
            parts.uniformOf(seed, high(seed), position, high(position), stream),
            uniform(seed, position, stream),
          );
        }
      }
    }
  });
});
