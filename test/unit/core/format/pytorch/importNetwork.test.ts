import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModel } from '../../../../../src/core/format/modelFile';
import { importNetwork } from '../../../../../src/core/format/pytorch/importNetwork';
import { vocabularyFromJson } from '../../../../../src/core/format/pytorch/vocabularyJson';
import { createReferenceKernel } from '../../../../../src/core/kernel/reference';
import type { Model } from '../../../../../src/core/model';
import { PersonError } from '../../../../../src/core/personError';
import { Vocabulary } from '../../../../../src/core/vocabulary';
import { runProgram } from '../../../cli/fakeEnvironment';
import { Chance } from '../mutations';

interface Networks {
  readonly alphabet: string;
  readonly text: string;
  readonly networks: readonly {
    readonly file: string;
    readonly cell: string;
    readonly layers: number;
    readonly losses: readonly number[];
  }[];
}

const golden = join(__dirname, 'networks');
const read = (folder: string): Networks =>
  JSON.parse(readFileSync(join(folder, 'networks.json'), 'utf8')) as Networks;

/** The surprise of each character but the first, from a state of zeros. */
function lossesOf({ parameters, vocabulary }: Model, text: string): Float64Array {
  const indices = Uint16Array.from(text, (character) => vocabulary.indexOf(character)!);
  const network = createReferenceKernel('reference').load(parameters);
  const state = network.createState();
  network.prime(state, indices.subarray(0, 1));
  const losses = new Float64Array(indices.length - 1);
  network.score(state, indices.subarray(1), losses);
  return losses;
}

async function assertAgree(
  folder: string,
  { file, cell, layers, losses }: Networks['networks'][0],
): Promise<void> {
  const { alphabet, text } = read(folder);
  const { model } = await importNetwork(readFileSync(join(folder, file)), file, Vocabulary.of(alphabet));
  assert.equal(model.parameters.cell, cell);
  assert.equal(model.parameters.layers, layers);
  const own = lossesOf(model, text);
  assert.equal(own.length, losses.length);
  // Both in float64 on the same float32 or bfloat16 numbers: sums in another order.
  own.forEach((loss, at) =>
    assert.ok(Math.abs(loss - losses[at]) < 1e-10, `${at}: ${loss} is not ${losses[at]}`),
  );
}

describe('networks of PyTorch', () => {
  for (const network of read(golden).networks) {
    it(`${network.file} predicts as it did there`, () => assertAgree(golden, network));
  }

  it('are imported from the terminal, which shows what each tensor became', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
    try {
      const { alphabet, text, networks } = read(golden);
      const { file, losses } = networks.find(({ file }) => file.startsWith('gru-2-embedding'))!;
      const [json, out] = [join(folder, 'vocabulary.json'), join(folder, 'model.npz')];
      writeFileSync(
        json,
        JSON.stringify({ stoi: Object.fromEntries([...alphabet].map((c, index) => [c, index])) }),
      );
      const ran = await runProgram(['import', join(golden, file), '--vocabulary', json, '--out', out]);
      assert.equal(ran.code, 0, ran.told);
      assert.match(
        ran.out,
        /^2 × gru, 5 units, 16 characters\n\ntensor +shape +became\nembedding\.weight +\(16, 6\) +Wxh, thr/,
      );
      assert.match(ran.out, /^recurrent\.bias_hh_l1 +\(15,\) +bh2, added, and bn2$/m);
      assert.match(ran.out, /^output\.weight +\(16, 5\) +Why$/m);
      const model = await readModel(readFileSync(out), 'model');
      // Sums of two float32 numbers, rounded to float32 in the file: 1e-7 of each weight.
      lossesOf(model, text).forEach((loss, at) => assert.ok(Math.abs(loss - losses[at]) < 1e-5));
      const none = await runProgram(['import', join(golden, file), '--out', out]);
      assert.match(none.told, /import needs --vocabulary FILE\.json or --characters TEXT/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("networks that this machine's PyTorch makes now", function () {
  // PyTorch takes seconds to begin, and more where other tests run beside.
  this.timeout(120_000);
  const hasTorch = ['/usr/bin/python3', 'python3'].find(
    (command) => spawnSync(command, ['-c', 'import torch']).status === 0,
  );
  let folder: string;

  before(function () {
    if (hasTorch === undefined) {
      console.log('      (skipped: no Python with PyTorch here)');
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
    const made = spawnSync(hasTorch, [join(__dirname, 'make_networks.py'), folder, '20'], {
      encoding: 'utf8',
    });
    assert.equal(made.status, 0, made.stderr);
  });
  after(() => {
    if (hasTorch !== undefined) {
      rmSync(folder, { recursive: true });
    }
  });

  it('predict as they do there, each cell and form', async () => {
    const { networks } = read(folder);
    assert.equal(networks.length, 15);
    for (const network of networks) {
      await assertAgree(folder, network);
    }
  });
});

/** A safetensors file of zeros. */
function safetensors(
  shapes: Record<string, readonly number[]>,
  lies: Record<string, unknown> = {},
): Uint8Array {
  let at = 0;
  const header = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const size = 4 * shape.reduce((a, b) => a * b, 1);
      at += size;
      return [name, { dtype: 'F32', shape, data_offsets: [at - size, at] }];
    }),
  );
  const text = Buffer.from(JSON.stringify({ ...header, ...lies }));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return new Uint8Array(Buffer.concat([length, text, Buffer.alloc(at)]));
}

const gru = {
  'rnn.weight_ih_l0': [6, 3],
  'rnn.weight_hh_l0': [6, 2],
  'rnn.bias_ih_l0': [6],
  'rnn.bias_hh_l0': [6],
  'head.weight': [3, 2],
  'head.bias': [3],
};
const without = (name: keyof typeof gru): Record<string, readonly number[]> =>
  Object.fromEntries(Object.entries(gru).filter(([key]) => key !== name));

describe('networks that do not fit', () => {
  const cases: [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(), /The file is neither what torch\.save writes \(a zip\) nor safetensors/],
    [
      'a legacy pickle',
      Uint8Array.of(0x80, 2, 0x8a),
      /a bare pickle, as PyTorch before 1\.6 wrote it: load it in PyTorch/,
    ],
    ['a header past the file', safetensors(gru).subarray(0, 30), /The safetensors file is cut short/],
    [
      'a header of lies',
      new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0, 0x7b]),
      /a header of 4294967295 bytes: at most/,
    ],
    [
      'no recurrence',
      safetensors({ 'head.weight': [3, 2] }),
      /There is no nn\.RNN, nn\.GRU or nn\.LSTM: .*head\.weight \(3, 2\)/,
    ],
    [
      'two recurrent modules',
      safetensors({ ...gru, 'b.weight_hh_l0': [6, 2] }),
      /2 recurrent modules, rnn\. and b\.: expected one/,
    ],
    [
      'both directions',
      safetensors({ ...gru, 'rnn.weight_ih_l0_reverse': [6, 3] }),
      /rnn\.weight_ih_l0_reverse, \(6, 3\), is of a network that reads backwards too/,
    ],
    [
      'projections',
      safetensors({ ...gru, 'rnn.weight_hr_l0': [1, 2] }),
      /rnn\.weight_hr_l0, \(1, 2\), is of an LSTM with proj/,
    ],
    [
      'a fourth layer',
      safetensors({ ...gru, 'rnn.weight_ih_l3': [6, 2] }),
      /rnn\.weight_ih_l3 is there: at most 3 layers fit/,
    ],
    [
      'a missing layer',
      safetensors({ ...gru, 'rnn.weight_ih_l2': [6, 2] }),
      /rnn\.weight_ih_l1 is missing: expected it with shape \(6, 2\)/,
    ],
    [
      'a cell of two gates',
      safetensors({ ...gru, 'rnn.weight_hh_l0': [4, 2] }),
      /rnn\.weight_hh_l0 has shape \(4, 2\): expected \(H, H\)/,
    ],
    [
      'one bias only',
      safetensors(without('rnn.bias_hh_l0')),
      /rnn\.bias_hh_l0 is missing: expected it with shape \(6,\)/,
    ],
    [
      'no output',
      safetensors(without('head.weight')),
      /There is no output: expected a matrix of shape \(3, 2\)/,
    ],
    [
      'another vocabulary',
      safetensors({ ...gru, 'head.weight': [4, 2], 'head.bias': [4], 'rnn.weight_ih_l0': [6, 4] }),
      /head\.weight, \(4, 2\); head\.bias, \(4,\): there is no place for them in a network of 3 characters/,
    ],
    [
      'a tensor too many',
      safetensors({ ...gru, 'norm.weight': [2] }),
      /norm\.weight, \(2,\): there is no place for it/,
    ],
    [
      'a type nobody has',
      safetensors(gru, { x: { dtype: 'F8', shape: [], data_offsets: [0, 0] } }),
      /x has type "F8"/,
    ],
    [
      'a shape of lies',
      safetensors(gru, { x: { dtype: 'F32', shape: [9], data_offsets: [0, 4] } }),
      /x has shape \(9,\) and type F32, 36 bytes/,
    ],
    [
      'tensors that overlap',
      safetensors(gru, { x: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }),
      /begins at byte 0, but the tensor before it ends at 4/,
    ],
    ['no tensor', safetensors(gru, { x: 7 }), /The entry of "x" is not a tensor's/],
    [
      'a size past the limits',
      safetensors(gru, { 'rnn.weight_hh_l0': { dtype: 'F32', shape: [0, 5], data_offsets: [0, 0] } }),
      /.+/,
    ],
  ];
  for (const [what, bytes, message] of cases) {
    it(`are refused: ${what}`, async () => {
      await assert.rejects(importNetwork(bytes, 'bad', Vocabulary.of('abc')), (error) => {
        assert.ok(error instanceof PersonError, String(error));
        assert.match(error.message, message);
        assert.match(error.message, /^bad: /);
        return true;
      });
    });
  }

  it('fit with what the cases were made from', async () => {
    const { model, mapping } = await importNetwork(safetensors(gru), 'fine', Vocabulary.of('abc'));
    assert.equal(model.parameters.cell, 'gru');
    assert.equal(mapping.length, 6);
  });

  it('run nothing: a pickle that calls what it should not is refused by name', async () => {
    const hasTorch = spawnSync('/usr/bin/python3', ['-c', 'import torch']).status === 0;
    if (!hasTorch) {
      console.log('      (skipped: no Python with PyTorch here)');
      return;
    }
    const path = join(mkdtempSync(join(tmpdir(), 'char-rnn-')), 'module.pt');
    const script = `import torch, sys; torch.save(torch.nn.GRU(3, 2), sys.argv[1])`;
    assert.equal(spawnSync('/usr/bin/python3', ['-c', script, path]).status, 0);
    await assert.rejects(
      importNetwork(readFileSync(path), 'module', Vocabulary.of('abc')),
      /module: The pickle calls "torch\.nn\.modules\.rnn\.GRU": only tensors, dicts.*torch\.save\(model\.state_dict\(\), FILE\)/,
    );
  }).timeout(60_000);

  it('become a model or a PersonError, whatever bytes are flipped', async function () {
    this.timeout(60_000);
    const files = read(golden).networks.map(({ file }) => readFileSync(join(golden, file)));
    const vocabulary = Vocabulary.of(read(golden).alphabet);
    let refused = 0;
    for (let index = 0; index < 600; index++) {
      const chance = new Chance(7, index);
      const bytes = new Uint8Array(chance.of(files));
      for (let count = 1 + chance.below(4); count > 0; count--) {
        // Mostly near the beginning, where headers and pickles are.
        bytes[chance.below(chance.below(2) ? bytes.length : Math.min(bytes.length, 900))] ^=
          1 << chance.below(8);
      }
      try {
        await importNetwork(bytes, 'fuzz', vocabulary);
      } catch (error) {
        assert.ok(
          error instanceof PersonError,
          `case ${index}: ${error instanceof Error ? error.stack : String(error)}`,
        );
        refused++;
      }
    }
    assert.ok(refused > 300, `${refused}`);
  });
});

describe('vocabularyFromJson', () => {
  it('reads lists, texts, and objects either way round', () => {
    for (const value of [
      ['b', 'a', '😀'],
      'ba😀',
      { b: 0, a: 1, '😀': 2 },
      { '0': 'b', '1': 'a', '2': '😀' },
      { itos: ['b', 'a', '😀'], other: 1 },
      { chars: 'ba😀' },
      { stoi: { b: 0, a: 1, '😀': 2 }, epochs: 7 },
    ]) {
      assert.deepEqual(vocabularyFromJson(JSON.stringify(value), 'v').characters, ['b', 'a', '😀']);
    }
    // Digits are characters too.
    assert.deepEqual(vocabularyFromJson('{"1": 0, "0": 1}', 'v').characters, ['1', '0']);
  });

  for (const [text, message] of [
    ['{', /v is not JSON: expected a list of characters/],
    ['7', /v holds a number: expected/],
    [
      '["a", "<unk>"]',
      /v's entry 1 is "<unk>": expected a single character, as the network is one of characters/,
    ],
    ['["a", 3]', /v's entry 1 is "3": expected a single character/],
    ['{"a": 0, "b": 2}', /v gives "b" no index from 0 to 1/],
    ['{"a": 0, "b": 0}', /v has the index 0 twice: for "a" and "b"/],
    ['{"x": "a"}', /v gives "a" no index from 0 to 0/],
    ['["a", "a"]', /has "a" twice/],
    ['[]', /empty/],
  ] as const) {
    it(`refuses ${text}`, () => {
      assert.throws(
        () => vocabularyFromJson(text, 'v'),
        (error) => error instanceof PersonError && message.test(error.message),
      );
    });
  }
});
