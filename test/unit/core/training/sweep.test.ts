import assert from 'node:assert/strict';
import { Sweep } from '../../../../src/core/training/sweep';

interface Step {
  begins: boolean;
  inputs: number[];
  targets: number[];
}

function walk(length: number, batch: number, sequence: number, steps: number, seed = 1): Step[] {
  const text = Uint16Array.from({ length }, (_, at) => at);
  const sweep = new Sweep(text, batch, sequence, seed);
  const inputs = new Uint16Array(batch * sequence);
  const targets = new Uint16Array(batch * sequence);
  return Array.from({ length: steps }, () => {
    const begins = sweep.next(inputs, targets);
    return { begins, inputs: [...inputs], targets: [...targets] };
  });
}

/** min-char-rnn's pointer, from its text: `if p+seq_length+1 >= len(data) or n == 0: p = 0` before each step. */
function pointers(length: number, sequence: number, steps: number): number[] {
  const list: number[] = [];
  let p = 0;
  for (let n = 0; n < steps; n++) {
    if (n === 0 || p + sequence + 1 >= length) {
      p = 0;
    }
    list.push(p);
    p += sequence;
  }
  return list;
}

describe('Sweep', () => {
  it("walks as min-char-rnn's pointer does, for every length about the edges", () => {
    for (const sequence of [1, 3, 5]) {
      for (let length = sequence + 1; length < 6 * sequence + 4; length++) {
        const expected = pointers(length, sequence, 40);
        walk(length, 1, sequence, 40).forEach(({ begins, inputs, targets }, at) => {
          assert.equal(begins, expected[at] === 0);
          assert.deepEqual(
            inputs,
            inputs.map((_, t) => expected[at] + t),
          );
          assert.deepEqual(
            targets,
            inputs.map((input) => input + 1),
          );
        });
      }
    }
  });

  it('says how many steps a pass has', () => {
    for (const [length, batch, sequence] of [
      [6, 1, 5],
      [7, 1, 5],
      [11, 1, 5],
      [12, 1, 5],
      [13, 1, 5],
      [100, 3, 4],
      [101, 7, 1],
    ]) {
      const { stepsPerPass } = new Sweep(new Uint16Array(length), batch, sequence, 1);
      const begins = walk(length, batch, sequence, 3 * stepsPerPass).map((step) => step.begins);
      assert.deepEqual(
        begins.flatMap((begin, at) => (begin ? [at] : [])),
        [0, stepsPerPass, 2 * stepsPerPass],
      );
    }
  });

  it('cuts the text into streams side by side, each going on where it stopped', () => {
    const [first, second] = walk(60, 3, 4, 2);
    assert.deepEqual(first.inputs, [0, 1, 2, 3, 20, 21, 22, 23, 40, 41, 42, 43]);
    assert.deepEqual(second.inputs, [4, 5, 6, 7, 24, 25, 26, 27, 44, 45, 46, 47]);
    assert.deepEqual(
      second.targets,
      second.inputs.map((input) => input + 1),
    );
  });

  it('begins later passes elsewhere on the ring, by the seed', () => {
    const starts = (seed: number): number[] =>
      walk(60, 3, 4, 40, seed)
        .filter(({ begins }) => begins)
        .map(({ inputs }) => inputs[0]);
    assert.equal(starts(1)[0], 0);
    assert.ok(new Set(starts(1)).size > 4);
    assert.deepEqual(starts(1), starts(1));
    assert.notDeepEqual(starts(1), starts(2));
    for (const { inputs, targets } of walk(60, 3, 4, 200)) {
      assert.deepEqual(
        targets,
        inputs.map((input) => (input + 1) % 60),
      );
    }
  });

  it('needs one character more than a step reads, in each stream', () => {
    assert.throws(() => walk(25, 1, 25, 1), /need 26 at least/);
    assert.equal(walk(26, 1, 25, 3).filter(({ begins }) => begins).length, 3);
    assert.throws(() => walk(15, 4, 3, 1), /need 16 at least/);
  });
});
