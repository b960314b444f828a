/**
 * Inference side by side: `npm run bench -- inference [ROUNDS]`. A network of 250 units: the assignment's snapshot where
 * CHAR_RNN_DATA has it, else the bundled model; and gated networks. Peers run in processes of their own, all in turns; times
 * are of the processor, so that other work on the machine is not counted.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readModel } from '../../../src/core/format/modelFile';
import type { Model } from '../../../src/core/model';
import { allowRelaxedSimd } from '../../../src/services/relaxedSimd';
import { definitions } from '../../../src/services/settings';
import { measureAccuracy } from './accuracy';
import { ourKernels, peers } from './contestants';
import { measureEvaluation } from './evaluation';
import { measureGated } from './gated';
import { measureLatency } from './latency';
import { measureSampling } from './sampling';

const data = process.env.CHAR_RNN_DATA;

async function readNetwork(): Promise<Model> {
  const snapshot = join(data ?? '', 'char-rnn-snapshot.npz');
  const bundled = join(__dirname, '../../../media/models', `${definitions.model.default}.npz`);
  const file = data !== undefined && existsSync(snapshot) ? snapshot : bundled;
  return readModel(new Uint8Array(readFileSync(file)), file);
}

/** The text that the snapshot was trained on; where it is missing, characters at random (speed does not depend on them). */
function readText({ vocabulary }: Model): Uint16Array {
  const file = join(data ?? '', 'shakespeare_train.txt');
  if (data === undefined || !existsSync(file)) {
    return Uint16Array.from({ length: 268_330 }, (_, at) => (at * 7919) % vocabulary.size);
  }
  const indices = [...readFileSync(file, 'utf8')].map((character) => vocabulary.indexOf(character));
  return Uint16Array.from(indices.filter((index) => index !== undefined));
}

async function main(): Promise<void> {
  const rounds = Number(process.argv[2] ?? 9);
  // As the terminal's command does: on Node 24 vectors are joined. In the editor's own process they are not.
  allowRelaxedSimd();
  const model = await readNetwork();
  const { parameters } = model;
  const text = readText(model);
  const scratch = mkdtempSync(join(tmpdir(), 'char-rnn-bench-'));
  const missing: string[] = [];
  try {
    // First, as it measures what the first call costs.
    await measureLatency(parameters, text, rounds);

    const { hiddenSize, vocabularySize, Whh, Why, Wxh, bh, by } = parameters;
    const weights = join(scratch, 'weights');
    const numbers = [Float64Array.of(hiddenSize, vocabularySize), Whh, Why, Wxh, bh, by];
    writeFileSync(
      weights,
      Buffer.concat(numbers.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength))),
    );
    const contestants = [...(await ourKernels(parameters)), ...(await peers(weights, scratch, missing))];
    try {
      await measureSampling('Sampling, 250 units, temperature 1, one thread', contestants, rounds);
    } finally {
      contestants.forEach((contestant) => contestant.dispose());
    }
    missing.forEach((peer) => console.log(`\nMissing: ${peer}.`));

    await measureEvaluation(parameters, text, Math.min(rounds, 5));
    await measureAccuracy(parameters, text.subarray(0, 100_000));
    await measureGated(rounds, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

void main();
