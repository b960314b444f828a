import { Inflate } from 'fflate';
import { PersonError } from '../personError';
import type { Slicer } from '../pause';
import { quoted } from './byteText';
import { crc32 } from './crc32';
import type { ZipMember } from './zipDirectory';

/**
 * Compressed bytes inflated at once, for a member that says it hardly compresses. Small chunks are slow (fflate makes
 * a new buffer for each: 8 KB takes 1.4 times as long as 16), and a liar's chunk may become 1,032 times as large
 * before it is found out: 16 MB.
 */
const inflateChunk = 16_384;
/** The first ones are smaller: before its loops are compiled, V8 takes 6 to 10 ms for what later takes a half. */
const firstChunk = 2048;
const smallestChunk = 1024;
/** A stored block of deflate has at most 64 KB: that much may go in before something comes out. */
const silentLimit = 131_072;
const crcChunk = 65_536;

/**
 * The contents of a zip member: a view of the file's bytes if it is stored, else inflated into a buffer of the claimed
 * size, never beyond. The checksum is verified. `slicer` counts bytes of the file.
 *
 * @throws PersonError if the contents do not inflate to exactly the claimed size, or have another checksum.
 */
export async function memberBytes(file: Uint8Array, member: ZipMember, slicer: Slicer): Promise<Uint8Array> {
  const raw = file.subarray(member.begin, member.begin + member.compressedSize);
  const contents = member.deflated ? await inflate(raw, member, slicer) : raw;
  let crc = 0;
  for (let at = 0; at < contents.length; at += crcChunk) {
    const chunk = contents.subarray(at, at + crcChunk);
    crc = crc32(chunk, crc);
    await slicer.done(member.deflated ? 0 : chunk.length);
  }
  if (crc !== member.crc) {
    throw new PersonError(
      '{0} is damaged: its CRC-32 is {1}, expected {2}. ' + 'Copy or save the file again.',
      { values: [quoted(member.name), hex(crc), hex(member.crc)] },
    );
  }
  return contents;
}

async function inflate(raw: Uint8Array, member: ZipMember, slicer: Slicer): Promise<Uint8Array> {
  const out = new Uint8Array(member.size);
  let length = 0;
  let silent = 0;
  const stream = new Inflate((chunk) => {
    if (chunk.length > out.length - length) {
      throw wrongSize(member, `more than ${out.length}`);
    }
    out.set(chunk, length);
    length += chunk.length;
    silent = chunk.length > 0 ? 0 : silent;
  });
  const ratio = member.size / Math.max(1, raw.length);
  const bytesFor = (inflated: number): number =>
    Math.max(smallestChunk, Math.floor(inflated / Math.max(1, ratio)));
  let step = bytesFor(firstChunk);
  for (let at = 0; at < raw.length;) {
    const chunk = raw.subarray(at, at + step);
    silent += chunk.length;
    // The stream keeps what it cannot use yet and copies it at each push, so junk after the end must not pile up.
    if (silent > silentLimit) {
      throw new PersonError(
        '{0} is damaged: bytes that inflate to nothing stand at {1}. ' + 'Copy or save the file again.',
        { values: [quoted(member.name), member.begin + at] },
      );
    }
    at += chunk.length;
    push(stream, chunk, at === raw.length, member);
    step = Math.min(2 * step, bytesFor(inflateChunk));
    await slicer.done(chunk.length);
  }
  if (length !== out.length) {
    throw wrongSize(member, length);
  }
  return out;
}

function push(stream: Inflate, chunk: Uint8Array, final: boolean, member: ZipMember): void {
  try {
    stream.push(chunk, final);
  } catch (error) {
    if (error instanceof PersonError) {
      throw error;
    }
    throw new PersonError('{0} is damaged: it does not inflate. Copy or save the file again.', {
      values: [quoted(member.name)],
      cause: error,
    });
  }
}

function wrongSize(member: ZipMember, found: number | string): PersonError {
  return new PersonError(
    '{0} is damaged: it inflates to {1} bytes, expected {2}. ' + 'Copy or save the file again.',
    { values: [quoted(member.name), found, member.size] },
  );
}

function hex(crc: number): string {
  return `0x${crc.toString(16).padStart(8, '0')}`;
}
