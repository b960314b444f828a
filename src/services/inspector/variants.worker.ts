import { parentPort, workerData } from 'node:worker_threads';
import { measureTransition } from './measureTransition';
import { loadStateReader } from './readerFiles';
import type { VariantsMessage, VariantsTask } from './variantThread';

/** Measures one share of the variants, tells how far it is, and ends with the figures. */
const { parameters, text, transition, variants } = workerData as VariantsTask;

async function measure(): Promise<void> {
  const post = (message: VariantsMessage): void => parentPort!.postMessage(message);
  const reader = await loadStateReader(parameters);
  const figures = await measureTransition(reader, text, transition, variants, {
    onProgress: (done, total) => post({ done, total }),
  });
  post({ figures });
}

void measure();
