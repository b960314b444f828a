/**
 * Reads hostile model files (or checkpoints, networks of PyTorch's, messages of the pages) and prints what came of it as JSON:
 *
 *     node --import tsx test/unit/core/format/fuzzModelFiles.ts [--target models | checkpoints | networks | messages]
 *         [--cases 4000 | --minutes 5] [--seed 1] [--only 123]
 *
 * Every case follows from (seed, number); `--only` repeats one. A file must become a model or be refused with a
 * PersonError, and nothing else. Run in a process of its own, whose peak of memory then says what reading costs.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readCheckpoint } from '../../../../src/core/format/checkpointFile';
import { readModel } from '../../../../src/core/format/modelFile';
import type { Model } from '../../../../src/core/model';
import { weightNamesOf, weightOf } from '../../../../src/core/parameters';
import { PersonError } from '../../../../src/core/personError';
import { processorTime } from '../../../processorTime';
import {
  checkpointCorpus,
  hostileMessages,
  networkCorpus,
  networkMutations,
  readHostileCheckpoint,
  readHostileNetwork,
  takeHostileMessage,
  type Outcome,
} from './fuzzTargets';
import { Chance, mutations, type Corpus, type Mutation } from './mutations';

export interface FuzzReport {
  readonly seed: number;
  readonly cases: number;
  readonly models: number;
  readonly refused: number;
  /** What was neither taken nor refused: the number of the case, its kind and what it threw. */
  readonly faults: { case: number; kind: string; fault: string }[];
  /** Of processor time. */
  readonly slowestMs: number;
  readonly slowestCase: number;
  /** How far the process's peak of resident memory rose above what it was after the good files were read. */
  readonly peakRiseMb: number;
}

function readCorpus(): Corpus {
  const folder = join(__dirname, 'golden');
  const files = readdirSync(folder).sort();
  const of = (ending: string): Uint8Array[] =>
    files
      .filter((file) => file.endsWith(ending))
      .map((file) => new Uint8Array(readFileSync(join(folder, file))));
  return { zips: of('.npz'), pickles: of('.pkl') };
}

/** What is wrong with a model that was read, or with the error thrown instead; undefined if nothing is. */
async function faultOf(file: Uint8Array): Promise<Outcome> {
  try {
    return { fault: modelFault(await readModel(file, 'fuzz')), model: true };
  } catch (error) {
    if (!(error instanceof PersonError)) {
      return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error), model: false };
    }
    const { message } = error;
    const odd =
      !message.startsWith('fuzz: ') ||
      message.length > 1000 ||
      /undefined|\[object|[^\x20-\uffff]/.test(message);
    return { fault: odd ? `an odd message: ${message}` : undefined, model: false };
  }
}

function modelFault({ vocabulary, parameters, memory }: Model): string | undefined {
  if (vocabulary.size !== parameters.vocabularySize) {
    return 'the vocabulary and the weights differ in size';
  }
  for (const arrays of memory === undefined ? [parameters] : [parameters, memory]) {
    for (const name of weightNamesOf(parameters)) {
      if (!weightOf(arrays, name).every((value) => Number.isFinite(Math.fround(value)))) {
        return `${name} has a number that is not finite`;
      }
    }
  }
  return undefined;
}

/** Kinds of cases: each makes one from chance, and what it makes says whether it was accepted, and what was wrong. */
type Attempts = [kind: string, prepare: (chance: Chance) => () => Promise<Outcome>][];

interface FileTarget {
  readonly corpus: Corpus;
  readonly kinds: Record<string, Mutation>;
  readonly read: (file: Uint8Array) => Promise<Outcome>;
  /** What the corpus must pass, or the fuzzer would test nothing but the door. */
  readonly readGood: (file: Uint8Array) => Promise<unknown>;
}

const fileTargets = {
  models: (): FileTarget => ({
    corpus: readCorpus(),
    kinds: mutations,
    read: faultOf,
    readGood: (file) => readModel(file, 'good'),
  }),
  checkpoints: (): FileTarget => ({
    corpus: checkpointCorpus(),
    kinds: Object.fromEntries(Object.entries(mutations).filter(([kind]) => !kind.startsWith('pickle'))),
    read: readHostileCheckpoint,
    readGood: (file) => readCheckpoint(file, 'good'),
  }),
  networks: (): FileTarget => ({
    corpus: networkCorpus(),
    kinds: networkMutations,
    read: readHostileNetwork,
    readGood: async (file) => {
      if (!(await readHostileNetwork(file)).model) {
        throw new Error('A good network was refused.');
      }
    },
  }),
};

function isFileTarget(target: string): target is keyof typeof fileTargets {
  return Object.hasOwn(fileTargets, target);
}

async function attemptsAt(target: string): Promise<Attempts> {
  if (target === 'messages') {
    return Object.entries(hostileMessages).map(([kind, make]) => [
      kind,
      (chance) => {
        const message = make(chance);
        return () => Promise.resolve(takeHostileMessage(message));
      },
    ]);
  }
  if (!isFileTarget(target)) {
    throw new Error(`There is no target ${target}.`);
  }
  const { corpus, kinds, read, readGood } = fileTargets[target]();
  for (const file of [...corpus.zips, ...corpus.pickles]) {
    await readGood(file);
  }
  return Object.entries(kinds).map(([kind, mutate]) => [
    kind,
    (chance) => {
      const file = mutate(chance, corpus);
      return () => read(file);
    },
  ]);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', default: 'models' },
      cases: { type: 'string', default: '4000' },
      minutes: { type: 'string' },
      seed: { type: 'string', default: '1' },
      only: { type: 'string' },
    },
  });
  const seed = Number(values.seed);
  const end = values.minutes === undefined ? Infinity : performance.now() + Number(values.minutes) * 60_000;
  const first = values.only === undefined ? 0 : Number(values.only);
  const last =
    values.only !== undefined ? first + 1 : values.minutes === undefined ? Number(values.cases) : Infinity;

  const attempts = await attemptsAt(values.target);
  const baseline = process.resourceUsage().maxRSS;

  const faults: FuzzReport['faults'] = [];
  let [models, slowestMs, slowestCase, index] = [0, 0, 0, first];
  for (; index < last && performance.now() < end; index++) {
    const [kind, prepare] = attempts[index % attempts.length];
    const attempt = prepare(new Chance(seed, index));
    const began = processorTime();
    const { fault, model } = await attempt();
    const took = processorTime() - began;
    models += Number(model);
    if (fault !== undefined) {
      faults.push({ case: index, kind, fault });
    }
    if (took > slowestMs) {
      [slowestMs, slowestCase] = [took, index];
    }
  }
  const report: FuzzReport = {
    seed,
    cases: index - first,
    models,
    refused: index - first - models - faults.length,
    faults,
    slowestMs: Math.round(slowestMs),
    slowestCase,
    peakRiseMb: Math.round((process.resourceUsage().maxRSS - baseline) / 1024),
  };
  console.log(JSON.stringify(report, null, 2));
}

void main();
