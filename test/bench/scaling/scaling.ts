/**
 * npm run bench -- scaling [PHASE]: measures how time, memory and held-out loss grow with units, layers and text, for the
 * kernel and for PyTorch in one and two processes, and writes docs/scaling.md with its curves. Phases, in this order: `kernel` and
 * `torch` measure speed and want two idle cores, `losses` trains for seconds of processor time, `document` writes. Each leaves
 * its figures in out/scaling.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { parameterCount } from '../../../src/core/parameters';
import { loadKernel } from '../../../src/services/kernelFiles';
import { allowRelaxedSimd } from '../../../src/services/relaxedSimd';
import { usualSettings, type TrainingSettings } from '../../../src/services/training/trainingSettings';
import { pythonWith } from '../peer';
import { curves } from './curves';
import { document, type Findings, type Measured } from './document';
import { kernelSpeed, trainFor, type Trained } from './kernelRuns';
import { allReduceSeconds, torchSpeed, type Speed } from './torchRuns';

const usual: TrainingSettings = {
  ...usualSettings,
  ...{ cell: 'gru', batchSize: 32, sequenceLength: 64, optimizer: 'adam', start: 'orthogonal' },
  ...{ learningRate: 0.005, schedule: 'cosine', finalLearningRate: 0.0002, clip: 0, clipNorm: 64 },
  ...{ weightDecay: 0.02, hidden: 128 },
};
const units = [64, 128, 256, 512, 1024];
const layers = [1, 2, 3];
const texts = [10_000, 30_000, 100_000, 300_000, 1_000_000];
/** Characters to judge by: the text's last. */
const judged = 20_000;
/** Seconds of one core for each training run. */
const budget = 10;
/** Characters for which speed is measured. */
const usualText = 300_000;
const results = join('out', 'scaling');

type Phase = 'kernel' | 'torch' | 'losses' | 'document';

interface Kernels {
  readonly engine: string;
  readonly speeds: Record<string, { readonly one: Speed; readonly two: Speed }>;
}

interface Torch {
  readonly version: string;
  readonly speeds: Record<string, { readonly torchOne: Speed; readonly torchTwo: Speed }>;
  /** Numbers and seconds. */
  readonly allReduce: readonly (readonly [number, number])[];
}

interface Losses {
  readonly networks: Record<string, Trained>;
  readonly byText: Findings['byText'];
}

/** The networks that are measured, by name. */
const networks = new Map(
  [
    ...units.map((hidden) => ({ ...usual, hidden })),
    ...layers.filter((depth) => depth > 1).map((depth) => ({ ...usual, layers: depth })),
  ].map((settings) => [`${settings.layers}x${settings.hidden}`, settings]),
);

/** So many characters to train on, and the last ones of all to judge by. */
function textOf(data: string, characters: number): { text: string; heldOut: number } {
  const all = readFileSync(join(data, 'tinyshakespeare.txt'), 'latin1');
  return { text: all.slice(-judged - characters), heldOut: judged / (judged + characters) };
}

async function measureKernel(data: string): Promise<Kernels> {
  const kernel = await loadKernel('fast');
  const { text, heldOut } = textOf(data, usualText);
  const speeds: Kernels['speeds'] = {};
  let engine = '';
  for (const [name, settings] of networks) {
    const [one, two] = [1, 2].map((threads) => {
      const speed = kernelSpeed(kernel, text, { ...settings, heldOut, steps: 1000 }, threads, 1);
      engine = engine === '' ? speed.engine : engine;
      return speed;
    });
    speeds[name] = { one, two };
    console.log(`${name}: ${one.clock.toFixed(4)} and ${two.clock.toFixed(4)} s a step`);
  }
  return { engine, speeds };
}

async function measureTorch(data: string): Promise<Torch> {
  const torch = pythonWith('torch');
  if (torch === undefined) {
    throw new Error('No Python here has PyTorch: docs/scaling.md compares with it.');
  }
  const folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
  try {
    const { text } = textOf(data, usualText);
    const speeds: Torch['speeds'] = {};
    for (const [name, settings] of networks) {
      const torchOne = await torchSpeed(torch.python, folder, text, settings, 1);
      const torchTwo = await torchSpeed(torch.python, folder, text, settings, 2);
      speeds[name] = { torchOne, torchTwo };
      console.log(`${name}: ${torchOne.clock.toFixed(4)} and ${torchTwo.clock.toFixed(4)} s a step`);
    }
    const sizes = [1000, 10_000, 100_000, 1_000_000, 4_000_000];
    const allReduce = await allReduceSeconds(torch.python, folder, sizes);
    return { version: torch.version, speeds, allReduce: [...allReduce] };
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measureLosses(data: string): Promise<Losses> {
  const kernel = await loadKernel('fast');
  const train = (settings: TrainingSettings, characters: number): Promise<Trained> => {
    const { text, heldOut } = textOf(data, characters);
    const own = { ...settings, heldOut };
    const { processors } = kernelSpeed(kernel, text, { ...own, steps: 1000 }, 1, budget / 20);
    return trainFor(kernel, text, own, budget, processors);
  };
  const found: Losses['networks'] = {};
  for (const [name, settings] of networks) {
    found[name] = await train(settings, usualText);
    console.log(`${name}: ${found[name].heldOut.toFixed(3)}`);
  }
  const byText: Findings['byText'][number][] = [];
  for (const characters of texts) {
    const trained = await train(usual, characters);
    byText.push({ characters, ...trained });
    console.log(`${characters} characters: ${trained.heldOut.toFixed(3)}`);
  }
  return { networks: found, byText };
}

async function writeDocument(data: string): Promise<void> {
  const kernels = read('kernel') as Kernels;
  const torch = read('torch') as Torch;
  const losses = read('losses') as Losses;
  const vocabularySize = new Set(textOf(data, usualText).text).size;
  const measured = ([name, { cell, layers: depth, hidden }]: [string, TrainingSettings]): Measured => ({
    layers: depth,
    units: hidden,
    parameters: parameterCount({ cell, layers: depth, hiddenSize: hidden, vocabularySize }),
    ...kernels.speeds[name],
    ...torch.speeds[name],
    trained: losses.networks[name],
  });
  const all = [...networks].map(measured);
  const found: Findings = {
    byUnits: all.filter(({ layers: depth }) => depth === 1),
    byLayers: all.filter(({ units: hidden }) => hidden === usual.hidden),
    byText: losses.byText,
    allReduce: new Map(torch.allReduce),
    ...{ budget, judged, usual },
    kernel: kernels.engine,
    torch: torch.version,
    machine: `${cpus().length} × ${cpus()[0].model}, Node ${process.version}`,
  };
  mkdirSync(join('docs', 'scaling'), { recursive: true });
  for (const [name, svg] of curves(found)) {
    writeFileSync(join('docs', 'scaling', name), svg);
  }
  const path = join('docs', 'scaling.md');
  const options = await resolveConfig(path);
  writeFileSync(path, await format(document(found), { ...options, parser: 'markdown' }));
  console.log(`Wrote ${path}.`);
}

function read(phase: Phase): unknown {
  return JSON.parse(readFileSync(join(results, `${phase}.json`), 'utf8'));
}

async function main(): Promise<void> {
  const { CHAR_RNN_DATA: data } = process.env;
  if (data === undefined) {
    console.log('Scaling is not measured: CHAR_RNN_DATA is not set.');
    return;
  }
  allowRelaxedSimd();
  mkdirSync(results, { recursive: true });
  const measures = { kernel: measureKernel, torch: measureTorch, losses: measureLosses };
  const given = process.argv.at(2);
  for (const [phase, measure] of Object.entries(measures)) {
    if (given === undefined || given === phase) {
      const figures = await measure(data);
      writeFileSync(join(results, `${phase}.json`), JSON.stringify(figures));
    }
  }
  if (given === undefined || given === 'document') {
    await writeDocument(data);
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
