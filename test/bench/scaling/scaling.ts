/**
 * npm run bench -- scaling [SECONDS [FOLDER]]: measures how time, memory and held-out loss grow with units, layers and text, for
 * the kernel and for PyTorch in one and two processes, and writes docs/scaling.md with its curves. SECONDS of one core are what
 * each training run gets, 15 without it; FOLDER takes the place of docs. Two processes need two idle cores.
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
import { kernelSpeed, trainFor } from './kernelRuns';
import { allReduceSeconds, torchSpeed } from './torchRuns';

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

async function main(): Promise<void> {
  const began = performance.now();
  const { CHAR_RNN_DATA: data } = process.env;
  if (data === undefined) {
    console.log('Scaling is not measured: CHAR_RNN_DATA is not set.');
    return;
  }
  const budget = Number(process.argv[2] ?? 15);
  const target = process.argv.at(3) ?? 'docs';
  const torch = pythonWith('torch');
  if (torch === undefined) {
    throw new Error('No Python here has PyTorch: docs/scaling.md compares with it.');
  }
  allowRelaxedSimd();
  const kernel = await loadKernel('fast');
  const all = readFileSync(join(data, 'tinyshakespeare.txt'), 'latin1');
  /** So many characters to train on, and the last ones of all to judge by. */
  const textOf = (characters: number): { text: string; heldOut: number } => ({
    text: all.slice(-judged - characters),
    heldOut: judged / (judged + characters),
  });
  const folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
  try {
    const measure = async (settings: TrainingSettings): Promise<Measured> => {
      const { text, heldOut } = textOf(300_000);
      const own = { ...settings, heldOut, steps: 1000 };
      const { cell, layers: depth, hidden: hiddenSize } = settings;
      const vocabularySize = new Set(text).size;
      const network = { cell, layers: depth, hiddenSize, vocabularySize };
      console.log(`${depth} × ${cell} of ${hiddenSize} units`);
      const [one, two] = [1, 2].map((threads) => kernelSpeed(kernel, text, own, threads, budget / 8));
      const trained = await trainFor(kernel, text, own, budget, one.processors);
      return {
        layers: depth,
        units: hiddenSize,
        parameters: parameterCount(network),
        ...{ one, two, trained },
        torchOne: await torchSpeed(torch.python, folder, text, settings, 1),
        torchTwo: await torchSpeed(torch.python, folder, text, settings, 2),
      };
    };
    const byUnits: Measured[] = [];
    for (const hidden of units) {
      byUnits.push(await measure({ ...usual, hidden }));
    }
    const byLayers: Measured[] = [];
    for (const depth of layers) {
      // One layer of these units is there already.
      const known = byUnits.find(({ units: hidden }) => depth === 1 && hidden === usual.hidden);
      byLayers.push(known ?? (await measure({ ...usual, layers: depth })));
    }
    const byText: Findings['byText'][number][] = [];
    for (const characters of texts) {
      console.log(`${characters} characters`);
      const { text, heldOut } = textOf(characters);
      const own = { ...usual, heldOut };
      const speed = byUnits.find(({ units: hidden }) => hidden === usual.hidden)!.one.processors;
      byText.push({ characters, ...(await trainFor(kernel, text, own, budget, speed)) });
    }
    const sizes = [1000, 10_000, 100_000, 1_000_000, 4_000_000];
    const allReduce = await allReduceSeconds(torch.python, folder, sizes);
    const found: Findings = {
      ...{ byUnits, byLayers, byText, allReduce, budget, judged, usual },
      kernel: kernel.engine,
      torch: torch.version,
      machine: `${cpus().length} × ${cpus()[0].model}, Node ${process.version}`,
      minutes: (performance.now() - began) / 60_000,
    };
    mkdirSync(join(target, 'scaling'), { recursive: true });
    for (const [name, svg] of curves(found)) {
      writeFileSync(join(target, 'scaling', name), svg);
    }
    const path = join(target, 'scaling.md');
    const options = await resolveConfig(join(process.cwd(), 'docs', 'scaling.md'));
    writeFileSync(path, await format(document(found), { ...options, parser: 'markdown' }));
    console.log(`\nWrote ${path}.`);
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
