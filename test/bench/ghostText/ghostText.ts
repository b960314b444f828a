/**
 * The benchmark of ghost text: where more context stops changing the prediction, the time from a keystroke to the
 * suggestion, and how long the first request holds the event loop.
 *
 * `npm run bench -- ghost`, or `node --import tsx test/bench/ghostText/ghostText.ts [model.npz]`.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Completer } from '../../../src/core/completion';
import { readModel } from '../../../src/core/format/modelFile';
import type { KernelName } from '../../../src/core/kernel/kernel';
import type { Model } from '../../../src/core/model';
import { inSlices } from '../../../src/core/pause';
import { loadKernel } from '../../../src/services/kernelFiles';
import { definitions } from '../../../src/services/settings';
import { gatedSizes, sizeName, untrainedModel } from '../gatedModel';
import { measureContextLengths } from './contextLength';
import type { Times } from './stopwatch';
import { typeAllOver } from './typist';

const models = join('media', 'models');
const file = process.argv[2] ?? join(models, `${definitions.model.default}.npz`);
const lengths = [16, 32, 64, 128, 256, 512, 1024, 2048];

async function completerOf(model: Model, kernel: KernelName | 'auto'): Promise<Completer> {
  const network = await inSlices((await loadKernel(kernel)).loading(model.parameters));
  return new Completer(network, model, { warmup: { kind: 'auto' }, unknown: 'map' });
}

/** The texts of `CHAR_RNN_DATA`, or where that is not set what the network itself writes. */
async function someText(completer: Completer, length: number): Promise<{ text: string; source: string }> {
  const folder = process.env.CHAR_RNN_DATA;
  if (folder !== undefined) {
    const all = readFileSync(join(folder, 'tinyshakespeare.txt'), 'latin1');
    return { text: all.slice(-length), source: 'the end of tinyshakespeare' };
  }
  const { text } = await completer.complete({ prompt: '\n', length, temperature: 1, seed: 1 });
  return { text, source: 'a text by the network itself' };
}

/** Nats a character, the state carried on. */
function meanLoss(completer: Completer, text: string): number {
  const { indices } = completer.encode(text);
  const losses = new Float64Array(indices.length);
  completer.network.score(completer.begin().state, indices, losses);
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function percentile(times: readonly number[], share: number): string {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(2).padStart(7);
}

function rows(title: string, times: readonly Times[]): string {
  return (['clock', 'processor'] as const)
    .map((kind) => {
      const shares = [0.5, 0.9, 0.99, 1].map((share) =>
        percentile(
          times.map((one) => one[kind]),
          share,
        ),
      );
      return `${title.padEnd(36)} ${kind.padEnd(10)} ${shares.join(' ')}   ${times.length}`;
    })
    .join('\n');
}

async function main(): Promise<void> {
  console.log(
    'The first request of a session, milliseconds: all of it, and the longest hold of the event loop',
  );
  console.log(`${''.padEnd(51)} clock     hold  processor     hold`);
  for (const bundled of readdirSync(models).filter((one) => one.endsWith('.npz'))) {
    const script = join(__dirname, 'firstRequest.ts');
    spawnSync(process.execPath, ['--import', 'tsx', script, join(models, bundled)], { stdio: 'inherit' });
  }

  const name = basename(file, '.npz');
  const completer = await completerOf(await readModel(new Uint8Array(readFileSync(file)), name), 'fast');
  const { network } = completer;
  console.log(`\n${name}, ${network.hiddenSize} units, ${network.engine}`);
  const { text, source } = await someText(completer, 111_540);
  console.log('\nFrom the keystroke to the suggestion of 100 characters, milliseconds');
  console.log(`${''.padEnd(47)} median     90%     99%     max   requests`);
  for (const kernel of ['exact', 'fast'] as const) {
    for (const [size, length] of [
      ['10 kB', 10_000],
      ['1 MB', 1_000_000],
    ] as const) {
      const document = text.repeat(Math.ceil(length / text.length)).slice(0, length);
      const typist = await completerOf(completer.model, kernel);
      const { arriving, typing, anew } = await typeAllOver(typist, document, text, 60);
      console.log(rows(`${kernel}, ${size}, typing`, typing));
      console.log(rows(`${kernel}, ${size}, not as suggested`, anew));
      console.log(rows(`${kernel}, ${size}, first at a new place`, arriving));
    }
  }

  console.log('\nThe same in gated networks, which have learned nothing: fast, 1 MB');
  const long = text.repeat(9).slice(0, 1_000_000);
  for (const size of gatedSizes) {
    const { arriving, typing } = await typeAllOver(
      await completerOf(untrainedModel(size), 'fast'),
      long,
      text,
      60,
    );
    console.log(rows(`${sizeName(size)}, typing`, typing));
    console.log(rows(`${sizeName(size)}, first at a new place`, arriving));
  }

  console.log(`\nWhat a character costs on ${source}, nats`);
  for (const kernel of ['reference', 'exact', 'fast'] as const) {
    console.log(
      `${kernel.padEnd(10)} ${meanLoss(await completerOf(completer.model, kernel), text).toFixed(6)}`,
    );
  }

  console.log(`\nWhat the last N characters predict against the last 4,096, on ${source}`);
  console.log('total variation of the next character; share of same 100 characters at temperature 0.5');
  for (const kernel of ['fast', 'exact'] as const) {
    const measured = measureContextLengths(await completerOf(completer.model, kernel), text, lengths, 200);
    console.log(`${kernel.padEnd(8)}      mean       99%   same`);
    for (const { characters, mean, p99, sameSuggestion } of measured) {
      const shares = [mean, p99].map((one) => one.toExponential(1).padStart(9)).join(' ');
      console.log(
        `${String(characters).padStart(8)} ${shares} ${(100 * sameSuggestion).toFixed(1).padStart(5)}%`,
      );
    }
  }
}

void main();
