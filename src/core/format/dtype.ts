import { quoted } from './byteText';

/** Floats, signed and unsigned integers, bytes, UCS4 text, Python objects: NumPy's letters. */
export type DtypeKind = 'f' | 'i' | 'u' | 'S' | 'U' | 'O';

/** The type of an array's elements. */
export interface Dtype {
  readonly kind: DtypeKind;
  /** Bytes of an element; for `S` also its characters, for `U` four times those. 0 for objects. */
  readonly size: number;
  readonly bigEndian: boolean;
  /** As NumPy writes it: `<f8`, `|S1`. */
  readonly text: string;
}

const numberSizes = { f: [2, 4, 8], i: [1, 2, 4, 8], u: [1, 2, 4, 8] } as const;

/**
 * Reads NumPy's notation of a type, with or without byte order: `<f8`, `|S1`, `>U1`, `O`.
 *
 * @returns undefined for a type that no member of a model file has (complex numbers, dates, records...).
 */
export function parseDtype(text: string): Dtype | undefined {
  const match = /^([<>|=]?)([fiuSUO])(\d{0,6})$/.exec(text);
  if (match === null) {
    return undefined;
  }
  const kind = match[2] as DtypeKind;
  const digits = match[3] === '' ? undefined : Number(match[3]);
  if (kind === 'O') {
    // Python 2 pickles call it O8 or O4, by the size of a pointer where it was written.
    return { kind, size: 0, bigEndian: false, text };
  }
  // Text of no length would let a header claim any number of elements in no bytes.
  if (digits === undefined || digits === 0) {
    return undefined;
  }
  if (kind === 'S' || kind === 'U') {
    return withByteOrder(
      { kind, size: kind === 'U' ? 4 * digits : digits, bigEndian: false, text },
      match[1],
    );
  }
  const sizes: readonly number[] = numberSizes[kind];
  return sizes.includes(digits)
    ? withByteOrder({ kind, size: digits, bigEndian: false, text }, match[1])
    : undefined;
}

/** The same type in the byte order that NumPy writes as `<`, `>`, `|` (none) or `=` (taken as little-endian). */
export function withByteOrder(dtype: Dtype, order: string): Dtype {
  const plain = dtype.text.replace(/^[<>|=]/, '');
  return { ...dtype, bigEndian: order === '>', text: order === '' ? plain : order + plain };
}

/** Says which types of number are read, for messages. */
export const readableNumbers = 'float16, float32, float64 or an integer type of up to 64 bits';

export function isNumeric({ kind }: Dtype): boolean {
  return kind === 'f' || kind === 'i' || kind === 'u';
}

export function unreadable(text: string): string {
  return `type ${quoted(text)}: expected ${readableNumbers}, text (S or U) or pickled objects (O)`;
}
