import { Worker } from 'node:worker_threads';
import type { Intervention } from '../../core/kernel/kernel';
import type { Parameters } from '../../core/parameters';
import type { Control } from '../../core/pause';
import { findBuiltFile } from '../builtFile';
import type { Transition, TransitionFigures } from './measureTransition';
import type { ReadableText } from './readVariants';

/** What `variants.worker.ts` is given. */
export interface VariantsTask {
  readonly parameters: Parameters;
  readonly text: ReadableText;
  readonly transition: Transition;
  readonly variants: readonly Intervention[];
}

/** What it says. */
export type VariantsMessage =
  { readonly done: number; readonly total: number } | { readonly figures: TransitionFigures[] };

/**
 * Measures variants in a thread of their own, which begins and ends with this. It costs a tenth of a second to start and
 * a copy of the weights.
 *
 * @returns undefined where no thread can be had, or it broke down or was ended: then the work is still to be done.
 */
export async function measureInThread(
  task: VariantsTask,
  { signal, onProgress }: Control,
): Promise<TransitionFigures[] | undefined> {
  const file = findBuiltFile('variants.worker.js');
  if (file === undefined) {
    return undefined;
  }
  let worker: Worker | undefined;
  try {
    return await new Promise((resolve, reject) => {
      signal?.addEventListener('abort', () => resolve(undefined), { once: true });
      // Without the parent's loaders: the file is plain JavaScript.
      worker = new Worker(file, { workerData: task, execArgv: [] });
      worker.unref();
      worker.on('message', (message: VariantsMessage) => {
        if ('figures' in message) {
          resolve(message.figures);
        } else {
          onProgress?.(message.done, message.total);
        }
      });
      worker.on('error', reject);
      worker.on('exit', () => resolve(undefined));
    });
  } catch {
    return undefined;
  } finally {
    void worker?.terminate();
  }
}
