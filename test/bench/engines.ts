/**
 * The engines that can train, on the same training step: `npm run bench -- engines [ROUNDS] [SIZE...]`, a size being `rnn-250`,
 * `lstm-512` or the like. They take turns in one run, so that what disturbs the machine disturbs all; a figure is the median of
 * its turns, a ratio the median of the ratios of each round. An engine whose step takes seconds is measured by one step, its
 * first. Characters go by a second of the processor, all threads of the process, as a machine may be shared: for one
 * thread that is the speed which it has to itself. A GPU has no such figure, so it goes by the clock; it takes part where
 * CHAR_RNN_GPU names the folder that Set Up GPU Training has filled.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Trainer, TrainerOptions } from '../../src/core/kernel/kernel';
import { parameterCount, type Architecture, type Parameters } from '../../src/core/parameters';
import { uniform } from '../../src/core/random';
import { initialParameters } from '../../src/core/training/initialParameters';
import { loadTensorFlow } from '../../src/services/engines/loadTensorFlow';
import type { TensorFlow } from '../../src/services/engines/tfjs/tensorFlow';
import { TfjsTrainer } from '../../src/services/engines/tfjs/tfjsTrainer';
import { loadKernel } from '../../src/services/kernelFiles';
import { allowRelaxedSimd } from '../../src/services/relaxedSimd';
import { figures, printTable, processorSeconds } from './figures';

const options: TrainerOptions = {
  ...{ optimizer: 'adam', clip: 0, clipNorm: 1, weightDecay: 0.01, seed: 1 },
  ...{ batchSize: 50, sequenceLength: 50 },
};
const characters = options.batchSize * options.sequenceLength;
const vocabularySize = 65;
const sizes: readonly Architecture[] = (['rnn', 'lstm'] as const).flatMap((cell) =>
  [250, 512].map((hiddenSize) => ({ cell, layers: 1, hiddenSize, vocabularySize })),
);
/** Seconds that a turn takes at least, in whole steps. */
const turn = 0.5;
/** An engine whose step takes longer than this, in seconds, is not asked again: so each size comes to its end. */
const slow = 2;

interface Contestant {
  readonly name: string;
  /** Whatever must be set before its turn. */
  begin?(): Promise<unknown>;
  make(parameters: Parameters): Trainer;
  seconds(work: () => void): number;
}

async function contestants(): Promise<Contestant[]> {
  const found: Contestant[] = [];
  for (const name of ['fast', 'exact'] as const) {
    const kernel = await loadKernel(name);
    found.push({
      name: `kernel ${name}`,
      make: (parameters) => kernel.train(parameters, options),
      seconds: processorSeconds,
    });
  }
  const tf = tensorFlowWithBackends();
  for (const backend of ['wasm', 'cpu']) {
    found.push({
      name: `tfjs-${backend}`,
      begin: () => tf.setBackend(backend),
      make: (parameters) => new TfjsTrainer(tf, backend, parameters, options),
      seconds: processorSeconds,
    });
  }
  const folder = process.env.CHAR_RNN_GPU;
  if (folder === undefined) {
    console.log('tfjs-node-gpu is not measured: CHAR_RNN_GPU is not set.');
  } else {
    const { tf: native, engine } = loadTensorFlow(folder);
    found.push({
      name: engine,
      make: (parameters) => new TfjsTrainer(native, engine, parameters, options),
      seconds: (work) => {
        const began = performance.now();
        work();
        return (performance.now() - began) / 1000;
      },
    });
  }
  return found;
}

/** TensorFlow.js with both of its own backends, on one thread. They load as CommonJS only. */
function tensorFlowWithBackends(): TensorFlow & { setBackend(name: string): Promise<boolean> } {
  const require = createRequire(__filename);
  const tf = require('@tensorflow/tfjs-core') as ReturnType<typeof tensorFlowWithBackends> & {
    env(): { set(flag: string, value: boolean): void };
  };
  // It recommends its native build at each start.
  tf.env().set('IS_TEST', true);
  require('@tensorflow/tfjs-backend-cpu');
  const wasm = require('@tensorflow/tfjs-backend-wasm') as {
    setWasmPaths(folder: string): void;
    setThreadsCount(count: number): void;
  };
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  wasm.setThreadsCount(1);
  return tf;
}

/** Runs one size and prints its table. */
async function measure(size: Architecture, all: readonly Contestant[], rounds: number): Promise<void> {
  const parameters = initialParameters(size, 1, 'orthogonal');
  const text = Uint16Array.from({ length: characters + 1 }, (_, at) =>
    Math.floor(uniform(1, at) * vocabularySize),
  );
  const [inputs, targets] = [text.subarray(0, characters), text.subarray(1)];
  const running: {
    contestant: Contestant;
    trainer: Trainer;
    steps: number;
    speeds: number[];
    loss: number;
  }[] = [];
  for (const contestant of all) {
    await contestant.begin?.();
    running.push({ contestant, trainer: contestant.make(parameters), steps: 1, speeds: [], loss: NaN });
  }
  for (let round = -2; round < rounds; round++) {
    for (const one of running) {
      const { contestant, trainer } = one;
      if (round > -2 && one.steps === 0) {
        continue;
      }
      await contestant.begin?.();
      const seconds = contestant.seconds(() => {
        for (let step = 0; step < one.steps; step++) {
          const sum = trainer.step(inputs, targets, 0.001, 1 / characters);
          one.loss = round === -2 ? sum / characters : one.loss;
        }
      });
      if (round >= 0) {
        one.speeds.push((one.steps * characters) / seconds);
      } else if (seconds / one.steps > slow) {
        one.speeds.push(characters / seconds);
        one.steps = 0;
      } else {
        one.steps = Math.max(1, Math.ceil((one.steps * turn) / seconds));
      }
    }
  }
  const first = running[0].speeds;
  printTable(
    `${size.cell} of ${size.hiddenSize} (${parameterCount(size).toLocaleString('en')} parameters), ${options.batchSize} x ${options.sequenceLength}, Adam`,
    ['engine', 'characters/s, median', 'from', 'to', 'x the first', 'first loss'],
    running.map(({ contestant, speeds, loss, trainer }) => {
      const { median, from, to } = figures(speeds);
      trainer.dispose();
      const ratio = figures(speeds.map((speed, round) => speed / first[round])).median;
      return [
        contestant.name,
        ...[median, from, to].map((value) => `${(value / 1000).toFixed(1)}k`),
        ratio.toFixed(2),
        loss.toFixed(5),
      ];
    }),
  );
}

async function main(): Promise<void> {
  allowRelaxedSimd();
  const [rounds = '5', ...wanted] = process.argv.slice(2);
  const all = await contestants();
  for (const size of sizes) {
    if (wanted.length === 0 || wanted.includes(`${size.cell}-${size.hiddenSize}`)) {
      await measure(size, all, Number(rounds));
    }
  }
}

void main();
