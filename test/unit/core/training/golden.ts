import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  vanilla,
  weightNames,
  weightNamesOf,
  weightOf,
  zeroParameters,
  type Architecture,
  type Cell,
  type FirstWeightName,
  type Parameters,
  type WeightName,
} from '../../../../src/core/parameters';

/** Weights as `make_golden.py` writes them: row-major lists. */
export type Lists = Readonly<Record<FirstWeightName, readonly number[]>>;

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
  readonly absoluteSums: Readonly<Record<FirstWeightName, number>>;
  readonly memorySums: Readonly<Record<FirstWeightName, number>>;
}

/** Reads a golden file; its makers are in `make_golden.py`. */
export function readGolden(name: 'adagrad'): AdagradGolden;
export function readGolden(name: 'adam'): AdamGolden;
export function readGolden(name: 'snapshot'): SnapshotGolden;
export function readGolden(name: string): unknown {
  return JSON.parse(readFileSync(join(__dirname, 'golden', `${name}.json`), 'utf8')) as unknown;
}

/** Weights of any cell, as `make_torch_golden.py` writes them. */
type NamedLists = Readonly<Partial<Record<WeightName, readonly number[]>>>;

export interface TorchGolden {
  readonly cell: Cell;
  readonly forward: readonly {
    readonly layers: number;
    readonly weights: NamedLists;
    readonly inputs: readonly number[];
    /** (T, V), from a state of zeros. */
    readonly logits: readonly number[];
  }[];
  readonly training: {
    readonly layers: number;
    readonly hidden: number;
    readonly vocabulary: number;
    readonly batchSize: number;
    readonly sequenceLength: number;
    readonly rate: number;
    readonly clipNorm: number;
    readonly decay: number;
    readonly beta1: number;
    readonly beta2: number;
    readonly inputs: readonly (readonly number[])[];
    readonly targets: readonly (readonly number[])[];
    readonly weights: NamedLists;
    readonly losses: readonly number[];
    readonly finalWeights: NamedLists;
  };
}

export function readTorchGolden(cell: Cell): TorchGolden {
  return JSON.parse(readFileSync(join(__dirname, 'golden', `torch-${cell}.json`), 'utf8')) as TorchGolden;
}

/** @throws AssertionError where a list is missing or has another length. */
export function parametersOf(lists: NamedLists, architecture: Architecture): Parameters {
  const parameters = zeroParameters(architecture);
  assert.deepEqual(Object.keys(lists).sort(), [...weightNamesOf(architecture)].sort());
  for (const name of weightNamesOf(architecture)) {
    assert.equal(lists[name]?.length, weightOf(parameters, name).length, name);
    weightOf(parameters, name).set(lists[name]);
  }
  return parameters;
}

export function parametersFrom(lists: Lists, hidden: number, vocabulary: number): Parameters {
  const parameters = zeroParameters(vanilla(hidden, vocabulary));
  for (const name of weightNames) {
    parameters[name].set(lists[name]);
  }
  return parameters;
}

/** The largest difference between two sets of weights, which are those of the first. */
export function distance(a: Parameters, b: Parameters | Lists): number {
  let most = 0;
  for (const name of weightNamesOf(a)) {
    const [left, right] = [weightOf(a, name), b[name as FirstWeightName]];
    for (let at = 0; at < left.length; at++) {
      most = Math.max(most, Math.abs(left[at] - right[at]));
    }
  }
  return most;
}
