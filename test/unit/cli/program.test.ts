import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { optionName } from '../../../src/cli/option';
import { commands } from '../../../src/cli/program';
import { readCharacter } from '../../../src/cli/readCharacter';
import { table } from '../../../src/cli/table';
import { Vocabulary } from '../../../src/core/vocabulary';
import { applyEdits, type Edit } from '../../../src/core/edits';
import { readModel, writeModel } from '../../../src/core/format/modelFile';
import { createReferenceKernel } from '../../../src/core/kernel/reference';
import { randomModel } from '../core/testModel';
import { runProgram } from './fakeEnvironment';

describe('char-rnn', () => {
  let folder: string;
  let model: string;
  let text: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
    model = join(folder, 'tiny.npz');
    text = join(folder, 'text.txt');
    writeFileSync(model, writeModel(randomModel('abcdefgh :\n', 8)));
    writeFileSync(text, 'a bad cafe: had a deaf\n'.repeat(20));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('lists its commands, and the options of each', async () => {
    const { out, code } = await runProgram(['help']);
    assert.equal(code, 0);
    for (const { name, options } of commands) {
      assert.ok(out.includes(`  ${name} `), name);
      const help = await runProgram(['help', name]);
      assert.equal(help.code, 0);
      assert.deepEqual(await runProgram([name, '--help']), help);
      assert.deepEqual(await runProgram([name, '-h']), help);
      for (const key of Object.keys(options)) {
        assert.match(help.out, new RegExp(`^  ${optionName(key)}( |$)`, 'm'));
      }
      for (const line of [...help.out.split('\n'), ...out.split('\n')]) {
        assert.ok(line.length <= 120, line);
      }
    }
    for (const ask of ['--help', '-h']) {
      assert.deepEqual(await runProgram([ask]), { code, out, told: '' });
    }
  });

  it('knows the commands and options that its pages show', () => {
    const pages = ['README.md', 'docs/terminal.md'].map((page) =>
      readFileSync(join(__dirname, '..', '..', '..', page), 'utf8').replaceAll(/\\\n */g, ''),
    );
    const lines = pages.flatMap((page) =>
      [...page.matchAll(/^npx char-rnn (.*)$/gm)].map(([, line]) => line),
    );
    assert.ok(lines.length >= 14);
    const known = new Map(commands.map((command) => [command.name, command]));
    for (const line of lines) {
      const [name] = line.split(' ');
      if (name === 'help') {
        continue;
      }
      const names = Object.keys(known.get(name)?.options ?? {}).map(optionName);
      assert.ok(names.length > 0, line);
      for (const [option] of line.matchAll(/--[\w-]+/g)) {
        assert.ok(names.includes(option), line);
      }
    }
  });

  it('tells errors on standard error alone, with exit code 1', async () => {
    const cases: [string[], RegExp][] = [
      [[], /No command is given[^]*complete TEXT/],
      [['fly'], /There is no command "fly". There are: complete, .* and help/],
      [['help', 'fly'], /There is no command "fly"/],
      [['complete'], /complete needs TEXT/],
      [['complete', 'a', 'b'], /complete takes TEXT, but "b" came after that/],
      [['drivers', 'a'], /drivers needs FROM and TO/],
      [['complete', 'a', '--temperature', 'hot'], /--temperature is "hot": expected a number from 0 to 100/],
      [['complete', 'a', '--length', '0'], /--length is "0": expected a whole number from 1 to 1000000/],
      [
        ['complete', 'a', '--seed', '1.5'],
        /--seed is "1.5": expected a whole number from 0 to 9007199254740991/,
      ],
      [['complete', 'a', '--kernel', 'quick'], /expected auto, reference, reference32, exact or fast/],
      [['complete', 'a', '--model', 'nobody'], /There is no bundled model nobody. There are: .*ends in .npz/],
      [
        ['complete', 'a', '--model', './nobody.npz'],
        /The model \.\/nobody\.npz cannot be read: there is no such file/,
      ],
      [['complete', 'a', '--model', `${folder}/`], /cannot be read: it is a folder/],
      [['complete', 'a', '--model', text], /is not a model/],
      [['complete', 'a', '--model', 'http://localhost/m.npz'], /is an address/],
      [['complete', 'a1', '--model', model, '--unknown', 'stop'], /"1" \(U\+0031\) at line 1, column 2/],
      [['evaluate', join(folder, 'none.txt')], /none\.txt cannot be read: there is no such file/],
      [['evaluate', folder], /cannot be read: it is a folder/],
      [['evaluate', model], /is not UTF-8/],
      [['evaluate', text, '--baselines'], /--baselines needs --held-out/],
      [['train', text, '--out', join(folder, 'o.npz'), '--patience', '2'], /--patience needs --held-out/],
      [['train', text, '--out', join(folder, 'o.npz'), '--schedule', 'plateau'], /needs --held-out/],
      [['train', '--resume', 'x.npz', '--hidden', '5'], /--hidden does not go with --resume/],
      [['train', '--resume', join(folder, 'x.npz')], /The checkpoint .*x\.npz cannot be read: there is no/],
      [['train', '--resume', model], /no checkpoint of a training run/],
      [['train', '--out', join(folder, 'o.npz')], /train needs FILE/],
      [['drivers', 'ab', 'c', '--model', model], /"ab" is not one character/],
      [['drivers', 'a', 'z', '--model', model], /The model does not know "z". It knows "\\n :abcdefgh"/],
      [['drivers', 'a', 'b', '--model', model, '--ablate', '1'], /need a text: name one with --corpus/],
      [['drivers', 'a', 'b', '--model', model, '--corpus', text, '--ablate', '1,8'], /no neuron 8/],
      [['drivers', 'g', 'b', '--model', model, '--corpus', text], /"g" does not occur in .*text\.txt/],
      [['train', text], /train needs --out/],
      [['train', text, '--out', join(folder, 'none', 'm.npz')], /The folder .*none cannot be written to/],
      [['train', text, '--out', 'm.txt'], /expected a path that ends in \.npz/],
      [['train', text, '--out', join(folder, 'o.npz'), '--steps', '5', '--epochs', '1'], /not both/],
      [['train', text, '--out', join(folder, 'o.npz'), '--schedule', 'cosine'], /needs --steps or --epochs/],
      [
        ['train', text, '--out', join(folder, 'o.npz'), '--init', model, '--hidden', '9'],
        /tiny has 8 hidden units/,
      ],
      [['train', text, '--out', join(folder, 'o.npz'), '--weight-decay', '1'], /goes with --optimizer adam/],
      [['train', text, '--out', join(folder, 'o.npz'), '--batch-size', '300'], /need 7800 at least/],
    ];
    for (const [args, message] of cases) {
      const { code, out, told } = await runProgram(args);
      assert.equal(code, 1, args.join(' '));
      assert.equal(out, '', args.join(' '));
      assert.match(told, message);
      assert.match(told, /^char-rnn: /);
    }
    assert.deepEqual(readdirSync(folder).sort(), ['text.txt', 'tiny.npz']);
  });

  it('says what the neurons of a transition do in a text', async () => {
    const args = ['drivers', ':', 'space', '--model', model, '--corpus', text];
    const { out } = await runProgram([...args, '--ablate', '3,5', '--ablate-whole', '1', '--json']);
    const { inContext } = JSON.parse(out) as { inContext: Record<string, never> };
    assert.equal(inContext.occurrences, 20);
    assert.equal(inContext.followed, 20);
    const { neurons, probability, otherEffects } = inContext.ablated as {
      neurons: number[];
      probability: number;
      otherEffects: { lossNats: { before: number; after: number } };
    };
    assert.deepEqual(neurons, [3, 5, 1]);
    // A second way to the same figures: the networks as edited files.
    const { loss, p } = await edited([]);
    assert.ok(Math.abs(inContext.probability - p) < 1e-9);
    assert.ok(Math.abs(otherEffects.lossNats.before - loss) < 1e-9);
    const without = await edited([
      { kind: 'clamp', neuron: 1, value: 0, mode: 'whole' },
      { kind: 'clamp', neuron: 3, value: 0, mode: 'output' },
      { kind: 'clamp', neuron: 5, value: 0, mode: 'output' },
    ]);
    assert.ok(Math.abs(probability - without.p) < 1e-9);
    assert.ok(Math.abs(otherEffects.lossNats.after - without.loss) < 1e-9);

    const page = await runProgram([...args, '--smallest-set', '--ablate', '3']);
    assert.match(page.out, /Over the 20 places of ":" in .*text\.txt, 20 of them followed by " "/);
    assert.match(page.out, /Fewest that keep nine tenths alone/);

    /** Loss and mean p(space) after a colon of the model with some edits, by the reference network. */
    async function edited(edits: readonly Edit[]): Promise<{ loss: number; p: number }> {
      const { parameters, vocabulary } = await readModel(readFileSync(model), 'tiny');
      const network = createReferenceKernel('reference').load(applyEdits(parameters, edits));
      const indices = Uint16Array.from(readFileSync(text, 'utf8'), (c) => vocabulary.indexOf(c)!);
      const losses = new Float64Array(indices.length);
      network.score(network.createState(), indices, losses);
      const spaces = losses.filter((_, at) => indices[at - 1] === vocabulary.indexOf(':'));
      return {
        loss: losses.subarray(1).reduce((sum, value) => sum + value, 0) / (losses.length - 1),
        p: spaces.reduce((sum, value) => sum + Math.exp(-value), 0) / spaces.length,
      };
    }
  });

  it('reads text from standard input for -, and a dash behind --', async () => {
    const options = ['--model', model, '--json', '--length', '5', '--warmup', 'none'];
    const from = async (args: string[], input?: string): Promise<unknown> =>
      JSON.parse((await runProgram(args, input)).out);
    const whole = await from(['complete', 'a bad\n', ...options]);
    assert.deepEqual(await from(['complete', '-', ...options], 'a bad\n'), whole);
    assert.deepEqual(await from(['complete', '-', ...options], '\ufeffa bad\n'), whole, 'a byte order mark');
    const dash = (await from(['complete', ...options, '--', '-'])) as { prompt: string };
    assert.equal(dash.prompt, '-');
    const content = readFileSync(text, 'utf8');
    const evaluated = await runProgram(['evaluate', text, '--model', model]);
    assert.deepEqual(await runProgram(['evaluate', '-', '--model', model], content), evaluated);
  });

  it('tells what was not read as it stands, beside the result', async () => {
    const { out, told, code } = await runProgram(['complete', 'É 1', '--model', model, '--json']);
    assert.equal(code, 0);
    assert.equal(
      told,
      '1 characters mapped and 1 skipped, as the model does not know them: "É" as "e", "1".\n',
    );
    assert.deepEqual((JSON.parse(out) as { unknownCharacters: unknown }).unknownCharacters, {
      mapped: 1,
      skipped: 1,
      characters: [
        { character: 'É', count: 1, replacement: 'e' },
        { character: '1', count: 1, replacement: null },
      ],
    });
  });

  it('gives people tables', async () => {
    const next = await runProgram(['next', 'a', '--model', model, '--top', '3']);
    const lines = next.out.trimEnd().split('\n');
    assert.match(lines[0], /^character +index +logit +probability$/);
    assert.equal(lines.length, 4);
    const probabilities = lines.slice(1).map((line) => Number(/ (0\.\d+)/.exec(line)![1]));
    assert.ok(probabilities[0] >= probabilities[1] && probabilities[1] >= probabilities[2]);
    const drivers = await runProgram(['drivers', ':', 'newline', '--model', model, '--top', '2']);
    assert.match(drivers.out, /^":" \(2\), then "\\n" \(0\), in tiny, from a hidden state of zeros$/m);
    assert.equal(drivers.out.match(/^ +\d+ +-?\d\.\d+/gm)?.length, 2);
    const evaluated = await runProgram(['evaluate', text, '--model', model]);
    assert.match(evaluated.out, /^Loss, nats a character +\d\.\d{6}$/m);
    const card = await runProgram(['evaluate', text, '--model', model, '--held-out', '0.2', '--baselines']);
    assert.match(
      card.out,
      /^\d+ characters predicted, \d+ before them\n\n +nats +bits +perplexity +accuracy\n/,
    );
    for (const name of ['tiny', '5-gram', '4-gram', '3-gram', 'unigram', 'uniform']) {
      assert.match(card.out, new RegExp(`^${name} +\\d\\.\\d{4} +\\d\\.\\d{4} +[\\d.]+ +[\\d.]+ %$`, 'm'));
    }
  });

  it('writes a report with its pictures in a folder beside it, or without any on the screen', async () => {
    const args = ['report', '--model', model, '--corpus', text, '--seed', '2'];
    const path = join(folder, 'my findings.md');
    const { code, told } = await runProgram([...args, '--out', path]);
    assert.equal(code, 0, told);
    const markdown = readFileSync(path, 'utf8');
    const shown = [...markdown.matchAll(/^!\[.*\]\((.*)\)$/gm)].map(([, file]) => decodeURI(file));
    assert.ok(shown.length > 0, 'there is something to draw');
    for (const file of shown) {
      assert.match(readFileSync(join(folder, file), 'utf8'), /^<svg /);
    }
    assert.equal(readdirSync(join(folder, 'my findings')).length, shown.length);
    const { out: printed } = await runProgram(args);
    assert.doesNotMatch(printed, /!\[/);
    const { out: json } = await runProgram([...args, '--json']);
    const { pictures } = JSON.parse(json) as { pictures: { name: string; svg: string }[] };
    assert.equal(pictures.length, shown.length);
  });

  it('gives people a sample under each temperature', async () => {
    const { out } = await runProgram([
      ...['sample', 'ab', '--temperatures', '0,2', '--length', '4', '--seed', '7', '--model', model],
      ...['--warmup', 'none'],
    ]);
    assert.match(
      out,
      /^Temperature 0 \(alpha = ∞\), seed 7:\n\nab[^]{4}\n\nTemperature 2 \(alpha = 0.5\), seed 7:\n\nab[^]{4}\n$/,
    );
  });

  it('finds models from home', async () => {
    const { HOME, USERPROFILE } = process.env;
    process.env.HOME = process.env.USERPROFILE = folder;
    try {
      const { code, told } = await runProgram(['next', 'a', '--model', '~/tiny.npz']);
      assert.deepEqual([code, told], [0, '']);
    } finally {
      process.env.HOME = HOME;
      if (USERPROFILE === undefined) {
        delete process.env.USERPROFILE;
      } else {
        process.env.USERPROFILE = USERPROFILE;
      }
    }
  });
});

describe('readCharacter', () => {
  const vocabulary = new Vocabulary(['\n', ' ', '\\', '😀', 'é', '\t']);

  it('reads a character, an escape or a name', () => {
    const indices = [
      '\n',
      '\\n',
      'newline',
      ' ',
      'space',
      '\\',
      '\\\\',
      '😀',
      '\\u{1F600}',
      'é',
      '\\u00e9',
      'tab',
    ];
    assert.deepEqual(
      indices.map((text) => readCharacter(text, vocabulary)),
      [0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5],
    );
  });

  it('refuses anything else', () => {
    for (const text of ['', 'ab', 'e\u0301', '\\u{110000}', '\\x41']) {
      assert.throws(() => readCharacter(text, vocabulary), /is not one character/, text);
    }
    assert.throws(() => readCharacter('x', vocabulary), /does not know "x"/);
  });
});

describe('table', () => {
  it('aligns words to the left and numbers to the right, with no blanks at the end of a line', () => {
    const columns = [{ title: 'name' }, { title: 'n', align: 'right' as const }, { title: 'x' }];
    assert.equal(
      table(columns, [
        ['a', '10', ''],
        ['longer', '5', 'z'],
      ]),
      'name     n  x\na       10\nlonger   5  z\n',
    );
  });
});
