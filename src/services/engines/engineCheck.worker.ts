import { PersonError } from '../../core/personError';
import { loadTrainingKernel } from '../kernelFiles';
import { allowRelaxedSimd } from '../relaxedSimd';
import type { FromCheck } from './checkEngine';
import { loadTensorFlow } from './loadTensorFlow';
import { measuredSteps, measureEngines, type StepSize } from './measureEngines';

/**
 * A process under a real Node that finds out whether tfjs-node-gpu runs, on what, and how fast: argv has the package's folder
 * and the sizes to measure, as JSON. A native fault ends this process and nothing else.
 */
async function check(folder: string, sizes: readonly StepSize[]): Promise<void> {
  const { tf, isGpu, engine } = loadTensorFlow(folder);
  await send({ kind: 'loaded', isGpu, engine });
  if (!isGpu) {
    await send({ kind: 'done' });
    return;
  }
  allowRelaxedSimd();
  const kernel = await loadTrainingKernel('auto');
  const each = 2 * measuredSteps;
  for (const [index, size] of sizes.entries()) {
    let steps = index * each;
    const speed = await measureEngines(tf, kernel, size, () =>
      send({ kind: 'step', done: ++steps, total: each * sizes.length }),
    );
    await send({ kind: 'measured', speed });
  }
  await send({ kind: 'done' });
}

function send(message: FromCheck): Promise<void> {
  return new Promise((resolve, reject) => {
    process.send!(message, (error: Error | null) => (error ? reject(error) : resolve()));
  });
}

const [folder, sizes] = process.argv.slice(2);
void check(folder, JSON.parse(sizes) as StepSize[])
  .catch((error: unknown) => {
    const message = error instanceof PersonError || error instanceof Error ? error.message : String(error);
    return send({ kind: 'failed', message });
  })
  // TensorFlow's threads would keep the process alive.
  .finally(() => process.exit());
