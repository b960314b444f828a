import { workerData } from 'node:worker_threads';
import { trainerImports } from '../core/kernel/wasmTrainer';
import type { TrainerThreadData } from './helperThreads';

/** A thread that helps a trainer (assembly/team.ts) until it is terminated. */
const { module, memory } = workerData as TrainerThreadData;
const { serve } = new WebAssembly.Instance(module, trainerImports(memory)).exports;
(serve as () => void)();
