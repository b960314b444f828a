import { PersonError } from '../personError';
import { latin1, quoted } from './byteText';
import { ByteCursor } from './byteCursor';
import { limits } from './limits';

/** One file inside a zip, as its central directory describes it and its local header confirms. */
export interface ZipMember {
  readonly name: string;
  readonly deflated: boolean;
  /** CRC-32 of the contents. */
  readonly crc: number;
  /** Bytes in the zip, from `begin`. */
  readonly compressedSize: number;
  readonly begin: number;
  /** Bytes of the contents, as claimed. */
  readonly size: number;
}

const localSignature = 0x04034b50;
const centralSignature = 0x02014b50;
const endSignature = 0x06054b50;
const endSize = 22;
const unknown32 = 0xffffffff;

function damaged(what: string): PersonError {
  return new PersonError('The zip is damaged: {0}. Copy or save the file again.', { values: [what] });
}

/**
 * Lists what a zip holds without reading the contents. Every count, size and position is checked against the bytes
 * that are there and against the local headers; members may not repeat a name nor share bytes (as in overlapping
 * zip bombs). The layout is that of PKWARE's APPNOTE.TXT; encryption and several volumes are refused, and zip64 where it is needed:
 * NumPy uses it only for members over 2 GB, past what a model may hold.
 *
 * @throws PersonError saying what is wrong.
 */
export function readZipDirectory(bytes: Uint8Array): ZipMember[] {
  const endPosition = findEnd(bytes);
  const end = new ByteCursor(bytes.subarray(endPosition), 'The zip');
  end.take(4);
  const disks = [end.u16(), end.u16()];
  const counts = [end.u16(), end.u16()];
  const directorySize = end.u32();
  const directoryBegin = end.u32();
  if (disks.some((disk) => disk !== 0) || counts[0] !== counts[1]) {
    throw new PersonError('The zip is one of several volumes: expected a single file.');
  }
  if (directoryBegin === unknown32 || directorySize === unknown32 || counts[0] === 0xffff) {
    throw new PersonError('The zip uses zip64, for files over 4 GB: a model is smaller.');
  }
  if (counts[0] > limits.zipMembers) {
    throw new PersonError('The zip has {0} members: at most {1} are read.', {
      values: [counts[0], limits.zipMembers],
    });
  }
  const directoryEnd = directoryBegin + directorySize;
  if (
    directoryEnd !== endPosition &&
    !isSpareZip64(bytes.subarray(directoryEnd, endPosition), directoryEnd)
  ) {
    throw damaged(
      `its directory should end at byte ${directoryEnd}, but the end record is at ${endPosition}`,
    );
  }
  const cursor = new ByteCursor(bytes.subarray(directoryBegin, directoryEnd), "The zip's directory");
  const names = new Set<string>();
  const members: ZipMember[] = [];
  for (let index = 0; index < counts[0]; index++) {
    const member = readEntry(cursor, bytes, directoryBegin);
    if (names.has(member.name)) {
      throw new PersonError('The zip has two members named {0}: expected one.', {
        values: [quoted(member.name)],
      });
    }
    names.add(member.name);
    members.push(member);
  }
  if (cursor.left > 0) {
    throw damaged(`its directory has ${cursor.left} bytes after its ${counts[0]} members`);
  }
  checkOverlap(members);
  return members;
}

/** The end record is followed by its comment, of at most 65,535 bytes, and by nothing else. */
function findEnd(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const lowest = Math.max(0, bytes.length - endSize - 0xffff);
  for (let at = bytes.length - endSize; at >= lowest; at--) {
    if (view.getUint32(at, true) === endSignature) {
      if (at + endSize + view.getUint16(at + 20, true) === bytes.length) {
        return at;
      }
    }
  }
  throw damaged('it has no end record, so it is probably cut short');
}

/**
 * Whether bytes are zip64's end record and its locator, 56 and 20 bytes, and nothing else: PyTorch writes them for small files
 * too, where they repeat what the plain end record says.
 */
function isSpareZip64(bytes: Uint8Array, position: number): boolean {
  if (bytes.length !== 76) {
    return false;
  }
  const cursor = new ByteCursor(bytes, "The zip's end");
  const isRecord = cursor.u32() === 0x06064b50 && cursor.u64() === 44;
  cursor.take(44);
  const isLocator = cursor.u32() === 0x07064b50 && cursor.u32() === 0 && cursor.u64() === position;
  return isRecord && isLocator;
}

function readEntry(cursor: ByteCursor, bytes: Uint8Array, directoryBegin: number): ZipMember {
  if (cursor.u32() !== centralSignature) {
    throw damaged(`its directory has no entry at byte ${directoryBegin + cursor.position - 4}`);
  }
  cursor.take(4);
  const flags = cursor.u16();
  const method = cursor.u16();
  cursor.take(4);
  const crc = cursor.u32();
  const compressedSize = cursor.u32();
  const size = cursor.u32();
  const nameLength = cursor.u16();
  const extraLength = cursor.u16();
  const commentLength = cursor.u16();
  cursor.take(8);
  const localPosition = cursor.u32();
  const nameBytes = cursor.take(nameLength);
  cursor.take(extraLength + commentLength);
  const name = latin1(nameBytes);
  if (flags & 1) {
    throw new PersonError('{0} is encrypted: save the model without a password.', { values: [quoted(name)] });
  }
  if (method !== 0 && method !== 8) {
    throw new PersonError(
      '{0} is compressed by method {1}: expected stored (0) or deflated (8), as numpy.savez and ' +
        'numpy.savez_compressed write them.',
      { values: [quoted(name), method] },
    );
  }
  if (compressedSize === unknown32 || size === unknown32 || localPosition === unknown32) {
    throw new PersonError('{0} uses zip64, for files over 4 GB: a model is smaller.', {
      values: [quoted(name)],
    });
  }
  if (method === 0 && compressedSize !== size) {
    throw damaged(`${quoted(name)} is stored, but has two sizes, ${compressedSize} and ${size}`);
  }
  const begin = checkLocalHeader(
    { name, nameBytes, method, crc, compressedSize, size },
    bytes.subarray(0, directoryBegin),
    localPosition,
  );
  return { name, deflated: method === 8, crc, compressedSize, begin, size };
}

interface Claimed {
  readonly name: string;
  readonly nameBytes: Uint8Array;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  readonly size: number;
}

/** Compares a member's local header with its directory entry. @returns where its contents begin. */
function checkLocalHeader(claimed: Claimed, bytes: Uint8Array, localPosition: number): number {
  const where = quoted(claimed.name);
  if (localPosition > bytes.length) {
    throw damaged(`${where} should begin at byte ${localPosition}, past the members`);
  }
  const cursor = new ByteCursor(bytes.subarray(localPosition), `The zip's header of ${where}`);
  if (cursor.u32() !== localSignature) {
    throw damaged(`there is no header of ${where} at byte ${localPosition}`);
  }
  cursor.take(2);
  const flags = cursor.u16();
  const method = cursor.u16();
  cursor.take(4);
  const crc = cursor.u32();
  const sizes = [cursor.u32(), cursor.u32()];
  const nameLength = cursor.u16();
  const extraLength = cursor.u16();
  const nameBytes = cursor.take(nameLength);
  cursor.take(extraLength);
  if (method !== claimed.method || latin1(nameBytes) !== claimed.name) {
    throw damaged(`the header and the directory entry of ${where} differ`);
  }
  // Bit 3: written as a stream, crc and sizes follow the contents. Python writes sizes of 2^32 - 1 here, with the
  // true ones in a zip64 field, for any member of a size not known beforehand: the directory has them plainly.
  const streamed = (flags & 8) !== 0;
  const agrees = (found: number, expected: number): boolean => found === expected || found === unknown32;
  if (
    !streamed &&
    (crc !== claimed.crc || !agrees(sizes[0], claimed.compressedSize) || !agrees(sizes[1], claimed.size))
  ) {
    throw damaged(`the header and the directory entry of ${where} differ in size or checksum`);
  }
  if (claimed.compressedSize > cursor.left) {
    throw damaged(
      `${where} should have ${claimed.compressedSize} bytes, but ${cursor.left} are left before the directory`,
    );
  }
  return localPosition + cursor.position;
}

function checkOverlap(members: readonly ZipMember[]): void {
  const inOrder = [...members].sort((a, b) => a.begin - b.begin);
  for (let index = 1; index < inOrder.length; index++) {
    const [first, second] = [inOrder[index - 1], inOrder[index]];
    if (first.begin + first.compressedSize > second.begin || first.begin === second.begin) {
      throw damaged(`${quoted(first.name)} and ${quoted(second.name)} share bytes`);
    }
  }
}
