import { PersonError } from '../personError';

/** Reads bytes one after the other, and never past their end. Little-endian unless a method says otherwise. */
export class ByteCursor {
  private readonly view: DataView;
  /** Bytes read so far. */
  position = 0;

  /** @param where names what is read, for messages. */
  constructor(
    readonly bytes: Uint8Array,
    readonly where: string,
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.length - this.position;
  }

  u8(): number {
    return this.view.getUint8(this.advance(1));
  }

  u16(): number {
    return this.view.getUint16(this.advance(2), true);
  }

  u32(): number {
    return this.view.getUint32(this.advance(4), true);
  }

  i32(): number {
    return this.view.getInt32(this.advance(4), true);
  }

  /** A 64-bit count; one past 2^53 is wrong in its last bits, but longer than any file all the same. */
  u64(): number {
    const low = this.u32();
    return low + this.u32() * 4294967296;
  }

  f64BigEndian(): number {
    return this.view.getFloat64(this.advance(8), false);
  }

  /** The next `length` bytes, as a view. */
  take(length: number): Uint8Array {
    const at = this.advance(length);
    return this.bytes.subarray(at, at + length);
  }

  /** What stands before the next newline, as a view; the newline is passed over. */
  line(limit: number): Uint8Array {
    const begin = this.position;
    const end = this.bytes.indexOf(10, begin);
    if (end < 0) {
      throw new PersonError('{0} ends in the middle of a line that begins at byte {1}.', {
        values: [this.where, begin],
      });
    }
    if (end - begin > limit) {
      throw new PersonError('{0} has a line of {1} bytes at byte {2}, too long.', {
        values: [this.where, end - begin, begin],
      });
    }
    this.position = end + 1;
    return this.bytes.subarray(begin, end);
  }

  private advance(length: number): number {
    const at = this.position;
    if (length > this.left) {
      throw new PersonError('{0} is cut short: {1} more bytes are needed at byte {2}, and {3} are left.', {
        values: [this.where, length, at, this.left],
      });
    }
    this.position += length;
    return at;
  }
}
