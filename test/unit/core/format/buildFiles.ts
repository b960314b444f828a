import { deflateRawSync } from 'node:zlib';
import { crc32 } from '../../../../src/core/format/crc32';
import { vanilla, weightNames, weightShape, type WeightName } from '../../../../src/core/parameters';
import { tinyParameters } from './tinyModel';

/** Bytes of text, each character one byte; arrays of bytes and texts are joined. */
export function bytesOf(...parts: (string | number | Uint8Array | readonly number[])[]): Uint8Array {
  const buffers = parts.map((part) =>
    typeof part === 'string'
      ? Buffer.from(part, 'latin1')
      : part instanceof Uint8Array
        ? part
        : Buffer.from(typeof part === 'number' ? [part] : part),
  );
  // A plain Uint8Array, whose slices are copies.
  return new Uint8Array(Buffer.concat(buffers));
}

export function u16(value: number): number[] {
  return [value & 255, (value >>> 8) & 255];
}

export function u32(value: number): number[] {
  return [...u16(value & 0xffff), ...u16(value >>> 16)];
}

/** A member of a zip to build; whatever is given beside name and data is a lie told in its headers. */
export interface ZipPart {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflate?: boolean;
  /** What lies in the zip, if not the data, stored or deflated. */
  readonly raw?: Uint8Array;
  readonly method?: number;
  readonly flags?: number;
  readonly crc?: number;
  readonly size?: number;
  readonly compressedSize?: number;
  /** Only in the local header, or only in the directory. */
  readonly local?: { name?: string; method?: number; crc?: number; size?: number };
  readonly directory?: { offset?: number; size?: number; compressedSize?: number };
}

/** A zip, written by other code than the product's, so that it can lie. */
export function buildZip(
  parts: readonly ZipPart[],
  end: { count?: number; size?: number; offset?: number; comment?: string; disk?: number } = {},
): Uint8Array {
  const bodies: Uint8Array[] = [];
  const entries: Uint8Array[] = [];
  let at = 0;
  for (const part of parts) {
    const raw = part.raw ?? (part.deflate ? deflateRawSync(part.data) : part.data);
    const method = part.method ?? (part.deflate ? 8 : 0);
    const flags = part.flags ?? 0;
    const crc = part.crc ?? crc32(part.data);
    const compressedSize = part.compressedSize ?? raw.length;
    const size = part.size ?? part.data.length;
    const { local = {}, directory = {} } = part;
    const localName = local.name ?? part.name;
    const fixed = (itsMethod: number, itsCrc: number, itsCompressed: number, itsSize: number): number[] => [
      ...u16(20),
      ...u16(flags),
      ...u16(itsMethod),
      ...u32(0x00210000),
      ...u32(itsCrc),
      ...u32(itsCompressed),
      ...u32(itsSize),
    ];
    const body = bytesOf(
      'PK\x03\x04',
      fixed(local.method ?? method, local.crc ?? crc, compressedSize, local.size ?? size),
      u16(localName.length),
      u16(0),
      localName,
      raw,
    );
    entries.push(
      bytesOf(
        'PK\x01\x02',
        u16(20),
        fixed(method, crc, directory.compressedSize ?? compressedSize, directory.size ?? size),
        u16(part.name.length),
        new Array<number>(12).fill(0),
        u32(directory.offset ?? at),
        part.name,
      ),
    );
    bodies.push(body);
    at += body.length;
  }
  const directorySize = entries.reduce((sum, entry) => sum + entry.length, 0);
  const comment = end.comment ?? '';
  const endRecord = bytesOf(
    'PK\x05\x06',
    u16(end.disk ?? 0),
    u16(0),
    u16(end.count ?? parts.length),
    u16(end.count ?? parts.length),
    u32(end.size ?? directorySize),
    u32(end.offset ?? at),
    u16(comment.length),
    comment,
  );
  return new Uint8Array(Buffer.concat([...bodies, ...entries, endRecord]));
}

/** An .npy of version 1.0 with the given header text. */
export function npyWithHeader(
  header: string,
  elements: Uint8Array,
  version: readonly number[] = [1, 0],
): Uint8Array {
  const length = version[0] === 1 ? u16(header.length + 1) : u32(header.length + 1);
  return bytesOf('\x93NUMPY', version, length, header, '\n', elements);
}

export function npy(descr: string, shape: string, elements: Uint8Array, fortran = 'False'): Uint8Array {
  return npyWithHeader(`{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': ${shape}, }`, elements);
}

export function float64Bytes(values: ArrayLike<number>): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}

/** The members of the tiny model as .npy files: weights in float64, `chars` as |S1. */
export function tinyMembers(characters = "\n a'"): Map<string, Uint8Array> {
  const parameters = tinyParameters('f8', characters.length);
  const members = new Map<string, Uint8Array>();
  for (const name of weightNames) {
    members.set(name, npy('<f8', shapeOf(name, characters.length), float64Bytes(parameters[name])));
  }
  return members.set('chars', npy('|S1', `(${characters.length},)`, bytesOf(characters)));
}

function shapeOf(name: WeightName, vocabularySize: number): string {
  return `(${weightShape(name, vanilla(3, vocabularySize)).join(', ')})`;
}

/** An .npz of members, honest but for the given parts. */
export function npz(
  members: ReadonlyMap<string, Uint8Array>,
  lies: Record<string, Partial<ZipPart>> = {},
): Uint8Array {
  return buildZip([...members].map(([name, data]) => ({ name: `${name}.npy`, data, ...lies[name] })));
}
