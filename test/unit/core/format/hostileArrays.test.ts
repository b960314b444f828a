import assert from 'node:assert/strict';
import { readModel } from '../../../../src/core/format/modelFile';
import { assertRefused } from './assertRefused';
import { bytesOf, float64Bytes, npy, npyWithHeader, npz, tinyMembers, u32 } from './buildFiles';
import { tinyMemory } from './tinyModel';

const elements = float64Bytes(new Array<number>(12).fill(1));

/** The tiny model with some members replaced, or removed. */
function withMembers(changes: Record<string, Uint8Array | undefined>, characters?: string): Uint8Array {
  const members = tinyMembers(characters);
  for (const [name, bytes] of Object.entries(changes)) {
    if (bytes === undefined) {
      members.delete(name);
    } else {
      members.set(name, bytes);
    }
  }
  return npz(members);
}

const withWxh = (bytes: Uint8Array): Uint8Array => withMembers({ Wxh: bytes });
const withHeader = (header: string): Uint8Array => withWxh(npyWithHeader(header, elements));
const number = (value: number): Uint8Array => npy('<f8', '()', float64Bytes([value]));
const ones = (count: number, shape: string): Uint8Array =>
  npy('<f8', shape, float64Bytes(new Array<number>(count).fill(1)));
const spoilt = (index: number, value: number): Uint8Array =>
  npy('<f8', '(3, 4)', float64Bytes(Array.from({ length: 12 }, (_, at) => (at === index ? value : 1))));

/** All five memories as ones, but for what is given. */
function withMemories(changes: Record<string, Uint8Array | undefined>): Uint8Array {
  return withMembers({
    mWxh: ones(12, '(3, 4)'),
    mWhh: ones(9, '(3, 3)'),
    mWhy: ones(12, '(4, 3)'),
    mbh: ones(3, '(3, 1)'),
    mby: ones(4, '(4, 1)'),
    ...changes,
  });
}

const notNumpys =
  /^bad: Wxh has a header that is not NumPy's: expected a dict of 'descr', 'fortran_order' and 'shape'/;
const tooWide = "{'descr': '<f8', 'fortran_order': False, 'shape': (9000000, 9000000), }";

const cases: [string, Uint8Array, RegExp][] = [
  // Headers
  [
    'no mark',
    withWxh(bytesOf('NUMPY!....', elements)),
    /Wxh is not a NumPy array: it does not begin with the mark/,
  ],
  ['nothing at all', withWxh(new Uint8Array()), /Wxh is not a NumPy array/],
  [
    'version 4.0',
    withWxh(npyWithHeader('{}', elements, [4, 0])),
    /Wxh has \.npy version 4\.0: expected 1\.0, 2\.0 or/,
  ],
  [
    'half a header',
    withWxh(npy('<f8', '(3, 4)', elements).subarray(0, 40)),
    /Wxh is cut short: \d+ more bytes/,
  ],
  [
    'a huge header',
    withWxh(bytesOf('\x93NUMPY\x02\x00', u32(0x7fffffff))),
    /a header of 2147483647 bytes: at most 10000/,
  ],
  ['no dict', withHeader('nothing'), notNumpys],
  ['half a dict', withHeader("{'descr': '<f8', 'fortran_order': False"), notNumpys],
  ['a key twice', withHeader("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False}"), notNumpys],
  ['a fourth key', withHeader("{'descr':'<f8','fortran_order':False,'shape':(3,4),'x':1}"), notNumpys],
  ['a call', withHeader("{'descr': exit(), 'fortran_order': False, 'shape': (3, 4)}"), notNumpys],
  ['records', withHeader("{'descr': [('x', '<f8')], 'fortran_order': False, 'shape': (3, 4)}"), notNumpys],
  [
    'a shape that is no tuple',
    withHeader("{'descr':'<f8','fortran_order':False,'shape':(12)}"),
    /whose shape \(12\) is not/,
  ],
  ['a form feed', withHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (3,\f4), }"), notNumpys],
  ['a negative length', withHeader("{'descr':'<f8','fortran_order':False,'shape':(-3, 4)}"), notNumpys],
  [
    'fewer bytes than it claims',
    withWxh(npy('<f8', '(3, 5)', elements)),
    /Wxh should have 120 bytes .* but has 96/,
  ],
  [
    'more bytes than it claims',
    withWxh(npy('<f8', '(3, 3)', elements)),
    /Wxh should have 72 bytes .* but has 96/,
  ],
  ['far more than memory holds', withHeader(tooWide), /Wxh should have 648000000000000 bytes/],
  [
    'lengths past any number',
    withHeader(`{'descr':'<f8','fortran_order':False,'shape':(${'9'.repeat(400)},)}`),
    /shape/,
  ],
  [
    'complex numbers',
    withWxh(npy('<c16', '(3, 2)', elements)),
    /Wxh has type "<c16": expected float16, float32, float64/,
  ],
  [
    'elements of no size',
    withMembers({ chars: npy('|S0', '(999999999,)', new Uint8Array()) }),
    /chars has type "\|S0"/,
  ],
  // Members and shapes
  [
    'no Whh',
    withMembers({ Whh: undefined }),
    /Whh is missing: .* The file holds "Wxh", "Why", "bh", "by", "chars"\./,
  ],
  [
    'no vocabulary',
    withMembers({ chars: undefined }),
    /There is no vocabulary: expected "chars", or else "char_to_ix"/,
  ],
  [
    'Wxh on its side',
    withWxh(npy('<f8', '(4, 3)', elements)),
    /Wxh has shape \(4, 3\) and type <f8: expected shape \(hidden units, 4\)/,
  ],
  [
    'Wxh as a vector',
    withWxh(npy('<f8', '(12,)', elements)),
    /Wxh has shape \(12,\) and type <f8: expected shape \(hidden/,
  ],
  ['no hidden units', withWxh(npy('<f8', '(0, 4)', new Uint8Array())), /Wxh has shape \(0, 4\)/],
  [
    'text for weights',
    withWxh(npy('|S8', '(3, 4)', elements)),
    /Wxh has shape \(3, 4\) and type \|S8: expected numbers/,
  ],
  [
    'Whh not square',
    withMembers({ Whh: ones(6, '(3, 2)') }),
    /Whh has shape \(3, 2\) and type <f8: expected shape \(3, 3\), for 3 hidden/,
  ],
  [
    'Why on its side',
    withMembers({ Why: ones(12, '(3, 4)') }),
    /Why has shape \(3, 4\).*: expected shape \(4, 3\)/,
  ],
  ['a flat Why', withMembers({ Why: ones(12, '(12,)') }), /Why has shape \(12,\).*: expected shape \(4, 3\)/],
  [
    'a bias as a row',
    withMembers({ bh: ones(3, '(1, 3)') }),
    /bh has shape \(1, 3\).*: expected shape \(3, 1\)/,
  ],
  ['a short bias', withMembers({ by: ones(3, '(3,)') }), /by has shape \(3,\).*: expected shape \(4, 1\)/],
  ['a bias of one number', withMembers({ by: number(1) }), /by has shape \(\).*: expected shape \(4, 1\)/],
  ['too many hidden units', tooLarge(), /The network has 5000 hidden units: at most 4096/],
  [
    'another vocab_size',
    withMembers({ vocab_size: number(5) }),
    /vocab_size is 5, but the vocabulary has 4 characters/,
  ],
  ['half a character in vocab_size', withMembers({ vocab_size: number(4.5) }), /"vocab_size" is not a count/],
  [
    'a negative data_size',
    withMembers({ data_size: number(-1) }),
    /"data_size" is not a count: expected an integer/,
  ],
  // Numbers
  ['NaN', withWxh(spoilt(7, NaN)), /Wxh\[1\]\[3\] is NaN: a network with it computes nothing/],
  [
    'infinity',
    withWxh(spoilt(11, -Infinity)),
    /Wxh\[2\]\[3\] is -Infinity: a network with it computes nothing/,
  ],
  ['a number past float32', withWxh(spoilt(0, 1e300)), /Wxh\[0\]\[0\] is 1e\+300: too large for float32/],
  [
    'NaN in Fortran order',
    withWxh(npy('<f8', '(3, 4)', spoilt(7, NaN).slice(-96), 'True')),
    /Wxh\[1\]\[2\] is NaN/,
  ],
  [
    'NaN, big-endian',
    withWxh(npy('>f4', '(3, 4)', bytesOf([0x7f, 0xc0, 0, 0], new Uint8Array(44)))),
    /Wxh\[0\]\[0\] is NaN/,
  ],
  [
    'float16 infinity',
    withWxh(npy('<f2', '(3, 4)', bytesOf([0, 0x7c], new Uint8Array(22)))),
    /Wxh\[0\]\[0\] is Infinity/,
  ],
  ['NaN in a vector', withMembers({ bh: npy('<f8', '(3,)', float64Bytes([1, 2, NaN])) }), /bh\[2\] is NaN/],
  // Memories
  [
    'memories without mbh and mby',
    withMemories({ mbh: undefined, mby: undefined }),
    /The Adagrad memories are incomplete: mbh, mby are missing/,
  ],
  [
    'a memory without mWhy',
    withMemories({ mWhy: undefined }),
    /incomplete: mWhy is missing\. Expected all of mWxh, mWhh/,
  ],
  [
    'a memory of another shape',
    withMemories({ mWhh: ones(12, '(3, 4)') }),
    /mWhh has shape \(3, 4\).*: expected shape \(3, 3\)/,
  ],
  [
    'a negative memory',
    withMemories({ mWxh: spoilt(4, -1) }),
    /mWxh\[1\]\[0\] is -1: an Adagrad memory is a sum of squares/,
  ],
  ['a memory of NaN', withMemories({ mWxh: spoilt(4, NaN) }), /mWxh\[1\]\[0\] is NaN/],
  // Vocabulary
  [
    'too few characters',
    withMembers({ chars: npy('|S1', '(3,)', bytesOf('abc')) }),
    /Wxh has shape \(3, 4\).*: expected shape \(hidden units, 3\)/,
  ],
  [
    'a character twice',
    withMembers({ chars: npy('|S1', '(4,)', bytesOf('abca')) }),
    /The vocabulary has "a" twice, at 0 and at 3/,
  ],
  [
    'words',
    withMembers({ chars: npy('|S2', '(4,)', bytesOf('a\0b\0cdd\0')) }),
    /chars\[2\] is "cd": expected a single character/,
  ],
  [
    'no axis',
    withMembers({ chars: npy('|S4', '()', bytesOf('abcd')) }),
    /chars has shape \(\): expected one axis, as in \(62,\)/,
  ],
  [
    'numbers for characters',
    withMembers({ chars: ones(4, '(4,)') }),
    /chars is not a list of characters: found type <f8, expected/,
  ],
  [
    'no characters',
    withMembers({ chars: npy('|S1', '(0,)', new Uint8Array()) }),
    /chars has 0 characters: expected 1 to 65535/,
  ],
  [
    'too many',
    withMembers({ chars: npy('|S1', '(65536,)', new Uint8Array(65536)) }),
    /chars has 65536 characters: expected 1/,
  ],
  [
    'no character',
    withMembers({ chars: npy('<U1', '(1,)', bytesOf(u32(0x110000))) }),
    /chars has 0x110000 at element 0, which is not/,
  ],
  [
    'half a character',
    withMembers({ chars: npy('<U1', '(1,)', bytesOf(u32(0xd83d))) }),
    /chars has 0xd83d at element 0/,
  ],
];

function tooLarge(): Uint8Array {
  return withWxh(npy('|i1', '(5000, 4)', new Uint8Array(20_000)));
}

describe('hostile arrays', () => {
  for (const [what, bytes, message] of cases) {
    it(`refuses ${what}`, () => assertRefused(bytes, message));
  }

  it('accepts what the cases above were made from', async () => {
    const fine = await readModel(withMembers({}), 'fine');
    assert.equal(fine.vocabulary.size, 4);
    assert.ok((await readModel(withMemories({}), 'fine')).memory);
    assert.equal(
      (await readModel(withMembers({ vocab_size: number(4), data_size: number(7) }), 'fine')).dataSize,
      7,
    );
  });

  it('reads every kind of float16', async () => {
    // IEEE 754 binary16: zeros, the smallest and largest subnormal, the smallest and largest normal number, and 1 + 2^-10.
    const halves = [
      0x0000, 0x8000, 0x0001, 0x8001, 0x03ff, 0x0400, 0x7bff, 0xfbff, 0x3c00, 0x3c01, 0xbc00, 0x3555,
    ];
    const values = [
      0,
      -0,
      2 ** -24,
      -(2 ** -24),
      1023 * 2 ** -24,
      2 ** -14,
      65504,
      -65504,
      1,
      1 + 2 ** -10,
      -1,
    ];
    const big = bytesOf(halves.flatMap((half) => [half >> 8, half & 255]));
    const little = bytesOf(halves.flatMap((half) => [half & 255, half >> 8]));
    for (const file of [withWxh(npy('>f2', '(3, 4)', big)), withWxh(npy('<f2', '(3, 4)', little))]) {
      const { Wxh } = (await readModel(file, 'fine')).parameters;
      assert.deepEqual([...Wxh], [...values, 0.333251953125]);
    }
  });

  it('reads memories, with zeros among them', async () => {
    const { Whh } = tinyMemory();
    const read = await readModel(withMemories({ mWhh: npy('<f8', '(3, 3)', float64Bytes(Whh)) }), 'fine');
    assert.ok(read.memory);
    assert.deepEqual(read.memory.Whh, Whh);
    assert.deepEqual([...read.memory.by], [1, 1, 1, 1]);
  });

  it('passes over notes that are not ours', async () => {
    for (const notes of [
      number(3),
      text('plain words'),
      text('[1,2]'),
      text('{"warmup":3,"steps":-1}'),
      text('null'),
    ]) {
      assert.equal((await readModel(withMembers({ notes }), 'fine')).notes, undefined);
    }
    const { notes } = await readModel(withMembers({ notes: text('{"warmup":"a","steps":0.5}') }), 'fine');
    assert.deepEqual(notes, { warmup: 'a' });
  });

  it('reads numbers in native byte order, which a header may ask for by "="', async () => {
    const { parameters } = await readModel(withWxh(npy('=f8', '(3, 4)', elements)), 'fine');
    assert.deepEqual([...parameters.Wxh], new Array<number>(12).fill(1));
  });
});

function text(value: string): Uint8Array {
  return npy(
    `<U${value.length}`,
    '()',
    bytesOf(...[...value].map((character) => u32(character.charCodeAt(0)))),
  );
}
