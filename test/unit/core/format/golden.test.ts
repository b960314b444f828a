import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '../../../../src/core/format/modelFile';
import {
  vanilla,
  weightNamesOf,
  weightOf,
  type Cell,
  type Parameters,
} from '../../../../src/core/parameters';
import { squaresOf, tinyNetwork, type ElementType } from './tinyModel';

const folder = join(__dirname, 'golden');
const ascii = ['\n', ' ', 'a', "'"];
const astral = ['\n', 'é', '字', '😀'];

/** Every file that make_golden.py and make_golden_python2.py make, with what it must read as. */
interface Golden {
  readonly file: string;
  readonly characters: readonly string[];
  readonly type?: ElementType;
  readonly memory?: boolean;
  readonly dataSize?: number;
  readonly cell?: Cell;
  readonly layers?: number;
  /** Numbers are off by half a step of their row's scale at most. */
  readonly inBytes?: boolean;
}

const goldens: Golden[] = [
  ...(['f2', 'f4', 'f8', 'i4', 'i8'] as const).flatMap((type) =>
    ['little-c', 'little-fortran', 'big-c', 'big-fortran'].map((order) => ({
      file: `array-${type}-${order}.npz`,
      type,
      characters: ascii,
    })),
  ),
  ...[1, 2, 3].map((version) => ({ file: `version-${version}.npz`, characters: ascii })),
  ...['u1-little', 'u1-big', 'u3', 'list', 'objects', 'char_to_ix', 'ix_to_char', 'scalars'].map((form) => ({
    file: `chars-${form}.npz`,
    characters: astral,
  })),
  { file: 'chars-byte-scalars.npz', characters: ascii },
  ...[0, 1, 2, 3, 4, 5].flatMap((protocol) => [
    { file: `dicts-protocol-${protocol}.npz`, characters: astral },
    { file: `pickle-protocol-${protocol}-c.pkl`, characters: astral, dataSize: 1000 },
    { file: `pickle-protocol-${protocol}-f.pkl`, characters: astral, dataSize: 1000 },
  ]),
  { file: 'all.npz', characters: ascii, memory: true, dataSize: 1000 },
  { file: 'all-deflated.npz', characters: ascii, memory: true, dataSize: 1000 },
  { file: 'vectors.npz', characters: ascii },
  { file: 'streamed.npz', characters: ascii },
  { file: 'unaligned.npz', characters: ascii },
  ...[2, 3].map((layers) => ({ file: `cell-rnn-${layers}.npz`, characters: ascii, layers })),
  { file: 'cell-gru-1.npz', characters: ascii, cell: 'gru' },
  { file: 'cell-bytes.npz', characters: ascii, cell: 'gru' },
  { file: 'cell-gru-2.npz', characters: ascii, cell: 'gru', layers: 2 },
  { file: 'cell-gru-2.pkl', characters: ascii, cell: 'gru', layers: 2 },
  { file: 'cell-gru-2-i1.npz', characters: ascii, cell: 'gru', layers: 2, inBytes: true },
  { file: 'cell-lstm-1.npz', characters: ascii, cell: 'lstm' },
  { file: 'cell-lstm-3.npz', characters: ascii, cell: 'lstm', layers: 3, memory: true },
  ...[0, 1, 2].flatMap((protocol) =>
    [
      { label: 'ascii', characters: ascii },
      { label: 'unicode', characters: ['\n', 'é', '字', '"'] },
    ].flatMap(({ label, characters }) => [
      { file: `python2-${label}-pickle-protocol-${protocol}.pkl`, characters, dataSize: 1000 },
      { file: `python2-${label}-cpickle-protocol-${protocol}.pkl`, characters, dataSize: 1000 },
      { file: `python2-${label}-cpickle-protocol-${protocol}.npz`, characters },
    ]),
  ),
];

describe('golden model files', () => {
  it('are all listed here', () => {
    assert.deepEqual(readdirSync(folder).sort(), goldens.map(({ file }) => file).sort());
  });

  for (const golden of goldens) {
    const { file, characters, type = 'f8', cell = 'rnn', layers = 1, inBytes = false } = golden;
    it(file, async () => {
      const model = await readModel(readFileSync(join(folder, file)), 'golden');
      const expected = tinyNetwork({ ...vanilla(3, 4), cell, layers }, type);
      assert.deepEqual(model.vocabulary.characters, characters);
      // Exactly: a file's numbers are kept, and integers and smaller floats are float64 numbers too.
      assertSame(model.parameters, expected, inBytes);
      assert.equal(model.memory !== undefined, golden.memory ?? false);
      if (model.memory) {
        assertSame(model.memory, squaresOf(expected));
      }
      assert.equal(model.dataSize, golden.dataSize);
      assert.equal(model.name, 'golden');
    });
  }
});

function assertSame(found: Parameters, expected: Parameters, inBytes = false): void {
  assert.deepEqual(Object.keys(found).sort(), Object.keys(expected).sort());
  assert.equal(found.cell, expected.cell);
  assert.equal(found.layers, expected.layers);
  assert.equal(found.hiddenSize, expected.hiddenSize);
  assert.equal(found.vocabularySize, expected.vocabularySize);
  for (const name of weightNamesOf(expected)) {
    const [left, right] = [weightOf(found, name), weightOf(expected, name)];
    if (inBytes && name.startsWith('W')) {
      // The largest of all numbers is 168, so that of a row is no larger, and half a step 168 / 254 at most.
      left.forEach((value, at) => assert.ok(Math.abs(value - right[at]) < 168 / 254 + 1e-5, name));
    } else {
      assert.deepEqual(left, right, name);
    }
  }
}
