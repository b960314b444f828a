import { PersonError } from '../personError';

/**
 * How a pickle may write bytes as something else: `repr` is protocol 0's string, as Python 2's `repr` writes it,
 * quotes and all; `utf8` and `rawUnicode` are text whose characters, all under U+0100, stand for bytes, in UTF-8 or in
 * protocol 0's unicode (Latin-1, with \uXXXX for some).
 */
export type ByteForm = 'repr' | 'utf8' | 'rawUnicode';

const backslash = 0x5c;

/** The letter after a backslash in a `repr`, and the byte that the two stand for. */
const escapes = new Map([
  [backslash, backslash],
  [0x27, 0x27], // '
  [0x22, 0x22], // "
  [0x6e, 0x0a], // n
  [0x72, 0x0d], // r
  [0x74, 0x09], // t
]);

/** Turns such a form back into bytes, piece by piece: the arrays of a large network have megabytes of it. */
export class ByteDecoder {
  private readonly out: Uint8Array;
  private readonly end: number;
  private at = 0;
  private length = 0;

  /**
   * @param where names what is read, for messages.
   * @throws PersonError for a `repr` without quotes.
   */
  constructor(
    private readonly source: Uint8Array,
    private readonly form: ByteForm,
    private readonly where: string,
  ) {
    this.end = source.length;
    if (form === 'repr') {
      const quote = source[0];
      if (source.length < 2 || (quote !== 0x22 && quote !== 0x27) || source[source.length - 1] !== quote) {
        throw new PersonError('{0} has a string without quotes.', { values: [where] });
      }
      this.at++;
      this.end--;
    }
    // Every form is at least as long as the bytes it stands for.
    this.out = new Uint8Array(this.end - this.at);
  }

  /** Decodes about `count` bytes of the form. @returns whether all is done. @throws PersonError if it is damaged. */
  run(count = Infinity): boolean {
    const { source, out, form } = this;
    const until = Math.min(this.end, this.at + count);
    let { at, length } = this;
    while (at < until) {
      const byte = source[at];
      if (form === 'utf8' ? byte < 0x80 : byte !== backslash) {
        out[length++] = byte;
        at++;
      } else {
        const { value, size } = this.special(at);
        out[length++] = value;
        at += size;
      }
    }
    this.at = at;
    this.length = length;
    return at >= this.end;
  }

  /** All bytes decoded so far. */
  result(): Uint8Array {
    return this.out.subarray(0, this.length);
  }

  /** The byte that stands at a position in more than one byte, and how many those are. */
  private special(at: number): { value: number; size: number } {
    const { source, form } = this;
    const [first, second] = [source[at], source[at + 1]];
    if (form === 'utf8') {
      const value = ((first & 3) << 6) | (second & 0x3f);
      return this.checked((first & 0xfc) === 0xc0 && (second & 0xc0) === 0x80 ? value : NaN, at, 2);
    }
    if (form === 'repr') {
      const simple = escapes.get(second);
      return simple !== undefined
        ? this.checked(simple, at, 2)
        : this.checked(second === 0x78 ? this.hex(at + 2, 2) : NaN, at, 4);
    }
    if (second === 0x55) {
      return this.checked(this.hex(at + 2, 8), at, 10);
    }
    // Any other backslash is one.
    return second === 0x75 ? this.checked(this.hex(at + 2, 4), at, 6) : { value: backslash, size: 1 };
  }

  private checked(value: number, at: number, size: number): { value: number; size: number } {
    if (!(value < 256) || at + size > this.end) {
      throw new PersonError('{0} has {1}.', {
        values: [
          this.where,
          this.form === 'repr' ? 'a wrong escape in a string' : 'text for bytes that is no bytes',
        ],
      });
    }
    return { value, size };
  }

  private hex(at: number, digits: number): number {
    const text = String.fromCharCode(...this.source.subarray(at, at + digits));
    return /^[\da-fA-F]+$/.test(text) && text.length === digits ? Number.parseInt(text, 16) : NaN;
  }
}
