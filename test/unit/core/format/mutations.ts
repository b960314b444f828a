import { unzipSync } from 'fflate';
import { pickleOpcode } from '../../../../src/core/format/pickleOpcode';
import { uniform } from '../../../../src/core/random';
import {
  buildZip,
  bytesOf,
  npy,
  npyWithHeader,
  npz,
  tinyMembers,
  u16,
  u32,
  type ZipPart,
} from './buildFiles';

/** Random choices, all from (seed, case): a case can be made again alone. */
export class Chance {
  private position = 0;

  constructor(
    private readonly seed: number,
    private readonly index: number,
  ) {}

  /** An integer from 0 to `limit` - 1. */
  below(limit: number): number {
    return Math.floor(uniform(this.seed, this.index * 2 ** 20 + this.position++) * limit);
  }

  of<T>(items: readonly T[]): T {
    return items[this.below(items.length)];
  }

  times<T>(count: number, make: () => T): T[] {
    return Array.from({ length: count }, make);
  }
}

/** Numbers at which sizes and signs go wrong. */
const edges = [
  0, 1, 2, 7, 0x7f, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0xffffff, 0x7fffffff, 0x80000000, 0xffffffff,
];

/** What members may be called that are not what they say. */
const names = [
  ...['../Wxh.npy', '/Wxh.npy', 'Wxh', '', 'mWxh.npy', '\xff.npy'],
  ...['cell.npy', 'bn.npy', 'Wxh2.npy', 'bh3.npy', 'Whh4.npy', 'Wxh_scale.npy', 'Why_scale.npy'],
];

export type Mutation = (chance: Chance, corpus: Corpus) => Uint8Array;

/** Good files to begin with. */
export interface Corpus {
  readonly zips: readonly Uint8Array[];
  readonly pickles: readonly Uint8Array[];
}

/** The kinds of hostile file, by name. */
export const mutations: Record<string, Mutation> = {
  flippedBytes: (chance, corpus) => flip(chance, anyFile(chance, corpus)),
  truncated(chance, corpus) {
    const file = anyFile(chance, corpus);
    return file.subarray(0, chance.below(file.length));
  },
  spliced(chance, corpus) {
    const [first, second] = [anyFile(chance, corpus), anyFile(chance, corpus)];
    return bytesOf(
      first.subarray(0, chance.below(first.length)),
      second.subarray(chance.below(second.length)),
    );
  },
  /** A field of a zip's headers, directory or end record says something else. */
  zipFields(chance, corpus) {
    const file = chance.of(corpus.zips).slice();
    for (let count = 1 + chance.below(2); count > 0; count--) {
      const field = Math.min(file.length - 4, chance.of(zipRecords(file)) + 4 + chance.below(42));
      file.set((chance.below(2) === 0 ? u16 : u32)(chance.of(edges)), field);
    }
    return file;
  },
  /** A member says something else, in a zip that is sound. */
  memberBytes(chance, corpus) {
    const members = membersOf(chance.of(corpus.zips));
    const name = chance.of([...members.keys()]);
    return rezipped(chance, members.set(name, edit(chance, members.get(name)!)));
  },
  memberHeaders(chance, corpus) {
    const members = membersOf(chance.of(corpus.zips));
    return rezipped(chance, members.set(chance.of([...members.keys()]), lyingNpy(chance)));
  },
  /** Members are lost, swapped, renamed or there twice. */
  shuffledMembers(chance, corpus) {
    const members = membersOf(chance.of(corpus.zips));
    const parts: ZipPart[] = [...members].map(([name, data]) => ({ name: `${name}.npy`, data }));
    for (let count = 1 + chance.below(3); count > 0; count--) {
      const [from, to] = [chance.below(parts.length), chance.below(parts.length)];
      const change = chance.below(4);
      if (change === 0) {
        parts[to] = { ...parts[to], data: parts[from].data };
      } else if (change === 1) {
        parts[to] = { ...parts[to], name: parts[from].name };
      } else if (change === 2) {
        parts[to] = {
          ...parts[to],
          name: chance.of(names),
        };
      } else if (parts.length > 1) {
        parts.splice(to, 1);
      }
    }
    return buildZip(parts);
  },
  /** Deflated bytes are damaged, or inflate to another size than they say. */
  deflated(chance, corpus) {
    const members = membersOf(chance.of(corpus.zips));
    const name = chance.of([...members.keys()]);
    const honest = npz(new Map([[name, members.get(name)!]]), { [name]: { deflate: true } });
    const [begin, end] = [30 + name.length + 4, zipRecords(honest)[1]];
    const raw =
      chance.below(2) === 0 ? edit(chance, honest.subarray(begin, end)) : honest.subarray(begin, end);
    const size = chance.below(2) === 0 ? members.get(name)!.length : chance.of(edges) % 2 ** 24;
    return npz(members, { [name]: { raw, method: 8, size } });
  },
  pickleBytes: (chance, corpus) => edit(chance, chance.of(corpus.pickles)),
  /** Opcodes in any order, some of which fit. */
  pickleOpcodes: (chance) => asPickle(chance, opcodes(chance, 1 + chance.below(60))),
  /** One opcode many times over. */
  pickleRuns: (chance) =>
    asPickle(
      chance,
      bytesOf(opcodes(chance, chance.below(4)), repeated(opcodes(chance, 1), chance.below(50_000))),
    ),
  /** An opcode in a good pickle becomes another, or many. */
  pickleSplices(chance, corpus) {
    const file = chance.of(corpus.pickles);
    const at = chance.below(file.length);
    return bytesOf(
      file.subarray(0, at),
      opcodes(chance, 1 + chance.below(5)),
      file.subarray(at + chance.below(3)),
    );
  },
};

function anyFile(chance: Chance, { zips, pickles }: Corpus): Uint8Array {
  return chance.of(chance.below(2) === 0 ? zips : pickles);
}

function flip(chance: Chance, file: Uint8Array): Uint8Array {
  const copy = file.slice();
  for (let count = 1 + chance.below(8); count > 0; count--) {
    copy[chance.below(copy.length)] ^= 1 << chance.below(8);
  }
  return copy;
}

/** Flips, overwrites, deletes or inserts a few bytes, mostly near the beginning, where the headers are. */
export function edit(chance: Chance, bytes: Uint8Array): Uint8Array {
  const at = chance.below(chance.below(2) === 0 ? Math.min(bytes.length, 130) : bytes.length);
  const some = Uint8Array.from(chance.times(chance.below(5), () => chance.below(256)));
  switch (chance.below(4)) {
    case 0:
      return flip(chance, bytes);
    case 1:
      return bytesOf(bytes.subarray(0, at), u32(chance.of(edges)), bytes.subarray(at + 4));
    case 2:
      return bytesOf(bytes.subarray(0, at), bytes.subarray(at + 1 + chance.below(9)));
    default:
      return bytesOf(bytes.subarray(0, at), some, bytes.subarray(at));
  }
}

function membersOf(file: Uint8Array): Map<string, Uint8Array> {
  return new Map(Object.entries(unzipSync(file)).map(([name, data]) => [name.replace(/\.npy$/, ''), data]));
}

function rezipped(chance: Chance, members: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const deflate = chance.below(2) === 0;
  return npz(members, Object.fromEntries([...members.keys()].map((name) => [name, { deflate }])));
}

/** Where the records of a zip begin: headers, directory entries, the end. */
function zipRecords(file: Uint8Array): number[] {
  const found: number[] = [];
  for (let at = 0; at + 4 < file.length; at++) {
    if (file[at] === 0x50 && file[at + 1] === 0x4b && file[at + 2] < 7 && file[at + 2] === file[at + 3] - 1) {
      found.push(at);
    }
  }
  return found;
}

/** An .npy whose header is made of the right words in a wrong order or number. */
function lyingNpy(chance: Chance): Uint8Array {
  const types = [
    '<f8',
    '>f8',
    '<f4',
    '|S1',
    '<U1',
    '|O',
    '<f2',
    '<i8',
    '|i1',
    '<U3',
    '|S0',
    '<U0',
    '<c16',
    '|V8',
    '<M8[ns]',
    'f8',
    '',
  ];
  const shapes = [
    '()',
    '(3, 4)',
    '(4,)',
    '(3, 3)',
    '(4, 3)',
    '(3, 1)',
    '(9, 4)',
    '(12, 3)',
    '(99999999, 99999999)',
    '(-1,)',
    '(3)',
    '[3]',
  ];
  const elements = new Uint8Array(chance.of([0, 1, 8, 96, 97, 200])).fill(chance.below(256));
  if (chance.below(3) > 0) {
    return npy(chance.of(types), chance.of(shapes), elements, chance.of(['True', 'False']));
  }
  const words = [
    '{',
    '}',
    "'descr'",
    "'shape'",
    "'fortran_order'",
    ':',
    ',',
    "'<f8'",
    '(3, 4)',
    'False',
    ' ',
    '\n',
    '0',
  ];
  const header = chance.times(chance.below(20), () => chance.of(words)).join('');
  return npyWithHeader(
    header,
    elements,
    chance.of([
      [1, 0],
      [2, 0],
      [3, 0],
      [0, 0],
      [255, 255],
    ]),
  );
}

/** A pickle alone, or as the vocabulary of a good .npz. */
function asPickle(chance: Chance, pickle: Uint8Array): Uint8Array {
  if (chance.below(2) === 0) {
    return bytesOf('\x80\x04', pickle, '.');
  }
  return npz(tinyMembers().set('char_to_ix', npy('|O', '()', bytesOf('\x80\x04', pickle, '.'))));
}

function repeated(bytes: Uint8Array, count: number): Uint8Array {
  const all = new Uint8Array(bytes.length * count);
  for (let at = 0; at < all.length; at += bytes.length) {
    all.set(bytes, at);
  }
  return all;
}

const known = Object.values(pickleOpcode);
/** NumPy's calls, written out, so that chance puts them together in ways that come far. */
const phrases = [
  'cnumpy.core.multiarray\n_reconstruct\n',
  'cnumpy\nndarray\n',
  'cnumpy\ndtype\n',
  'cnumpy.core.multiarray\nscalar\n',
  'cnumpy.core.numeric\n_frombuffer\n',
  'c_codecs\nencode\n',
  'cos\nsystem\n',
  'U\x02f8K\x00K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb',
  'K\x00\x85U\x01b\x87R',
  '(K\x01)',
  'X\x06\x00\x00\x00latin1\x86R',
  'U\x01aK\x00',
  '}(',
  'u',
];

/** A few opcodes with arguments that may or may not fit. */
export function opcodes(chance: Chance, count: number): Uint8Array {
  return bytesOf(
    ...chance.times(count, () => {
      if (chance.below(3) === 0) {
        return bytesOf(chance.of(phrases));
      }
      const opcode = chance.below(4) === 0 ? chance.below(256) : chance.of(known);
      switch (chance.below(4)) {
        case 0:
          return bytesOf(opcode);
        case 1:
          return bytesOf(opcode, chance.below(256));
        case 2:
          return bytesOf(opcode, u32(chance.of(edges)));
        default:
          return bytesOf(opcode, chance.of(['1\n', "'a'\n", 'a\nb\n', '-1L\n', '1e5\n', '\n', '\x04abcd']));
      }
    }),
  );
}
