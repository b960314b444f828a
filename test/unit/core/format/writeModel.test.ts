import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { readModel, writeModel, type WriteOptions } from '../../../../src/core/format/modelFile';
import type { Model } from '../../../../src/core/model';
import { weightNames, vanilla, zeroParameters, type Parameters } from '../../../../src/core/parameters';
import { PersonError } from '../../../../src/core/personError';
import { Vocabulary } from '../../../../src/core/vocabulary';
import { pythonsWithNumpy, runPython } from './numpy';
import { tinyMemory, tinyModel, tinyParameters } from './tinyModel';

const notes = { warmup: 'First Citizen:\n"é😀\ufeff', steps: 12_000, madeBy: 'train --hidden 3' };
const full = (): Model => tinyModel("\n a'", { memory: tinyMemory(), dataSize: 268_330, notes });
/** The precisions of the snapshot's own kind of file. */
type Options = WriteOptions & { readonly precision?: 'f8' | 'f4' };
const written: { title: string; model: Model; options?: Options }[] = [
  { title: 'everything', model: full() },
  { title: 'everything, deflated', model: full(), options: { compress: true } },
  { title: 'everything, in float32', model: full(), options: { precision: 'f4', compress: true } },
  { title: 'weights alone', model: tinyModel("\n a'") },
  { title: 'characters outside ASCII and the BMP', model: tinyModel('\n\0\x7f\x80ÿ字😀\u{10ffff}\ufeff') },
  { title: 'a vocabulary of one', model: tinyModel('a') },
  { title: 'many characters', model: tinyModel(String.fromCodePoint(...range(0x4e00, 0x4e00 + 3000))) },
];

describe('writeModel', () => {
  for (const { title, model, options } of written) {
    it(`is read back as it was: ${title}`, async () => {
      const read = await readModel(writeModel(model, options), 'tiny');
      const { precision = 'f8' } = options ?? {};
      assert.deepEqual(read.vocabulary.characters, model.vocabulary.characters);
      assert.deepEqual(read.parameters, rounded(model.parameters, precision));
      assert.deepEqual(read.memory, model.memory && rounded(model.memory, precision));
      assert.equal(read.dataSize, model.dataSize);
      assert.deepEqual(read.notes, model.notes);
      assert.equal(read.name, 'tiny');
    });
  }

  it('gives the same bytes for the same model, whatever the time', () => {
    const now = Date.now;
    try {
      const first = writeModel(full(), { compress: true });
      Date.now = () => now() + 1e10;
      assert.deepEqual(writeModel(full(), { compress: true }), first);
    } finally {
      Date.now = now;
    }
  });

  it('halves the numbers in float32, and deflates', () => {
    const hidden = 64;
    const model = { ...full(), parameters: tinyParameters('f8', 4, hidden), memory: tinyMemory(4, hidden) };
    const plain = writeModel(model).length;
    const numbers = 2 * (hidden * (4 + hidden + 1) + 4 * (hidden + 1));
    assert.equal(plain - writeModel(model, { precision: 'f4' }).length, 4 * numbers);
    assert.ok(writeModel(model, { compress: true }).length < plain);
  });

  it('writes arrays that do not begin at the beginning of their buffers', async () => {
    const model = full();
    const shifted = { ...model.parameters, Whh: new Float64Array([7, ...model.parameters.Whh]).subarray(1) };
    const read = await readModel(writeModel({ ...model, parameters: shifted }), 'tiny');
    assert.deepEqual(read.parameters.Whh, model.parameters.Whh);
  });

  it('takes a memory of zeros for none, as Adagrad does', async () => {
    const read = await readModel(writeModel({ ...full(), memory: zeroParameters(vanilla(3, 4)) }), 'tiny');
    assert.equal(read.memory, undefined);
  });

  const refused: [string, Model, RegExp][] = [
    ['NaN', spoilt('Whh', 5, NaN), /^tiny cannot be saved: Whh\[1\]\[2\] is NaN/],
    ['infinity', spoilt('by', 3, -Infinity), /^tiny cannot be saved: by\[3\]\[0\] is -Infinity/],
    ['what float32 cannot hold', spoilt('Wxh', 0, 1e39), /Wxh\[0\]\[0\] is 1e\+39: too large for float32/],
    [
      'half a character',
      { ...full(), vocabulary: new Vocabulary(['\n', ' ', 'a', '\ud83d']) },
      /its vocabulary has "\\ud83d", half of a UTF-16 pair/,
    ],
    [
      'notes past the limit',
      { ...full(), notes: { warmup: 'x'.repeat(200_000) } },
      /notes are longer than 100000/,
    ],
    [
      'sizes that differ',
      { ...full(), vocabulary: new Vocabulary(['a']) },
      /it has 1 characters, but weights for 4/,
    ],
  ];
  for (const [what, model, message] of refused) {
    it(`refuses ${what}`, () => {
      assert.throws(
        () => writeModel(model),
        (error) => error instanceof PersonError && message.test(error.message),
      );
    });
  }
});

describe('writeModel, read by NumPy', function () {
  // Python takes a quarter of a second to begin, and more where other tests run beside.
  this.timeout(60_000);
  const pythons = pythonsWithNumpy();
  let folder: string;

  before(function () {
    if (pythons.length === 0) {
      console.log('      (skipped: no Python with NumPy here)');
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
  });
  after(() => {
    if (pythons.length > 0) {
      rmSync(folder, { recursive: true });
    }
  });

  for (const python of pythons) {
    for (const { title, model, options } of written.filter(({ title }) => title !== 'many characters')) {
      it(`${title} (NumPy ${python.version})`, () => {
        const file = join(folder, 'model.npz');
        writeFileSync(file, writeModel(model, options));
        const found = runPython(python, readInNpz, [file]) as NumpySees;
        const { precision = 'f8' } = options ?? {};
        const { hiddenSize: h, vocabularySize: v } = model.parameters;
        const { characters } = model.vocabulary;
        const isAscii = characters.every((character) => character < '\x80');
        const shapes = { Wxh: [h, v], Whh: [h, h], Why: [v, h], bh: [h, 1], by: [v, 1] };
        const memory = model.memory ?? zeroParameters(vanilla(h, v));
        for (const name of weightNames) {
          assert.deepEqual(found.types[name], [`<${precision}`, shapes[name]], name);
          assert.deepEqual(found.types[`m${name}`], [`<${precision}`, shapes[name]], `m${name}`);
          // JSON holds every digit, so this is exact.
          assert.deepEqual(found.values[name], [...rounded(model.parameters, precision)[name]], name);
          assert.deepEqual(found.values[`m${name}`], [...rounded(memory, precision)[name]], `m${name}`);
        }
        assert.deepEqual(found.types.chars, [isAscii ? '|S1' : '<U1', [v]]);
        // NumPy cannot tell a U+0000 from the filling at the end of an element.
        assert.deepEqual(
          found.chars.map((character) => (character === '' ? '\0' : character)),
          characters,
        );
        assert.deepEqual(
          found.char_to_ix,
          characters.map((character, index) => [character, index]),
        );
        assert.deepEqual(
          found.ix_to_char,
          characters.map((character, index) => [index, character]),
        );
        assert.deepEqual(found.types.data_size, ['<i8', []]);
        assert.deepEqual(found.types.vocab_size, ['<i8', []]);
        assert.deepEqual(found.types.char_to_ix, ['|O', []]);
        assert.deepEqual(found.sizes, [model.dataSize ?? 0, v]);
        assert.deepEqual(found.notes && JSON.parse(found.notes), model.notes ?? null);
      });
    }
  }
});

interface NumpySees {
  readonly types: Record<string, [string, number[]]>;
  readonly values: Record<string, number[]>;
  readonly chars: string[];
  readonly char_to_ix: [string, number][];
  readonly ix_to_char: [number, string][];
  readonly sizes: number[];
  readonly notes: string | null;
}

/** Reads a file with the lines of the assignment's read_in_npz.py, and prints what it sees. */
const readInNpz = `
import json, sys
import numpy as np

a = np.load(open(sys.argv[1], 'rb'), allow_pickle=True)
Wxh = a["Wxh"]
Whh = a["Whh"]
Why = a["Why"]
bh = a["bh"]
by = a["by"]
mWxh, mWhh, mWhy = a["mWxh"], a["mWhh"], a["mWhy"]
mbh, mby = a["mbh"], a["mby"]
chars, data_size, vocab_size, char_to_ix, ix_to_char = a["chars"].tolist(), a["data_size"].tolist(), \\
    a["vocab_size"].tolist(), a["char_to_ix"].tolist(), a["ix_to_char"].tolist()

numbers = dict(Wxh=Wxh, Whh=Whh, Why=Why, bh=bh, by=by, mWxh=mWxh, mWhh=mWhh, mWhy=mWhy, mbh=mbh, mby=mby)
print(json.dumps({
    'types': {name: (a[name].dtype.str, a[name].shape) for name in a.files},
    'values': {name: value.ravel().tolist() for name, value in numbers.items()},
    'chars': [c.decode('ascii') if isinstance(c, bytes) else c for c in chars],
    'char_to_ix': list(char_to_ix.items()),
    'ix_to_char': list(ix_to_char.items()),
    'sizes': [data_size, vocab_size],
    'notes': a['notes'].tolist() if 'notes' in a.files else None,
}))
`;

function rounded(parameters: Parameters, precision: 'f8' | 'f4'): Parameters {
  const copy = { ...parameters };
  for (const name of weightNames) {
    copy[name] = precision === 'f8' ? parameters[name] : parameters[name].map(Math.fround);
  }
  return copy;
}

function spoilt(name: 'Wxh' | 'Whh' | 'by', index: number, value: number): Model {
  const model = full();
  model.parameters[name][index] = value;
  return model;
}

function range(begin: number, end: number): number[] {
  return Array.from({ length: end - begin }, (_, index) => begin + index);
}

describe('the zip of writeModel', () => {
  it('has the members of the snapshot, in a fixed order, and the notes', () => {
    assert.deepEqual(
      Object.keys(unzipSync(writeModel(full()))),
      [
        ...['Wxh', 'Whh', 'Why', 'bh', 'by', 'mWxh', 'mWhh', 'mWhy', 'mbh', 'mby'],
        ...['chars', 'data_size', 'vocab_size', 'char_to_ix', 'ix_to_char', 'notes'],
      ].map((name) => `${name}.npy`),
    );
  });
});
