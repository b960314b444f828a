import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonWithTorch, Ranks } from './unit/services/pytorchJob/ranks';

const root = join(__dirname, '..');
const network = ['--cell', 'gru', '--layers', '2', '--hidden', '64', '--batch-size', '16'];
const recipe = [
  ...['--sequence-length', '32', '--optimizer', 'adam', '--start', 'orthogonal', '--learning-rate', '0.006'],
  ...['--schedule', 'cosine', '--learning-rate-warmup', '20', '--clip', '0', '--clip-norm', '32'],
  ...['--weight-decay', '0.02', '--average', '0.98', '--held-out', '0.1', '--evaluate-every', '100'],
];
/** Steps here, then there, then here again. */
const steps = { here: 100, there: 300, again: 320 };

/** Runs our program. @returns what it printed. */
function charRnn(...args: string[]): string {
  const shown = args.map((arg) => (/^[\w./:-]+$/.test(arg) ? arg : JSON.stringify(arg))).join(' ');
  console.log(`\n$ char-rnn ${shown}`);
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'dist', 'cli.js'), ...args], {
    ...{ encoding: 'utf8', cwd: root, maxBuffer: 2 ** 26 },
  });
  if (status !== 0) {
    throw new Error(`char-rnn ${args[0]} ended with ${status}: ${stderr}`);
  }
  const printed = args.includes('--json') ? '' : stdout;
  console.log(`${printed}${tail(stderr)}(${((performance.now() - began) / 1000).toFixed(1)} s)`);
  return stdout;
}

/** What a program said last. */
function tail(text: string): string {
  const last = text.trimEnd().split('\n').at(-1);
  return last === undefined || last === '' ? '' : `${last}\n`;
}

function textOf(): string {
  const given = process.argv.at(2);
  const { CHAR_RNN_DATA: data } = process.env;
  if (given !== undefined) {
    return readFileSync(given, 'utf8');
  }
  return data !== undefined
    ? readFileSync(join(data, 'shakespeare_train.txt'), 'utf8')
    : readdirSync(join(root, 'docs'))
        .filter((name) => name.endsWith('.md'))
        .map((name) => readFileSync(join(root, 'docs', name), 'utf8'))
        .join('\n');
}

/** The loss that `evaluate` tells. */
function evaluated(text: string, model: string): number {
  const args = ['evaluate', text, '--model', model, '--held-out', '0.1', '--json'];
  return (JSON.parse(charRnn(...args)) as { lossNats: number }).lossNats;
}

interface Told {
  readonly best: { readonly step: number; readonly loss: number };
}

async function main(): Promise<void> {
  const python = pythonWithTorch();
  if (python === undefined) {
    throw new Error('No Python here has PyTorch: install it, on Debian by apt-get install python3-torch.');
  }
  const folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
  let ranks: Ranks | undefined;
  try {
    const [text, here, job, back] = ['text.txt', 'here.npz', 'job', 'back.npz'].map((name) =>
      join(folder, name),
    );
    writeFileSync(text, textOf());

    console.log('1. A run begins here.');
    charRnn('train', text, '--out', here, ...network, ...recipe, '--steps', `${steps.here}`);

    console.log('\n2. It becomes a job for PyTorch.');
    const checkpoint = here.replace('.npz', '.checkpoint.npz');
    charRnn('export-job', '--resume', checkpoint, '--steps', `${steps.there}`, '--out', job);

    console.log('\n3. Two processes train it on, by gloo on 127.0.0.1.\n');
    ranks = await Ranks.start(python, job, 2);
    const codes = await ranks.codes;
    const lines = ranks.printed[0].trimEnd().split('\n');
    console.log([lines[0], ...lines.filter((line) => line.includes('held-out')), lines.at(-1)].join('\n'));
    if (codes.some((code) => code !== 0)) {
      throw new Error(`The processes ended with ${codes.join(' and ')}: ${ranks.printed.join('\n')}`);
    }

    console.log('\n4. It comes back.');
    charRnn('import', job, '--out', back);
    const { best } = JSON.parse(charRnn('import', job, '--out', back, '--json')) as Told;
    const own = evaluated(text, back);
    const difference = Math.abs(own - best.loss);
    console.log(
      `Held-out loss as PyTorch told it ${best.loss.toFixed(6)}, as evaluate tells it ${own.toFixed(6)}: ${difference.toExponential(1)} apart.`,
    );

    console.log('\n5. It goes on here.');
    charRnn('train', '--resume', back.replace('.npz', '.checkpoint.npz'), '--steps', `${steps.again}`);

    console.log('\n6. It writes.');
    charRnn('complete', 'The ', '--model', back, '--length', '120');

    console.log('\n7. It is looked into: what makes a space follow a comma.');
    charRnn('drivers', ',', 'space', '--model', back, '--top', '5', '--corpus', text);
    // evaluate reads in one stream, the judgement in many.
    if (difference > 1e-3) {
      throw new Error('The two held-out losses differ by more than the streams explain.');
    }
  } finally {
    ranks?.end();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
