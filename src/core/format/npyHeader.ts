import { PersonError } from '../personError';
import { ByteCursor } from './byteCursor';
import { latin1 } from './byteText';
import { parseDtype, unreadable, type Dtype } from './dtype';
import { limits } from './limits';
import { elementCount, shapeText } from './ndArray';

/** What stands before the elements in an .npy file. */
export interface NpyHeader {
  readonly dtype: Dtype;
  readonly shape: readonly number[];
  readonly fortranOrder: boolean;
  /** Where the elements begin. */
  readonly dataBegin: number;
}

const magic = '\u0093NUMPY';

/**
 * Reads the header of an .npy file, versions 1.0 to 3.0 (the format: numpy.lib.format), and checks that the elements
 * it claims are exactly the bytes that follow.
 *
 * @param where the member's name, for messages.
 * @throws PersonError naming the member and what is wrong.
 */
export function readNpyHeader(bytes: Uint8Array, where: string): NpyHeader {
  const cursor = new ByteCursor(bytes, where);
  if (bytes.length < 10 || latin1(cursor.take(6)) !== magic) {
    throw new PersonError('{0} is not a NumPy array: it does not begin with the mark of an .npy file.', {
      values: [where],
    });
  }
  const [major, minor] = [cursor.u8(), cursor.u8()];
  if (major < 1 || major > 3 || minor !== 0) {
    throw new PersonError('{0} has .npy version {1}.{2}: expected 1.0, 2.0 or 3.0.', {
      values: [where, major, minor],
    });
  }
  const length = major === 1 ? cursor.u16() : cursor.u32();
  if (length > limits.npyHeader) {
    throw new PersonError('{0} has a header of {1} bytes: at most {2} are read.', {
      values: [where, length, limits.npyHeader],
    });
  }
  const fields = readFields(latin1(cursor.take(length)), where);
  const dtype = parseDtype(fields.descr);
  if (dtype === undefined) {
    throw new PersonError('{0} has {1}.', { values: [where, unreadable(fields.descr)] });
  }
  const header = {
    dtype,
    shape: fields.shape,
    fortranOrder: fields.fortranOrder,
    dataBegin: cursor.position,
  };
  const needed = elementCount(header.shape) * dtype.size;
  if (dtype.kind !== 'O' && needed !== cursor.left) {
    throw new PersonError(
      '{0} should have {1} bytes of elements, by its header ({2}, shape ' +
        '{3}), but has {4}. Copy or save the file again.',
      { values: [where, needed, dtype.text, shapeText(header.shape), cursor.left] },
    );
  }
  return header;
}

interface Fields {
  descr: string;
  fortranOrder: boolean;
  shape: number[];
}

/** One `'key': value,` of the header: three alternatives, so that match[1], [2] or [3] holds the value. */
const field =
  / *(?:'descr' *: *'([\x20-\x26\x28-\x7e]{1,20})'|'fortran_order' *: *(True|False)|'shape' *: *\(([\d L,]*)\)) *(,|(?=\}))/y;

/** Reads the Python dict of a header, of these three keys in any order and nothing else. */
function readFields(text: string, where: string): Fields {
  const fields: Partial<Fields> = {};
  const wrong = (): PersonError =>
    new PersonError(
      "{0} has a header that is not NumPy's: expected a dict of 'descr', 'fortran_order' and 'shape' " +
        "(a record type, whose 'descr' is a list, is not read).",
      { values: [where] },
    );
  const open = /^ *\{/.exec(text);
  let at = open === null ? 0 : open[0].length;
  for (let count = 0; count < 3; count++) {
    field.lastIndex = at;
    const match = field.exec(text) as (string | undefined)[] | null;
    if (match === null) {
      throw wrong();
    }
    at = field.lastIndex;
    if (match[1] !== undefined) {
      fields.descr = match[1];
    } else if (match[2] !== undefined) {
      fields.fortranOrder = match[2] === 'True';
    } else {
      fields.shape = readShape(match[3] ?? '', where);
    }
  }
  const { descr, fortranOrder, shape } = fields;
  if (descr === undefined || fortranOrder === undefined || shape === undefined) {
    throw wrong();
  }
  if (!/^ *\} *\n?$/.test(text.slice(at))) {
    throw wrong();
  }
  return { descr, fortranOrder, shape };
}

/** Reads `250, 62` or `62,` or nothing; Python 2 may write `250L`. */
function readShape(text: string, where: string): number[] {
  const inner = text.trim();
  const valid = /^(?:\d{1,15}L? *, *)*(?:\d{1,15}L?)?$/.test(inner) && (inner === '' || inner.includes(','));
  const lengths = valid ? [...inner.matchAll(/\d+/g)].map((digits) => Number(digits[0])) : [];
  if (!valid || lengths.length > 32) {
    throw new PersonError('{0} has a header whose shape ({1}) is not a tuple of lengths.', {
      values: [where, inner.slice(0, 40)],
    });
  }
  return lengths;
}
