import assert from 'node:assert/strict';
import { deflateRawSync } from 'node:zlib';
import { limits } from '../../../../src/core/format/limits';
import { readModel } from '../../../../src/core/format/modelFile';
import type { Control } from '../../../../src/core/pause';
import { buildZip, bytesOf, npz, tinyMembers, u16, type ZipPart } from './buildFiles';
import { assertRefused } from './assertRefused';

const Wxh = tinyMembers().get('Wxh')!;

/** Hears how many bytes of a file were gone through, at the end of each slice of some milliseconds: that is not a matter of the clock. */
class BytesRead implements Control {
  bytes = 0;
  readonly onProgress = (done: number): void => {
    this.bytes = done;
  };
}

const lying = (lies: Partial<ZipPart>): Uint8Array => npz(tinyMembers(), { Wxh: lies });
const good = npz(tinyMembers());
const endRecord = good.length - 22;

/** A zip whose bytes from `at` on are replaced. */
function patched(at: number, ...bytes: (string | readonly number[])[]): Uint8Array {
  const copy = good.slice();
  copy.set(bytesOf(...bytes), at);
  return copy;
}

const cases: [string, Uint8Array, RegExp][] = [
  ['an empty file', new Uint8Array(), /^bad: The file is empty: expected an \.npz/],
  ['text', bytesOf('First Citizen:\nBefore we proceed'), /^bad: The file is not a model: expected an \.npz/],
  ['a single array', Wxh, /^bad: The file is a single array \(\.npy\)/],
  ['a gzip', bytesOf([0x1f, 0x8b, 8, 0]), /^bad: The file is compressed by gzip: unpack it first/],
  [
    'two letters',
    bytesOf('PK'),
    /^bad: The zip is damaged: it has no end record, so it is probably cut short/,
  ],
  ['a zip cut short', good.subarray(0, good.length - 1), /it has no end record, so it is probably cut short/],
  ['a zip with bytes after its end', bytesOf(good, 'x'), /it has no end record/],
  ['an empty zip', buildZip([]), /There is no vocabulary: .* The file holds nothing\./],
  ['a volume of several', patched(endRecord + 4, u16(1)), /The zip is one of several volumes/],
  ['a zip64', patched(endRecord + 8, u16(0xffff), u16(0xffff)), /The zip uses zip64/],
  [
    'too many members',
    patched(endRecord + 8, u16(1001), u16(1001)),
    /The zip has 1001 members: at most 1000/,
  ],
  ['fewer members than said', patched(endRecord + 8, u16(7), u16(7)), /directory is cut short: 4 more bytes/],
  ['more members than said', patched(endRecord + 8, u16(5), u16(5)), /has \d+ bytes after its 5 members/],
  [
    'a directory elsewhere',
    npzEnd({ offset: 4 }),
    /its directory should end at byte \d+, but the end record is/,
  ],
  ['a directory too long', npzEnd({ size: 0x7fffffff }), /its directory should end at byte/],
  [
    'a directory of nonsense',
    patched(Buffer.from(good).indexOf('PK\x01\x02'), 'PK\x01\x03'),
    /its directory has no entry at byte/,
  ],
];

function npzEnd(end: Parameters<typeof buildZip>[1]): Uint8Array {
  return buildZip(
    [...tinyMembers()].map(([name, data]) => ({ name: `${name}.npy`, data })),
    end,
  );
}

const members: [string, Uint8Array, RegExp][] = [
  [
    'flipped bits',
    lying({ raw: flipped(Wxh) }),
    /"Wxh\.npy" is damaged: its CRC-32 is 0x[\da-f]{8}, expected 0x/,
  ],
  ['encryption', lying({ flags: 1 }), /"Wxh\.npy" is encrypted: save the model without a password/],
  [
    'LZMA',
    lying({ method: 14 }),
    /"Wxh\.npy" is compressed by method 14: expected stored \(0\) or deflated \(8\)/,
  ],
  ['two sizes though stored', lying({ size: 5 }), /"Wxh\.npy" is stored, but has two sizes, \d+ and 5/],
  ['zip64 sizes', lying({ size: 0xffffffff, compressedSize: 0xffffffff }), /"Wxh\.npy" uses zip64/],
  [
    'a position past the file',
    lying({ directory: { offset: 0x7fffffff } }),
    /"Wxh\.npy" should begin at byte/,
  ],
  [
    'a position off by one',
    lying({ directory: { offset: 1 } }),
    /there is no header of "Wxh\.npy" at byte 1/,
  ],
  [
    'another name in its header',
    lying({ local: { name: 'Wxx.npy' } }),
    /the header and the directory entry of "Wxh/,
  ],
  [
    'another method in its header',
    lying({ local: { method: 8 } }),
    /the header and the directory entry of "Wxh/,
  ],
  ['another size in its header', lying({ local: { size: 9 } }), /differ in size or checksum/],
  ['another checksum in its header', lying({ local: { crc: 9 } }), /differ in size or checksum/],
  [
    'more bytes than the file has',
    lying({ size: 2 ** 20, compressedSize: 2 ** 20 }),
    /"Wxh\.npy" should have 1048576 bytes, but \d+ are left before the directory/,
  ],
  [
    'a name given twice',
    buildZip([...npzParts(), { name: 'Wxh.npy', data: Wxh }]),
    /The zip has two members named "Wxh\.npy": expected one/,
  ],
  [
    'a name of another given twice',
    buildZip([...npzParts(), ...twice('x')]),
    /two members named "x": expected one/,
  ],
  ['bytes shared with another', overlapping(), /"a" and "b" share bytes/],
  [
    'deflate that is none',
    lying({ method: 8, raw: bytesOf('\x07junk') }),
    /"Wxh\.npy" is damaged: it does not inflate/,
  ],
  [
    'deflate cut short',
    lying({ deflate: true, raw: deflateRawSync(Wxh).subarray(0, 40) }),
    /it does not inflate/,
  ],
  [
    'less than it claims',
    lying({ deflate: true, size: Wxh.length + 1 }),
    /inflates to \d+ bytes, expected \d+/,
  ],
  ['more than it claims', lying({ deflate: true, size: 50 }), /inflates to more than 50 bytes, expected 50/],
];

function npzParts(): ZipPart[] {
  return [...tinyMembers()].map(([name, data]) => ({ name: `${name}.npy`, data }));
}

function twice(name: string): ZipPart[] {
  return [1, 2].map((byte) => ({ name, data: Uint8Array.of(byte) }));
}

function flipped(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, index) => (index === 100 ? byte ^ 1 : byte));
}

/** Member a's contents are b, header and all: how a few bytes are made to inflate over and over. */
function overlapping(): Uint8Array {
  const inner = buildZip([{ name: 'b', data: bytesOf('kernel') }]);
  const body = inner.subarray(0, 30 + 1 + 6);
  return buildZip([
    { name: 'a', data: body },
    {
      name: 'b',
      data: bytesOf('kernel'),
      raw: new Uint8Array(),
      compressedSize: 6,
      directory: { offset: 31 },
    },
  ]);
}

describe('hostile zips', () => {
  for (const [what, bytes, message] of cases) {
    it(`refuses ${what}`, () => assertRefused(bytes, message));
  }
  for (const [what, bytes, message] of members) {
    it(`refuses a member with ${what}`, () => assertRefused(bytes, message));
  }

  it('refuses a zip bomb for what it claims, before inflating it', async () => {
    // A gigabyte of zeros in a megabyte, as deflate's best is 1:1032.
    const raw = deflateRawSync(new Uint8Array(2 ** 26));
    const bomb = lying({ method: 8, raw, size: 2 ** 30 });
    await assertRefused(bomb, /would inflate from \d+ to 107374\d+ bytes: weights do not compress so well/);
  });

  it('stops inflating a bomb that claims to be small', async () => {
    const raw = deflateRawSync(new Uint8Array(2 ** 27));
    const peak = process.memoryUsage().arrayBuffers;
    const bomb = lying({ method: 8, raw, size: Wxh.length });
    const read = new BytesRead();
    await assertRefused(bomb, /inflates to more than \d+ bytes/, read);
    // A chunk of 16 KB inflates to 16 MB at most; the whole would be 134 MB, of 130 KB in the file.
    assert.ok(process.memoryUsage().arrayBuffers - peak < 100e6);
    assert.ok(read.bytes < raw.length / 4, `${read.bytes} of ${raw.length} bytes were inflated`);
  });

  it('does not wade through junk after the end of a deflated member', async () => {
    const raw = bytesOf(deflateRawSync(Wxh), new Uint8Array(40_000_000));
    const junk = lying({ method: 8, raw });
    const read = new BytesRead();
    await assertRefused(junk, /"Wxh\.npy" is damaged: bytes that inflate to nothing stand at \d+/, read);
    // Pushed to the end, the junk would be copied 2,400 times, which takes over a minute.
    assert.ok(read.bytes < 1_000_000, `${read.bytes} bytes were read`);
  });

  it('does not look into members that it does not need', async () => {
    const parts = [
      ...npzParts(),
      { name: 'bomb.npy', method: 8, data: Wxh, raw: Uint8Array.of(3, 0), size: 2 ** 31 },
      { name: '../../etc/passwd', data: bytesOf('x') },
      { name: 'folder/', data: new Uint8Array() },
    ];
    assert.equal((await readModel(buildZip(parts), 'fine')).vocabulary.size, 4);
  });

  it('reads a zip with a comment, and one whose sizes follow the contents', async () => {
    const streamed = npz(tinyMembers(), { Wxh: { flags: 8, local: { crc: 0, size: 0 } } });
    assert.equal((await readModel(streamed, 'fine')).vocabulary.size, 4);
    assert.equal((await readModel(npzEnd({ comment: 'PK\x05\x06 and more' }), 'fine')).vocabulary.size, 4);
  });

  it('lets small files inflate further than large ones', async () => {
    const zeros = tinyMembers();
    zeros.set('unused', new Uint8Array(limits.inflationFloor * 2));
    const deflated = Object.fromEntries([...zeros.keys()].map((name) => [name, { deflate: true }]));
    assert.equal((await readModel(npz(zeros, deflated), 'fine')).vocabulary.size, 4);
  });
});
