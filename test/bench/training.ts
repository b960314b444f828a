/**
 * Training side by side: `node --import tsx test/bench/training.ts [ROUNDS [KIND]]`. Everybody trains the same sizes on the same
 * text (`shakespeare_train.txt` in CHAR_RNN_DATA) in turns of about half a second, in one run, so that what disturbs the
 * machine disturbs all; a figure is the median of its turns, a ratio the median of the ratios of each round. Where other
 * programs want the cores too, what a second of processor time makes says more than the clock.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KernelName, Trainer, TrainerOptions } from '../../src/core/kernel/kernel';
import type { Architecture } from '../../src/core/parameters';
import { initialParameters } from '../../src/core/training/initialParameters';
import { loadKernel } from '../../src/services/kernelFiles';
import { allowRelaxedSimd } from '../../src/services/relaxedSimd';
import { Peer, pythonWith } from './peer';

/** How long a turn lasts at least, seconds. */
const turn = 0.5;

/** Seconds by the clock and of processors, all threads together, and the loss of the last step in nats a character. */
interface Turn {
  readonly seconds: number;
  readonly processor: number;
  readonly loss: number;
}

interface Contestant {
  readonly name: string;
  run(steps: number): Promise<Turn>;
  dispose(): void;
}

interface Setting {
  readonly kind: 'assignment' | 'batch' | 'gru';
  readonly title: string;
  readonly network: Omit<Architecture, 'vocabularySize'>;
  readonly options: TrainerOptions;
  readonly learningRate: number;
  readonly scale: number;
}

const settings: readonly Setting[] = [
  {
    kind: 'assignment',
    title: '250 units, 1 x 25, Adagrad, clipped to 5',
    network: { cell: 'rnn', layers: 1, hiddenSize: 250 },
    options: { optimizer: 'adagrad', clip: 5, batchSize: 1, sequenceLength: 25 },
    learningRate: 0.1,
    scale: 1,
  },
  {
    kind: 'batch',
    title: '250 units, 64 x 64, Adam',
    network: { cell: 'rnn', layers: 1, hiddenSize: 250 },
    options: { optimizer: 'adam', clip: 0, batchSize: 64, sequenceLength: 64 },
    learningRate: 0.002,
    scale: 1 / 4096,
  },
  {
    kind: 'gru',
    title: 'two GRU layers of 400 units, 32 x 64, AdamW, norm clipped to 1, dropout 0.4',
    network: { cell: 'gru', layers: 2, hiddenSize: 400 },
    options: {
      ...{ optimizer: 'adam', clip: 0, clipNorm: 1, weightDecay: 0.02, dropout: 0.4 },
      ...{ batchSize: 32, sequenceLength: 64 },
    },
    learningRate: 0.003,
    scale: 1 / 2048,
  },
];

/** One of our kernels. */
async function ours(
  kernelName: KernelName,
  threads: number,
  { network, options, learningRate, scale }: Setting,
  text: Uint8Array,
  vocabularySize: number,
): Promise<Contestant> {
  const kernel = await loadKernel(kernelName);
  const start = options.optimizer === 'adam' ? 'orthogonal' : 'small';
  const parameters = initialParameters({ ...network, vocabularySize }, 1, start);
  const trainer: Trainer = kernel.train(parameters, { ...options, threads });
  const { batchSize: B, sequenceLength: T } = options;
  const length = Math.floor(text.length / B);
  const inputs = new Uint16Array(B * T);
  const targets = new Uint16Array(B * T);
  let position = 0;
  const step = (): number => {
    if (position + T + 1 > length) {
      position = 0;
    }
    for (let b = 0; b < B; b++) {
      const start = b * length + position;
      inputs.set(text.subarray(start, start + T), b * T);
      targets.set(text.subarray(start + 1, start + T + 1), b * T);
    }
    position += T;
    return trainer.step(inputs, targets, learningRate, scale);
  };
  return {
    name: `${kernelName}, ${threads} thread${threads > 1 ? 's' : ''} (${trainer.engine})`,
    run: (steps) => {
      const began = performance.now();
      const before = process.cpuUsage();
      let loss = 0;
      for (let done = 0; done < steps; done++) {
        loss = step();
      }
      const { user, system } = process.cpuUsage(before);
      return Promise.resolve({
        seconds: (performance.now() - began) / 1000,
        processor: (user + system) / 1e6,
        loss: loss / (B * T),
      });
    },
    dispose: () => trainer.dispose(),
  };
}

async function peers(setting: Setting, file: string, cores: number): Promise<Contestant[]> {
  const found: Contestant[] = [];
  const threadCounts = cores > 1 ? [1, cores] : [1];
  const here = (name: string): string => join(__dirname, name);
  const add = async (name: string, python: string, args: string[], threads: number): Promise<void> => {
    const peer = await Peer.start(python, args, threads);
    found.push({ name, run: (steps) => peer.run(steps), dispose: () => peer.dispose() });
  };
  const numpy = setting.kind === 'gru' ? undefined : pythonWith('numpy');
  if (numpy) {
    for (const threads of setting.kind === 'assignment' ? [1] : threadCounts) {
      await add(
        `NumPy ${numpy.version}, ${threads}`,
        numpy.python,
        [here('training_numpy.py'), setting.kind, file],
        threads,
      );
    }
  } else if (setting.kind !== 'gru') {
    console.log('NumPy is missing: no python3 imports it.');
  }
  const torch = pythonWith('torch');
  if (torch) {
    for (const how of setting.kind === 'gru' ? ['gru'] : ['rnn', 'script']) {
      for (const threads of threadCounts) {
        const args = [here('training_torch.py'), setting.kind, how, `${threads}`, file];
        await add(`PyTorch ${torch.version} ${how}, ${threads}`, torch.python, args, threads);
      }
    }
  } else {
    console.log('PyTorch is missing: no python3 imports it.');
  }
  return found;
}

function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Runs a setting and prints its table. */
async function measure(setting: Setting, rounds: number, text: Uint8Array, file: string): Promise<void> {
  const cores = cpus().length;
  const vocabularySize = text.reduce((most, index) => Math.max(most, index)) + 1;
  const contestants = [
    await ours('exact', 1, setting, text, vocabularySize),
    await ours('exact', cores, setting, text, vocabularySize),
    await ours('fast', 1, setting, text, vocabularySize),
    await ours('fast', cores, setting, text, vocabularySize),
    // Plain loops take minutes for a step of the largest.
    ...(setting.kind === 'gru' ? [] : [await ours('reference', 1, setting, text, vocabularySize)]),
    ...(await peers(setting, file, cores)),
  ];
  const { batchSize, sequenceLength } = setting.options;
  const characters = batchSize * sequenceLength;
  const results = contestants.map(() => ({
    speeds: [] as number[],
    perProcessor: [] as number[],
    loss: NaN,
    steps: 1,
  }));
  try {
    for (let round = -2; round < rounds; round++) {
      for (const [index, contestant] of contestants.entries()) {
        const result = results[index];
        const { seconds, processor, loss } = await contestant.run(result.steps);
        if (round < 0) {
          result.steps = Math.max(1, Math.ceil((result.steps * turn) / seconds));
        } else {
          result.speeds.push((result.steps * characters) / seconds);
          result.perProcessor.push((result.steps * characters) / processor);
          result.loss = loss;
        }
      }
    }
  } finally {
    contestants.forEach((contestant) => contestant.dispose());
  }
  const best = (kind: string): number => {
    const speeds = results.map(({ speeds }, index) =>
      contestants[index].name.startsWith(kind) ? median(speeds) : 0,
    );
    return speeds.indexOf(Math.max(...speeds));
  };
  const [numpy, torch] = [best('NumPy'), best('PyTorch')];
  const ratio = (speeds: number[], peer: number): string =>
    results[peer].speeds.length === 0 || !contestants[peer].name.match(/NumPy|PyTorch/)
      ? '-'
      : median(speeds.map((speed, round) => speed / results[peer].speeds[round])).toFixed(2);
  console.log(`\n### ${setting.title}\n`);
  console.log(
    '| | characters/s, median | from | to | x best NumPy | x best PyTorch | a second of processors | loss |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  const thousands = (value: number): string => `${(value / 1000).toFixed(1)}k`;
  results.forEach(({ speeds, perProcessor, loss }, index) => {
    const range = `${thousands(Math.min(...speeds))} | ${thousands(Math.max(...speeds))}`;
    const ratios = `${ratio(speeds, numpy)} | ${ratio(speeds, torch)}`;
    console.log(
      `| ${contestants[index].name} | ${thousands(median(speeds))} | ${range} | ${ratios} | ${thousands(median(perProcessor))} | ${loss.toFixed(3)} |`,
    );
  });
}

async function main(): Promise<void> {
  const data = process.env.CHAR_RNN_DATA;
  if (data === undefined) {
    console.log('Training is not measured: CHAR_RNN_DATA is not set.');
    return;
  }
  allowRelaxedSimd();
  const folder = mkdtempSync(join(tmpdir(), 'char-rnn-bench-'));
  try {
    const bytes = readFileSync(join(data, 'shakespeare_train.txt'));
    const characters = [...new Set(bytes)].sort((a, b) => a - b);
    const text = Uint8Array.from(bytes, (byte) => characters.indexOf(byte));
    const file = join(folder, 'text');
    writeFileSync(file, text);
    const rounds = Number(process.argv[2] ?? 7);
    const kind = process.argv.at(3);
    for (const setting of settings.filter((one) => kind === undefined || one.kind === kind)) {
      await measure(setting, rounds, text, file);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
