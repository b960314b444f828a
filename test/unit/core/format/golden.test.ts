import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '../../../../src/core/format/modelFile';
import type { Model } from '../../../../src/core/model';
import { weightNames, type Parameters } from '../../../../src/core/parameters';
import { tinyMemory, tinyParameters, type ElementType } from './tinyModel';

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

  for (const { file, characters, type = 'f8', memory = false, dataSize } of goldens) {
    it(file, async () => {
      const model = await readModel(readFileSync(join(folder, file)), 'golden');
      assert.deepEqual(model.vocabulary.characters, characters);
      // Exactly: a file's numbers are kept, and integers and smaller floats are float64 numbers too.
      assertSame(model.parameters, tinyParameters(type));
      assertMemory(model, memory ? tinyMemory() : undefined);
      assert.equal(model.dataSize, dataSize);
      assert.equal(model.name, 'golden');
    });
  }
});

function assertSame(found: Parameters, expected: Parameters): void {
  assert.equal(found.hiddenSize, expected.hiddenSize);
  assert.equal(found.vocabularySize, expected.vocabularySize);
  for (const name of weightNames) {
    assert.deepEqual(found[name], expected[name], name);
  }
}

function assertMemory({ memory }: Model, expected: Parameters | undefined): void {
  assert.equal(memory === undefined, expected === undefined);
  if (memory !== undefined && expected !== undefined) {
    assertSame(memory, expected);
  }
}
