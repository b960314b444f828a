import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { modelMembers, readModel, withMembers, writeModel } from '../../../../src/core/format/modelFile';
import { memberNames } from '../../../../src/core/format/readModelMembers';
import { prefixedNames, readWeights } from '../../../../src/core/format/readParameters';
import { precisions, weightMembers, type Precision } from '../../../../src/core/format/weightMembers';
import { writeNpz } from '../../../../src/core/format/writeNpz';
import type { Model } from '../../../../src/core/model';
import {
  cells,
  isBias,
  makeParameters,
  weightNamesOf,
  weightOf,
  weightShape,
  type Architecture,
  type Cell,
  type Parameters,
} from '../../../../src/core/parameters';
import { PersonError } from '../../../../src/core/personError';
import { Vocabulary } from '../../../../src/core/vocabulary';
import { randomModel } from '../testModel';
import { assertRefused } from './assertRefused';
import { bytesOf, float64Bytes, npy, npz, u32 } from './buildFiles';
import { pythonsWithNumpy, runPython } from './numpy';
import { squaresOf, tinyMemory, tinyModel, tinyNetwork } from './tinyModel';

const architecture = (cell: Cell, layers: number): Architecture => ({
  cell,
  layers,
  hiddenSize: 3,
  vocabularySize: 4,
});
const characters = "\n a'";

function model(cell: Cell, layers: number, extra: Partial<Model> = {}): Model {
  return {
    name: 'tiny',
    vocabulary: Vocabulary.of(characters),
    parameters: tinyNetwork(architecture(cell, layers)),
    ...extra,
  };
}

/** The members of a model as .npy files, some replaced or removed. */
function file(cell: Cell, layers: number, changes: Record<string, Uint8Array | undefined> = {}): Uint8Array {
  const members = modelMembers(model(cell, layers));
  for (const [name, bytes] of Object.entries(changes)) {
    if (bytes === undefined) {
      members.delete(name);
    } else {
      members.set(name, bytes);
    }
  }
  return npz(members);
}

const ones = (count: number, shape: string): Uint8Array =>
  npy('<f8', shape, float64Bytes(new Array<number>(count).fill(1)));
const text = (letters: string): Uint8Array =>
  npy(`<U${letters.length}`, '()', bytesOf(...[...letters].map((letter) => u32(letter.charCodeAt(0)))));
const bytesMatrix = (shape: string, count: number): Uint8Array =>
  npy('|i1', shape, new Uint8Array(count).fill(0xff));

describe('model files of every cell', () => {
  for (const cell of cells) {
    for (const layers of [1, 2, 3]) {
      it(`are read back as they were, ${layers} × ${cell}`, async () => {
        const bare = model(cell, layers);
        const full = { ...bare, memory: squaresOf(bare.parameters), dataSize: 77, notes: { steps: 5 } };
        for (const written of [bare, full]) {
          const read = await readModel(writeModel(written, { compress: true }), 'tiny');
          assert.deepEqual(read.parameters, written.parameters);
          assert.deepEqual(read.memory, written.memory);
          assert.equal(read.dataSize, written.dataSize);
        }
      });
    }
  }

  it('have their members in a fixed order, the cell named and memories only where there are some', () => {
    assert.deepEqual(
      Object.keys(unzipSync(writeModel(model('gru', 2)))),
      [
        ...['Wxh', 'Whh', 'Why', 'bh', 'by', 'bn', 'Wxh2', 'Whh2', 'bh2', 'bn2', 'cell'],
        ...['chars', 'data_size', 'vocab_size', 'char_to_ix', 'ix_to_char'],
      ].map((name) => `${name}.npy`),
    );
    assert.ok(!modelMembers(model('rnn', 2)).has('cell'));
  });

  it("are for min-char-rnn's network what they were, byte for byte", () => {
    // Recorded from the version that knew no other network.
    const notes = { warmup: 'First Citizen:\n"é😀\ufeff', steps: 12_000, madeBy: 'train --hidden 3' };
    const full = tinyModel(characters, { memory: tinyMemory(), dataSize: 268_330, notes });
    const bare = tinyModel('\n\0\x7f\x80ÿ字😀');
    const hashes = [full, bare].map((it) => createHash('sha256').update(writeModel(it)).digest('hex'));
    assert.deepEqual(hashes, [
      '5b62bbfee6a3f9109709d15eb9bcf3f71f615e24ac4c16065c71702178a5db24',
      '2a2fd31f4749c4097c0fa0d796185e2f9a4056a81562e5f20f886a054422ab30',
    ]);
  });

  it('may hold further arrays of the same shapes beside, under a prefix', async () => {
    const { parameters } = model('lstm', 2);
    const moments = makeParameters(parameters, (name) => weightOf(parameters, name).map((value) => -value));
    const members = new Map([...modelMembers(model('lstm', 2)), ...weightMembers(moments, 'moment.', 'f8')]);
    const wanted = new Set([...memberNames, ...prefixedNames('moment.')]);
    const read = await withMembers(writeNpz(members), 'tiny', 'model', wanted, {}, (source, slicer) =>
      readWeights(source, parameters, 'moment.', slicer),
    );
    assert.deepEqual(read, moments);
    assert.deepEqual((await readModel(writeNpz(members), 'tiny')).parameters, parameters);
  });
});

describe('hostile model files of other cells', () => {
  const cases: [string, Uint8Array, RegExp][] = [
    [
      'a cell nobody knows',
      file('gru', 1, { cell: text('mgu') }),
      /"cell" is "mgu": expected the text "rnn" or/,
    ],
    [
      'a number for a cell',
      file('gru', 1, { cell: ones(1, '()') }),
      /"cell" is shape \(\) and type <f8: expected/,
    ],
    ['two cells', file('gru', 1, { cell: npy('|S3', '(2,)', bytesOf('grugru')) }), /"cell" is shape \(2,\)/],
    [
      'an endless cell',
      file('gru', 1, { cell: text('g'.repeat(5000)) }),
      /"cell" is "g{60}\.\.\.": expected/,
    ],
    [
      'a gru that does not say so',
      file('gru', 1, { cell: undefined }),
      /bn is there, a weight that only a gru has, but the cell is rnn: expected a text member "cell"/,
    ],
    [
      'an lstm that does not say so',
      file('lstm', 1, { cell: undefined }),
      /Whh has shape \(12, 3\).*: expected shape \(12, 12\), .* If it is an lstm, a text member "cell" has to say so/,
    ],
    [
      'a gru that says lstm',
      file('gru', 2, { cell: text('lstm') }),
      /bn2? is there, a weight that only a gru has/,
    ],
    [
      'rows that are no gates',
      file('gru', 1, { Wxh: ones(40, '(10, 4)') }),
      /Wxh has shape \(10, 4\) .*: expected shape \(3 × hidden units, 4\), .* and 3 rows for each unit of a gru/,
    ],
    ['no bn', file('gru', 1, { bn: undefined }), /bn is missing: expected Wxh, Whh, Why, bh, by, bn and/],
    [
      'no bn2',
      file('gru', 2, { bn2: undefined }),
      /bn2 is missing: expected .*, bh2, bn2 and the vocabulary/,
    ],
    [
      'a long bn',
      file('gru', 1, { bn: ones(9, '(9, 1)') }),
      /bn has shape \(9, 1\).*: expected shape \(3, 1\)/,
    ],
    [
      'a third layer without a second',
      file('lstm', 3, { Wxh2: undefined, Whh2: undefined, bh2: undefined }),
      /There are weights of layer 3, but Wxh2 is missing: layers are numbered from 2 on without a gap/,
    ],
    [
      'half a second layer',
      file('rnn', 2, { Whh2: undefined }),
      /Whh2 is missing: expected .*Wxh2, Whh2, bh2 and/,
    ],
    [
      'a fourth layer',
      file('rnn', 3, { Wxh4: ones(9, '(3, 3)') }),
      /Wxh4 is there: at most 3 layers are possible/,
    ],
    [
      'a second layer that reads characters',
      file('gru', 2, { Wxh2: ones(36, '(9, 4)') }),
      /Wxh2 has shape \(9, 4\).*: expected shape \(9, 3\), for 3 hidden units \(the rows of Wxh by its gates\) in 2 × gru/,
    ],
    [
      'NaN in a second layer',
      file('rnn', 2, { bh2: npy('<f8', '(3,)', float64Bytes([0, NaN, 0])) }),
      /bh2\[1\] is NaN/,
    ],
    [
      'memories of one layer only',
      file('rnn', 2, Object.fromEntries(weightMembers(tinyMemory(), 'm', 'f8'))),
      /The Adagrad memories are incomplete: mWxh2, mWhh2, mbh2 are missing/,
    ],
    [
      'too many weights in all layers together',
      npz(
        new Map([
          ['chars', npy('|S1', '(1,)', bytesOf('a'))],
          ['cell', text('gru')],
          ['Wxh', npy('|i1', '(9000, 1)', new Uint8Array(9000))],
          ['Wxh2', ones(1, '()')],
        ]),
      ),
      /The network has 81036001 weights: at most 33554432 are possible here/,
    ],
    [
      'scales of floats',
      file('rnn', 2, { Whh_scale: ones(3, '(3, 1)') }),
      /Whh_scale is there, but Whh has type <f8: expected int8, of which it is the scale/,
    ],
    [
      'a scale for each column',
      file('rnn', 2, { Wxh: bytesMatrix('(3, 4)', 12), Wxh_scale: ones(4, '(1, 4)') }),
      /Wxh_scale has shape \(1, 4\).*: expected shape \(3, 1\), a number for each row of Wxh/,
    ],
    [
      'a scale that is not finite',
      file('rnn', 2, {
        Wxh: bytesMatrix('(3, 4)', 12),
        Wxh_scale: npy('<f8', '(3,)', float64Bytes([1, NaN, 1])),
      }),
      /Wxh_scale\[1\] is NaN/,
    ],
    [
      'a scale that goes too far',
      file('rnn', 2, {
        Wxh: npy('|i1', '(3, 4)', new Uint8Array(12).fill(100)),
        Wxh_scale: npy('<f8', '(3, 1)', float64Bytes([1, 1, 1e37])),
      }),
      /Wxh\[2\]\[0\] times its scale is 1e\+39: too large for float32/,
    ],
  ];
  for (const [what, bytes, message] of cases) {
    it(`are refused: ${what}`, () => assertRefused(bytes, message));
  }

  it('say the cell where it is obvious, and nothing of cells where it is not', async () => {
    await assertRefused(file('rnn', 1, { Whh: ones(6, '(3, 2)') }), /characters \(the vocabulary\)\.$/);
  });
});

describe('model files of fewer bits', () => {
  const sizes = { hiddenSize: 40, vocabularySize: 4 };
  const { parameters } = randomModel('abcd', 40, 3, 1, { cell: 'gru', layers: 2 });
  const source: Model = { name: 'tiny', vocabulary: Vocabulary.of('abcd'), parameters };
  const reread = async (precision: Precision): Promise<Parameters> =>
    (await readModel(writeModel(source, { precision }), 'tiny')).parameters;

  it('are off by half a step at most', async () => {
    for (const [precision, within] of [
      ['f8', () => 0],
      ['f4', (value: number) => Math.abs(value) * 2 ** -24],
      // Ten bits of fraction, and steps of 2^-24 for the smallest.
      ['f2', (value: number) => Math.max(Math.abs(value) * 2 ** -11, 2 ** -25)],
    ] as const) {
      const read = await reread(precision);
      for (const name of weightNamesOf(parameters)) {
        weightOf(read, name).forEach((value, at) => {
          const exact = weightOf(parameters, name)[at];
          assert.ok(Math.abs(value - exact) <= within(exact), `${precision} ${name}`);
        });
      }
    }
  });

  it('have 127 steps of the largest number in each row of a matrix, and biases as float32', async () => {
    const read = await reread('i1');
    for (const name of weightNamesOf(parameters)) {
      const [exact, found] = [weightOf(parameters, name), weightOf(read, name)];
      const [rows, columns] = weightShape(name, { ...parameters, ...sizes });
      for (let row = 0; row < rows; row++) {
        const part = exact.subarray(row * columns, (row + 1) * columns);
        const largest = part.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        part.forEach((value, at) => {
          const off = Math.abs(found[row * columns + at] - value);
          assert.ok(off <= (isBias(name) ? largest * 2 ** -24 : (largest / 254) * (1 + 1e-6)), name);
        });
      }
    }
  });

  it('are the same again when they are written again', async () => {
    for (const precision of precisions) {
      const once = writeModel(source, { precision });
      assert.deepEqual(writeModel(await readModel(once, 'tiny'), { precision }), once, precision);
    }
  });

  it('hold rows of zeros and the largest numbers there are', async () => {
    const extreme = model('rnn', 1);
    extreme.parameters.Wxh.set([0, 0, 0, 0, 3.4028234663852886e38, -1e38, 0, 1, 1e-45, 1e-300, 0, -1e-46]);
    const read = await readModel(writeModel(extreme, { precision: 'i1' }), 'tiny');
    const { Wxh } = read.parameters;
    assert.deepEqual([...Wxh.subarray(0, 4)], [0, 0, 0, 0]);
    assert.ok(Math.abs(Wxh[4] / 3.4028234663852886e38 - 1) < 1e-6 && Math.abs(Wxh[5] + 1e38) < 1.4e36);
    assert.ok(Wxh.subarray(8).every((value) => Math.abs(value) < 1e-43));
  });

  it('have memories in float32, and none where there are none', () => {
    const trained = model('rnn', 1, { memory: tinyMemory() });
    trained.memory!.Wxh[0] = 2.3e7;
    const members = modelMembers(trained, 'f2');
    assert.match(Buffer.from(members.get('mWxh')!).toString('latin1'), /'descr': '<f4'/);
    assert.ok(!modelMembers(model('rnn', 1), 'i1').has('mWxh'));
  });

  it('refuse what a half cannot hold', () => {
    const large = model('gru', 2);
    large.parameters.bn2![1] = -65505;
    assert.throws(
      () => writeModel(large, { precision: 'f2' }),
      (error) =>
        error instanceof PersonError &&
        /tiny cannot be saved: bn2\[1\]\[0\] is -65505: too large for half precision, f2/.test(error.message),
    );
    assert.ok(writeModel(large, { precision: 'i1' }).length > 0);
  });
});

describe('model files of every cell, read by NumPy', function () {
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
    it(`have the numbers that NumPy ${python.version} makes of them`, async () => {
      const { parameters } = randomModel('abcd', 5, 3, 2, { cell: 'lstm', layers: 2 });
      parameters.Wxh.set([
        65504,
        65503.9,
        2 ** -14,
        2 ** -24,
        2 ** -25,
        3 * 2 ** -25,
        1 + 2 ** -11,
        1 + 3 * 2 ** -11,
      ]);
      const source: Model = { name: 'tiny', vocabulary: Vocabulary.of('abcd'), parameters };
      const exact = join(folder, 'f8.npz');
      writeFileSync(exact, writeModel(source));
      for (const precision of precisions) {
        const path = join(folder, `${precision}.npz`);
        writeFileSync(path, writeModel(source, { precision }));
        const seen = runPython(python, script, [path, exact, precision]) as NumpySees;
        const read = (await readModel(writeModel(source, { precision }), 'tiny')).parameters;
        assert.equal(seen.cell, 'lstm');
        for (const name of weightNamesOf(parameters)) {
          assert.deepEqual(seen.shapes[name], weightShape(name, parameters));
          assert.deepEqual(seen.values[name], [...weightOf(read, name)], `${precision} ${name}`);
          // NumPy's own rounding of the exact file; of bytes it has none.
          assert.deepEqual(
            seen.rounded?.[name] ?? seen.values[name],
            seen.values[name],
            `${precision} ${name}`,
          );
        }
      }
    });
  }
});

interface NumpySees {
  readonly cell: string;
  readonly shapes: Record<string, number[]>;
  readonly values: Record<string, number[]>;
  readonly rounded: Record<string, number[]> | null;
}

const script = `
import json, sys
import numpy as np
a, exact, precision = np.load(sys.argv[1]), np.load(sys.argv[2]), sys.argv[3]
names = [n for n in exact.files if n[:2] in ('Wx', 'Wh', 'bh', 'by')]
value = lambda n: a[n].astype('f8') * (a[n + '_scale'].astype('f8') if n + '_scale' in a.files else 1)
print(json.dumps({
    'cell': a['cell'].item(),
    'shapes': {n: a[n].shape for n in names},
    'values': {n: value(n).ravel().tolist() for n in names},
    'rounded': None if precision == 'i1' else {n: exact[n].astype(precision).astype('f8').ravel().tolist() for n in names},
}))
`;
