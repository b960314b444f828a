import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  weightNames,
  vanilla,
  zeroParameters,
  type Parameters,
  type WeightName,
} from '../../../../src/core/parameters';

/** Weights as `make_golden.py` writes them: row-major lists. */
export type Lists = Readonly<Record<WeightName, readonly number[]>>;

interface Golden {
  readonly hidden: number;
  readonly vocabulary: number;
  readonly sequenceLength: number;
  readonly clip: number;
  readonly weights: Lists;
  readonly losses: readonly number[];
  readonly finalWeights: Lists;
}

export interface AdagradGolden extends Golden {
  readonly learningRate: number;
  readonly data: readonly number[];
  readonly memory: Lists;
  readonly smoothLosses: readonly number[];
  readonly finalMemory: Lists;
}

export interface AdamGolden extends Golden {
  readonly batchSize: number;
  readonly rate: number;
  readonly decay: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly inputs: readonly (readonly number[])[];
  readonly targets: readonly (readonly number[])[];
}

export interface SnapshotGolden {
  readonly losses: readonly number[];
  readonly smoothLosses: readonly number[];
  readonly absoluteSums: Readonly<Record<WeightName, number>>;
  readonly memorySums: Readonly<Record<WeightName, number>>;
}

/** Reads a golden file; its makers are in `make_golden.py`. */
export function readGolden(name: 'adagrad'): AdagradGolden;
export function readGolden(name: 'adam'): AdamGolden;
export function readGolden(name: 'snapshot'): SnapshotGolden;
export function readGolden(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, 'golden', `${name}.json`), 'utf8')) as unknown;
}

export function parametersFrom(lists: Lists, hidden: number, vocabulary: number): Parameters {
  const parameters = zeroParameters(vanilla(hidden, vocabulary));
  for (const name of weightNames) {
    parameters[name].set(lists[name]);
  }
  return parameters;
}

/** The largest difference between two sets of weights. */
export function distance(a: Parameters | Lists, b: Parameters | Lists): number {
  let most = 0;
  for (const name of weightNames) {
    const [left, right] = [a[name], b[name]];
    for (let at = 0; at < left.length; at++) {
      most = Math.max(most, Math.abs(left[at] - right[at]));
    }
  }
  return most;
}
