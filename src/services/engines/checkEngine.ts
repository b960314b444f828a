import { fork } from 'node:child_process';
import { PersonError } from '../../core/personError';
import { findBuiltFile } from '../builtFile';
import { gpuPackage, type Speed } from './gpuFolder';
import type { StepSize } from './measureEngines';
import { ownEnvironment } from './ownEnvironment';

export type FromCheck =
  | { readonly kind: 'loaded'; readonly isGpu: boolean; readonly engine: string }
  | { readonly kind: 'step'; readonly done: number; readonly total: number }
  | { readonly kind: 'measured'; readonly speed: Speed }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

export interface CheckedEngine {
  readonly isGpu: boolean;
  readonly engine: string;
  /** Empty where there is no GPU: then there is nothing to compare. */
  readonly speeds: readonly Speed[];
  /** CUDA libraries that TensorFlow looked for in vain. */
  readonly missingLibraries: readonly string[];
}

export interface CheckOptions {
  readonly signal?: AbortSignal;
  /** Milliseconds without a sign of life after which the process is ended. Default two minutes. */
  readonly patience?: number;
  readonly onStep?: (done: number, total: number) => void;
}

const whatNow =
  'The kernel trains, as before. Run "Set Up GPU Training" to try or to install it again, or "Remove GPU Training" to be rid of it.';

/**
 * Loads tfjs-node-gpu in a process of its own and measures it against the kernel.
 *
 * @throws PersonError that says what is wrong; the signal's reason if it is aborted.
 */
export async function checkEngine(
  node: string,
  folder: string,
  sizes: readonly StepSize[],
  { signal, patience = 120_000, onStep }: CheckOptions = {},
): Promise<CheckedEngine> {
  signal?.throwIfAborted();
  const file = findBuiltFile('engineCheck.worker.js');
  if (file === undefined) {
    throw new PersonError('engineCheck.worker.js is missing from the extension. Install it again.');
  }
  const env = ownEnvironment();
  const child = fork(file, [folder, JSON.stringify(sizes)], {
    execPath: node,
    execArgv: [],
    env,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors = (errors + text).slice(-20_000)));
  let done = false;
  let loaded: Extract<FromCheck, { kind: 'loaded' }> | undefined;
  const speeds: Speed[] = [];
  return new Promise<CheckedEngine>((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    let problem: Error | undefined;
    const end = (error: Error): void => {
      problem ??= error;
      child.kill('SIGKILL');
    };
    const alive = (): void => {
      clearTimeout(timer);
      timer = setTimeout(
        () =>
          end(
            new PersonError(
              `${gpuPackage.name} in ${folder} gave no sign of life for ${Math.round(patience / 1000)} seconds and was ended. ${whatNow}`,
            ),
          ),
        patience,
      );
    };
    const abort = (): void => end(signal!.reason as Error);
    signal?.addEventListener('abort', abort);
    alive();
    child.on('message', (message: FromCheck) => {
      alive();
      switch (message.kind) {
        case 'loaded': {
          loaded = message;
          return;
        }
        case 'step':
          onStep?.(message.done, message.total);
          return;
        case 'measured': {
          speeds.push(message.speed);
          return;
        }
        case 'done': {
          done = true;
          return;
        }
        case 'failed':
          end(new PersonError(message.message));
          return;
      }
    });
    child.on('error', (error) => (problem ??= error));
    child.on('close', (code, killed) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      if (problem) {
        reject(problem);
      } else if (!loaded || !done) {
        const last = errors.trim().split('\n').at(-1) ?? '';
        const how = killed ? `by ${killed}` : `with code ${code ?? 0}`;
        reject(
          new PersonError(
            `${gpuPackage.name} in ${folder} crashed its process, which ended ${how}${last && `: ${last}`}. ${whatNow}`,
          ),
        );
      } else {
        resolve({
          ...{ isGpu: loaded.isGpu, engine: loaded.engine, speeds },
          missingLibraries: missingLibraries(errors),
        });
      }
    });
  });
}

/** What TensorFlow's own log names as missing. */
export function missingLibraries(log: string): string[] {
  return [...new Set([...log.matchAll(/Could not load dynamic library '([^']+)'/g)].map(([, name]) => name))];
}
