/**
 * What a session's first request of ghost text does to the event loop, stage by stage, as the extension goes through it.
 * A process of its own for each model, so that nothing is compiled yet: `ghostText.ts` starts it.
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Completer } from '../../../src/core/completion';
import { readModel } from '../../../src/core/format/modelFile';
import { inSlices } from '../../../src/core/pause';
import { drawings } from '../../../src/services/ghostText/drawings';
import { GhostTextEngine } from '../../../src/services/ghostText/ghostTextEngine';
import { loadKernel } from '../../../src/services/kernelFiles';
import { eventLoopHold } from '../../eventLoopHold';

const paragraph = 'First Citizen:\nBefore we proceed any further, hear me speak.\n\n'.repeat(16);

/** Does a stage, and prints a row of it. */
async function stage<T>(title: string, work: () => Promise<T>): Promise<T> {
  const { result, holds, clock, longestByClock } = await eventLoopHold(work);
  const processor = holds.reduce((sum, hold) => sum + hold, 0);
  const columns = [clock, longestByClock, processor, holds[0]].map((one) => one.toFixed(1).padStart(8));
  console.log(`  ${title.padEnd(46)} ${columns.join(' ')}`);
  return result;
}

async function main(): Promise<void> {
  const [, , file] = process.argv;
  const bytes = new Uint8Array(readFileSync(file));
  const name = basename(file, '.npz');
  console.log(name);
  const model = await stage('reading the model', () => readModel(bytes, name));
  // The current model runs in the exact kernel; ghost text has a network of its own.
  const [exact, fast] = await stage('compiling the kernels', () =>
    Promise.all([loadKernel('exact'), loadKernel('fast')]),
  );
  await stage('loading it into exact', () => inSlices(exact.loading(model.parameters)));
  const network = await stage('loading it into fast', () => inSlices(fast.loading(model.parameters)));
  const completer = new Completer(network, model, { warmup: { kind: 'auto' }, unknown: 'map' });
  await stage('warm-up', () => completer.prepare());
  const engine = new GhostTextEngine(completer);
  await stage(`${paragraph.length} characters read, 100 written`, () =>
    engine.suggest({
      context: paragraph,
      following: '',
      length: { unit: 'characters', count: 100 },
      stayOnLine: false,
      followed: [],
      drawings: drawings(0.5, 1, 1),
    }),
  );
}

void main();
