import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { readCheckpoint, writeCheckpoint } from '../../../../src/core/format/checkpointFile';
import { importNetwork } from '../../../../src/core/format/pytorch/importNetwork';
import type { Cell } from '../../../../src/core/parameters';
import { PersonError } from '../../../../src/core/personError';
import { methods } from '../../../../src/protocol/inspector/inspector';
import { BadMessage, checkToHost, checkToPage } from '../../../../src/protocol/inspector/messages';
import { checkHostMessage, checkPageMessage } from '../../../../src/protocol/training/messages';
import { Vocabulary } from '../../../../src/core/vocabulary';
import { randomModel } from '../testModel';
import { buildZip, bytesOf, u32 } from './buildFiles';
import { edit, mutations, opcodes, type Chance, type Corpus, type Mutation } from './mutations';

/** Whether a hostile thing was accepted, and what was wrong with how it was taken; undefined if nothing was. */
export interface Outcome {
  readonly fault?: string;
  readonly model: boolean;
}

/** Good checkpoints of small networks, with either optimiser. */
export function checkpointCorpus(): Corpus {
  const zips = (['rnn', 'gru'] satisfies Cell[]).flatMap((cell) =>
    [true, false].map((adam) => {
      const model = randomModel('abcd\n', 5, 1, 0.5, { cell, layers: 1 });
      const { parameters } = model;
      return writeCheckpoint(
        model,
        {
          parameters,
          optimizer: { squares: parameters, updates: 7, ...(adam && { moments: parameters }) },
          hidden: new Float64Array(10),
          average: adam ? { weights: parameters, looks: 3 } : undefined,
        },
        { step: 7 },
      );
    }),
  );
  // No checkpoint is a pickle: what takes one gets a zip, and makes rubbish of it.
  return { zips, pickles: zips };
}

const networksFolder = join(__dirname, 'pytorch', 'networks');
const { alphabet } = JSON.parse(readFileSync(join(networksFolder, 'networks.json'), 'utf8')) as {
  alphabet: string;
};
const networksVocabulary = Vocabulary.of(alphabet);

/** Networks that PyTorch saved: zips of `torch.save`, and safetensors in the place of pickles. */
export function networkCorpus(): Corpus {
  const of = (ending: string): Uint8Array[] =>
    readdirSync(networksFolder)
      .sort()
      .filter((file) => file.endsWith(ending))
      .map((file) => new Uint8Array(readFileSync(join(networksFolder, file))));
  return { zips: of('.pt'), pickles: of('.safetensors') };
}

/** Kinds of hostile network file. */
export const networkMutations: Record<string, Mutation> = {
  flippedBytes: mutations.flippedBytes,
  truncated: mutations.truncated,
  spliced: mutations.spliced,
  zipFields: mutations.zipFields,
  /** The pickle, or another member, says something else. */
  torchMembers(chance, corpus) {
    const members: [string, Uint8Array][] = Object.entries(unzipSync(chance.of(corpus.zips)));
    const pickle = members.findIndex(([name]) => name.endsWith('data.pkl'));
    const at = chance.below(3) > 0 ? pickle : chance.below(members.length);
    const [name, data] = members[at];
    const cut = chance.below(data.length);
    members[at] = [
      name,
      chance.below(2) === 0
        ? edit(chance, data)
        : bytesOf(
            data.subarray(0, cut),
            opcodes(chance, 1 + chance.below(5)),
            data.subarray(cut + chance.below(3)),
          ),
    ];
    const deflate = chance.below(2) === 0;
    return buildZip(members.map(([member, bytes]) => ({ name: member, data: bytes, deflate })));
  },
  /** The JSON in front of the tensors says something else, or is longer or shorter than it says. */
  safetensorsHeader(chance, corpus) {
    const file = chance.of(corpus.pickles);
    const length = new DataView(file.buffer, file.byteOffset).getUint32(0, true);
    const header = new TextDecoder().decode(file.subarray(8, 8 + length));
    const numbers = [...header.matchAll(/\d+/g)];
    const { index, 0: digits } = chance.of(numbers);
    const other = chance.of(['0', '-1', '1e9', '99999999999999999999', '[]', 'null', '3.5', digits + '0']);
    const lying =
      chance.below(2) === 0
        ? bytesOf(header.slice(0, index) + other + header.slice(index + digits.length))
        : edit(chance, bytesOf(header));
    const claimed = chance.below(4) === 0 ? chance.below(2 ** 31) : lying.length;
    return bytesOf(u32(claimed), u32(chance.below(8) === 0 ? 1 : 0), lying, file.subarray(8 + length));
  },
};

/** A checkpoint must be read, or refused by a message that names the file. */
export function readHostileCheckpoint(file: Uint8Array): Promise<Outcome> {
  return readOrRefused(() => readCheckpoint(file, 'fuzz'));
}

/** The same for a network of PyTorch's. */
export function readHostileNetwork(file: Uint8Array): Promise<Outcome> {
  return readOrRefused(() => importNetwork(file, 'fuzz', networksVocabulary));
}

async function readOrRefused(read: () => Promise<unknown>): Promise<Outcome> {
  try {
    await read();
    return { model: true };
  } catch (error) {
    if (!(error instanceof PersonError)) {
      return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error), model: false };
    }
    const { message } = error;
    const odd = !message.startsWith('fuzz: ') || message.length > 1000 || /undefined|\[object/.test(message);
    return { fault: odd ? `an odd message: ${message}` : undefined, model: false };
  }
}

const scalars: readonly unknown[] = [
  ...[0, 1, -1, 0.5, 1e9, -(2 ** 53), 2 ** 53, NaN, Infinity, -0, 2 ** 31],
  ...['', 'play', '__proto__', 'constructor', '\ud800', 'x'.repeat(100_000)],
  ...[null, undefined, true, false, 5n],
];
const names = [
  'kind',
  'id',
  'method',
  'params',
  'text',
  'from',
  'to',
  'neuron',
  'seed',
  '__proto__',
  'length',
];

function value(chance: Chance, depth: number): unknown {
  switch (depth > 4 ? 9 : chance.below(10)) {
    case 0:
      return chance.times(chance.below(5), () => value(chance, depth + 1));
    case 1:
      return record(chance, depth);
    case 2:
      return new Float64Array(chance.below(5));
    default:
      return chance.of(scalars);
  }
}

/** With own properties of any name, `__proto__` among them. */
function record(chance: Chance, depth: number): object {
  return Object.fromEntries(
    chance.times(chance.below(6), () => [chance.of(names), value(chance, depth + 1)]),
  );
}

/** Kinds of hostile message. */
export const hostileMessages: Record<string, (chance: Chance) => unknown> = {
  rubbish: (chance) => value(chance, 0),
  requests: (chance) => ({
    kind: 'request',
    id: chance.below(4) === 0 ? value(chance, 3) : chance.below(1000),
    method: chance.of([...Object.keys(methods), 'toString', '__proto__', 'hasOwnProperty']),
    params: chance.below(3) === 0 ? {} : record(chance, 0),
  }),
  events: (chance) => ({
    kind: 'event',
    event: chance.of(['changed', 'show', 'valueOf']),
    data: value(chance, 0),
  }),
  replies: (chance) => ({ kind: chance.of(['reply', 'failure', 'progress']), ...record(chance, 0) }),
  training: (chance) => ({
    kind: chance.of(['ready', 'start', 'measure', 'learningRate', 'chooseText', 'view', 'goOn', 'toString']),
    form: record(chance, 1),
    view: record(chance, 1),
    value: value(chance, 3),
    from: value(chance, 3),
  }),
  deep: (chance) => {
    let nested: unknown = 0;
    for (let depth = chance.below(20_000); depth > 0; depth--) {
      nested = chance.below(2) === 0 ? [nested] : { params: nested };
    }
    return { kind: 'request', id: 1, method: 'describe', params: nested };
  },
  long: (chance) => ({
    kind: 'request',
    id: 1,
    method: chance.of(Object.keys(methods)),
    params: { neurons: Array.from({ length: chance.below(100_000) }, (_, n) => n), text: 'x' },
  }),
};

/** A message must be taken, or refused with an error of bearable length; and it must not reach any prototype. */
export function takeHostileMessage(message: unknown): Outcome {
  let model = false;
  for (const check of [checkPageMessage, checkHostMessage]) {
    try {
      check(message);
      model = true;
    } catch (error) {
      const { message: text } = error as Error;
      if (!text.startsWith('A message of the Training view, ') || text.length > 1000) {
        return { fault: `an odd message: ${text.slice(0, 2000)}`, model };
      }
    }
  }
  for (const check of [checkToHost, checkToPage]) {
    try {
      check(message);
      model = true;
    } catch (error) {
      if (!(error instanceof BadMessage)) {
        return { fault: error instanceof Error ? (error.stack ?? error.message) : String(error), model };
      }
      if (error.message.length > 1000) {
        return { fault: `a message of ${error.message.length} characters`, model };
      }
    }
  }
  return Object.keys(Object.prototype).length > 0 ? { fault: 'the prototype was changed', model } : { model };
}
