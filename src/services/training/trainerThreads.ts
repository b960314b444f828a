import { coresHere } from '../machine';

/** How many threads train: batches are what they share; with any number of them the result is the same. */
export function trainerThreads(batchSize: number): number {
  return batchSize >= 16 ? Math.min(8, coresHere()) : 1;
}
