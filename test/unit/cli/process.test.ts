import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeModel, readModel } from '../../../src/core/format/modelFile';
import { ModelStore } from '../../../src/services/modelStore';
import { comparisonDocument } from '../../../src/services/comparison';
import { loadKernel } from '../../../src/services/kernelFiles';
import { definitions, type Settings } from '../../../src/services/settings';
import { write } from '../../../src/services/writing';
import { DiskModelFiles } from '../../../src/cli/diskModelFiles';
import { pythonsWithNumpy, runPython } from '../core/format/numpy';
import { dataFolder, randomModel } from '../core/testModel';
import { readGolden } from '../core/training/golden';

const root = join(__dirname, '..', '..', '..');
const program = join(root, 'dist', 'cli.js');

interface Completed {
  prompt: string;
  completion: string;
  temperature: number;
  seed: number;
  model: string;
  warmup: string;
  unknownCharacters: { mapped: number; skipped: number; characters: unknown[] };
}

interface Line {
  step: number;
  loss: number;
  smoothLoss: number;
  heldOutLoss?: number;
}

/** What `npx char-rnn` runs, as a process of its own. */
describe('dist/cli.js', function () {
  this.timeout(60_000);
  let folder: string;
  let model: string;
  let text: string;

  before(() => {
    assert.ok(existsSync(program), 'run "npm run build" first');
    folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
    model = join(folder, 'tiny.npz');
    text = join(folder, 'text.txt');
    writeFileSync(model, writeModel(randomModel("abcdefgh :\n'-$", 16, 1, 1)));
    writeFileSync(text, 'a bad cafe: had a deaf\n'.repeat(40));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function charRnn(args: readonly string[], input = '') {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      encoding: 'utf8',
      input,
      maxBuffer: 2 ** 26,
    });
    return { code: status, out: stdout, told: stderr };
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- a cast that reads better
  function json<T>(args: readonly string[], input?: string): T {
    const { code, out, told } = charRnn([...args, '--json'], input);
    assert.equal(code, 0, told);
    return JSON.parse(out) as T;
  }

  it('is the bin of the package, and knows its version', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
      bin: Record<string, string>;
    };
    assert.equal(join(root, manifest.bin['char-rnn']), program);
    assert.ok(readFileSync(program, 'utf8').startsWith('#!/usr/bin/env node\n'));
    assert.equal(charRnn(['--version']).out, `${manifest.version}\n`);
  });

  it('completes, the same text each time', () => {
    const args = [
      'complete',
      'a bad',
      '--model',
      model,
      '--length',
      '30',
      '--seed',
      '4',
      '--temperature',
      '1',
    ];
    const first = json<Completed>(args);
    assert.deepEqual(Object.keys(first), [
      'prompt',
      'completion',
      'temperature',
      'seed',
      'model',
      'warmup',
      'unknownCharacters',
    ]);
    const { completion, ...rest } = first;
    assert.deepEqual(rest, {
      prompt: 'a bad',
      temperature: 1,
      seed: 4,
      model: 'tiny',
      warmup: 'auto',
      unknownCharacters: { mapped: 0, skipped: 0, characters: [] },
    });
    assert.equal(completion.length, 30);
    const read = charRnn(args);
    assert.deepEqual(read, { code: 0, out: `a bad${completion}\n`, told: '' });
    assert.notEqual(json<Completed>([...args, '--seed', '5']).completion, completion);
  });

  it('goes on in two pieces as in one', () => {
    const args = ['--model', model, '--temperature', '1'];
    const whole = json<Completed>(['complete', 'a bad', '--length', '60', ...args]).completion;
    const first = json<Completed>(['complete', 'a bad', '--length', '25', ...args]).completion;
    const second = json<Completed>(['complete', `a bad${first}`, '--length', '35', ...args]).completion;
    assert.equal(first + second, whole);
  });

  it('samples a list, by default at four temperatures with no prompt', () => {
    const samples = json<Completed[]>(['sample', '--model', model, '--length', '20']);
    assert.deepEqual(
      samples.map(({ temperature, prompt, seed }) => [temperature, prompt, seed]),
      [0.2, 0.5, 1, 2].map((temperature) => [temperature, '', 1]),
    );
    const [, , alone] = samples;
    assert.deepEqual(json(['complete', '', '--temperature', '1', '--length', '20', '--model', model]), alone);
  });

  it('says what may come next, in agreement with drivers from the zero state', () => {
    const { distribution } = json<{
      distribution: { character: string; index: number; logit: number; probability: number }[];
    }>(['next', ':', '--warmup', 'none', '--model', model]);
    assert.deepEqual(
      distribution.map(({ index }) => index),
      Array.from({ length: 14 }, (_, at) => at),
    );
    const found = json<{ logit: number; probability: number; to: unknown }>([
      'drivers',
      ':',
      '\\n',
      '--model',
      model,
    ]);
    const { logit, probability, ...newline } = distribution[0];
    assert.deepEqual(newline, { character: '\n', index: 0 });
    assert.deepEqual(found.to, newline);
    assert.equal(found.logit, logit);
    assert.equal(found.probability, probability);
  });

  it('prints a comparison whose command makes the same samples again', async () => {
    const files = new DiskModelFiles(join(root, 'media', 'models'));
    const prompts = [
      'a bad\ncafe: $HOME `b` "c" \'d\' \\',
      '-',
      '--json',
      '-abc',
      '',
      'a bad cafe '.repeat(60),
    ];
    const defaults = Object.fromEntries(
      Object.entries(definitions).map(([name, setting]) => [name, setting.default]),
    ) as Settings;
    for (const [at, prompt] of prompts.entries()) {
      const warmup = ['auto', 'none', '-a bad', '', "it's", '--json'][at];
      const settings = { ...defaults, model, warmup, length: 12 };
      const models = new ModelStore(files, loadKernel, { reference: model, kernel: 'auto' });
      const samples = await write(
        models,
        settings,
        [0, 1.5].map((temperature) => ({ prompt, temperature })),
      );
      models.dispose();
      const document = comparisonDocument(samples);
      const command = /^npx char-rnn sample [^]*?(?=\n```)/m.exec(document)![0];
      writeFileSync(join(folder, 'prompt.txt'), prompt);
      const { stdout, stderr } = spawnSync(
        'sh',
        ['-c', command.replace('npx char-rnn sample', '"$NODE" "$PROGRAM" sample --json')],
        { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE: process.execPath, PROGRAM: program } },
      );
      assert.ok(stdout !== '', `${command}: ${stderr}`);
      const again = JSON.parse(stdout) as Completed[];
      assert.deepEqual(
        again.map(({ completion, temperature, warmup: read }) => [completion, temperature, read]),
        samples.map(({ text: completion, temperature }) => [completion, temperature, warmup]),
        command,
      );
    }
  });

  it('ends in peace when nobody reads on', () => {
    const { status, stderr } = spawnSync(
      'bash',
      ['-c', '"$0" "$@" | head -c 1 > /dev/null; exit "${PIPESTATUS[0]}"', process.execPath, program].concat([
        ...['complete', 'a', '--length', '300000', '--model', model],
      ]),
      { encoding: 'utf8' },
    );
    assert.equal(stderr, '');
    assert.equal(status, 0);
  });

  it('trains: a line a step, and a model to complete with and to go on from', () => {
    const out = join(folder, 'trained.npz');
    const args = ['train', text, '--out', out, '--hidden', '20', '--steps', '300', '--json'];
    const { out: printed, code, told } = charRnn([...args, '--held-out', '0.2', '--evaluate-every', '100']);
    assert.equal(code, 0, told);
    const lines = printed
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    assert.deepEqual(
      lines.map(({ step }) => step),
      Array.from({ length: 300 }, (_, at) => at + 1),
    );
    assert.deepEqual(Object.keys(lines[0]), ['step', 'loss', 'smoothLoss']);
    assert.deepEqual(
      lines.flatMap(({ step, heldOutLoss }) => (heldOutLoss === undefined ? [] : [step])),
      [100, 200, 300],
    );
    assert.ok(lines[299].loss < 0.5 * lines[0].loss);
    // The held-out text is judged as `evaluate` judges it, but for what is read before.
    const held = readFileSync(text, 'utf8').slice(-184);
    const before = readFileSync(text, 'utf8').slice(0, -184).slice(-200);
    const { lossNats } = json<{ lossNats: number }>(
      ['evaluate', '-', '--model', out, '--warmup', before],
      held,
    );
    const least = Math.min(...lines.flatMap(({ heldOutLoss }) => heldOutLoss ?? []));
    assert.ok(Math.abs(lossNats - least) < 1e-6, `${lossNats} and ${least}`);
    const again = charRnn(['train', text, '--out', out, '--init', out, '--steps', '1', '--json']);
    assert.ok((JSON.parse(again.out) as Line).loss < 0.5 * lines[0].loss, again.told);
  });

  it('makes the same model from the same command', () => {
    const [a, b] = ['a', 'b'].map((name) => {
      const out = join(folder, `${name}.npz`);
      const args = [
        '--hidden',
        '10',
        '--steps',
        '20',
        '--batch-size',
        '3',
        '--optimizer',
        'adam',
        '--dropout',
        '0.2',
      ];
      assert.equal(charRnn(['train', text, '--out', out, ...args]).code, 0);
      return readFileSync(out);
    });
    assert.ok(a.equals(b));
  });

  it('saves on Ctrl-C, whole and under its name alone', async function () {
    if (process.platform === 'win32') {
      return this.skip(); // Windows has no signal to send.
    }
    const out = join(folder, 'interrupted.npz');
    const child = spawn(process.execPath, [program, 'train', text, '--out', out, '--hidden', '30', '--json']);
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      const before = printed.length;
      printed += chunk;
      if (before === 0) {
        // Twice, as a process that npx started hears it.
        child.kill('SIGINT');
        child.kill('SIGINT');
      }
    });
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 0);
    const steps = printed.trimEnd().split('\n').length;
    const saved = await readModel(readFileSync(out), 'interrupted');
    assert.equal(saved.notes?.steps, steps);
    assert.equal(saved.parameters.hiddenSize, 30);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });

  it('refuses to train files that another process trains, and leaves no lock behind', async function () {
    if (process.platform === 'win32') {
      return this.skip(); // Windows has no signal to send.
    }
    const out = join(folder, 'twice.npz');
    const child = spawn(process.execPath, [program, 'train', text, '--out', out, '--hidden', '30', '--json']);
    const ended = new Promise((resolve) => child.once('close', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const checkpoint = join(folder, 'twice.checkpoint.npz');
    for (const args of [
      ['train', text, '--out', out, '--steps', '1'],
      ['train', '--resume', checkpoint, '--steps', '1'],
    ]) {
      const second = charRnn(args);
      assert.equal(second.code, 1);
      assert.match(
        second.told,
        new RegExp(`Another process \\(${child.pid}\\) is training .*twice\\.checkpoint\\.npz`),
      );
    }
    child.stdout.resume();
    child.kill('SIGINT');
    assert.equal(await ended, 0);
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.lock')),
      [],
    );
  });

  it('writes what NumPy reads, memories included', async function () {
    const [python] = pythonsWithNumpy();
    if ((python as unknown) === undefined) {
      console.log('      (skipped: no Python with NumPy here)');
      return this.skip();
    }
    const out = join(folder, 'numpy.npz');
    assert.equal(charRnn(['train', text, '--out', out, '--hidden', '7', '--steps', '30']).code, 0);
    const read = runPython(python, readWithNumpy, [out]) as { sums: Record<string, number>; text: string };
    const { parameters, memory, vocabulary } = await readModel(readFileSync(out), 'numpy');
    for (const name of ['Wxh', 'Whh', 'Why', 'bh', 'by'] as const) {
      const sum = (values: Float64Array): number => values.reduce((total, value) => total + value ** 2, 0);
      // The same numbers, added in another order.
      assert.ok(Math.abs(read.sums[name] / sum(parameters[name]) - 1) < 1e-12);
      assert.ok(Math.abs(read.sums[`m${name}`] / sum(memory![name]) - 1) < 1e-12);
      assert.ok(read.sums[`m${name}`] > 0);
    }
    // The most likely characters after each other, computed by NumPy and by the terminal.
    const args = ['--model', out, '--temperature', '0', '--length', '40', '--warmup', 'none'];
    assert.equal(json<Completed>(['complete', 'a', ...args]).completion, read.text);
    assert.equal(vocabulary.size, 10);
  });

  describe('with the snapshot', () => {
    let snapshot: string;
    let shakespeare: string;

    before(function () {
      if (dataFolder === undefined) {
        return this.skip();
      }
      snapshot = join(dataFolder, 'char-rnn-snapshot.npz');
      shakespeare = join(dataFolder, 'shakespeare_train.txt');
    });

    it('evaluates its training text to 1.825260', () => {
      const evaluation = json<Record<string, number>>([
        ...['evaluate', shakespeare, '--model', snapshot, '--warmup', 'none'],
      ]);
      assert.deepEqual(Object.keys(evaluation), [
        'characters',
        'lossNats',
        'bitsPerCharacter',
        'perplexity',
        'unknownCharacters',
      ]);
      assert.ok(Math.abs(evaluation.lossNats - 1.82526) < 1e-5);
      assert.equal(evaluation.characters, 268_329);
    });

    it("names the neurons of the report's table, to the last digit", () => {
      // As the report prints them: the first activation has eight digits.
      const rows: [string, number, number, string, string][] = [
        [':', 9, 100, '4.829189868371359', '0.99988776'],
        ['H', 19, 3, '4.335111153750259', '0.9997291809634834'],
        ['l', 48, 239, '5.066950477056145', '0.9999107451410038'],
        ['c', 37, 236, '6.036813959381064', '0.9999852179275995'],
        ['w', 57, 114, '4.598208343710046', '0.9997626280786687'],
      ];
      for (const [character, index, neuron, weight, activation] of rows) {
        const { from, strongestInputWeight, drivers } = json<{
          from: unknown;
          strongestInputWeight: { neuron: number; coordinates: number[]; value: number; activation: number };
          drivers: unknown[];
        }>(['drivers', character, '\\n', '--top', '4', '--model', snapshot]);
        assert.deepEqual(from, { character, index });
        const { activation: found, ...place } = strongestInputWeight;
        assert.deepEqual(place, { neuron, coordinates: [neuron, index], value: Number(weight) });
        assert.equal(String(place.value), weight);
        assert.equal(found.toFixed(activation.length - 2), activation);
        assert.equal(drivers.length, 4);
      }
      const { drivers } = json<{ drivers: { neuron: number; outputWeight: unknown }[] }>([
        ...['drivers', ':', '\\n', '--model', snapshot],
      ]);
      assert.deepEqual(
        drivers.slice(0, 4).map(({ neuron }) => neuron),
        [100, 73, 210, 187],
      );
      assert.deepEqual(drivers[0].outputWeight, { coordinates: [0, 100], value: 2.672712360389723 });
    });

    it('goes on training as min-char-rnn would', () => {
      const golden = readGolden('snapshot');
      const out = join(folder, 'on.npz');
      const lossesOf = (...more: string[]): Line[] => {
        const args = ['train', shakespeare, '--out', out, '--init', snapshot, '--json', ...more];
        const { out: printed, code, told } = charRnn(args);
        assert.equal(code, 0, told);
        return printed
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line) as Line);
      };
      for (const [kernel, steps, tolerance] of [
        ['reference', 30, 1e-6],
        ['auto', 150, 1e-3],
      ] as const) {
        const lines = lossesOf('--kernel', kernel, '--steps', String(steps));
        assert.equal(lines.length, steps);
        lines.forEach(({ loss, smoothLoss }, at) => {
          assert.ok(Math.abs(loss - golden.losses[at]) < tolerance, `${kernel}, step ${at + 1}`);
          assert.ok(Math.abs(smoothLoss - golden.smoothLosses[at]) < tolerance);
        });
      }
    });
  });
});

/** What the assignment's own reader does: every weight by its name, the dicts, and the likeliest characters after `a`. */
const readWithNumpy = `
import json, sys
import numpy as np

a = np.load(sys.argv[1], allow_pickle=True)
weights = ['Wxh', 'Whh', 'Why', 'bh', 'by']
sums = {name: float((a[name] ** 2).sum()) for name in weights + ['m' + name for name in weights]}
chars = [c.decode() if isinstance(c, bytes) else c for c in a['chars'].tolist()]
to_ix, to_char = a['char_to_ix'].item(), a['ix_to_char'].item()
assert len(chars) == int(a['vocab_size']) == len(to_ix)
assert all(to_ix[c] == i and to_char[i] == c for i, c in enumerate(chars))
Wxh, Whh, Why, bh, by = (a[name] for name in weights)
assert bh.shape == (7, 1) and by.shape == (len(chars), 1)
h, text, c = np.zeros((7, 1)), '', 'a'
for _ in range(41):
    x = np.zeros((len(chars), 1))
    x[to_ix[c]] = 1
    h = np.tanh(Wxh @ x + Whh @ h + bh)
    c = to_char[int((Why @ h + by).argmax())]
    text += c
print(json.dumps({'sums': sums, 'text': text[:40]}))
`;
