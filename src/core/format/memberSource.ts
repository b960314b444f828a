import { PersonError } from '../personError';
import type { Slicer } from '../pause';
import { quoted } from './byteText';
import { limits } from './limits';
import { memberBytes } from './memberBytes';
import { arrayOf, kindOf, PickledArray, PickledDict, textOf, type PickleValue } from './pickleValue';
import { readNpy } from './readNpy';
import { readPickle } from './readPickle';
import { readZipDirectory, type ZipMember } from './zipDirectory';

/** What a model file holds, by name: the members of an .npz or the keys of a pickled dict. */
export interface MemberSource {
  readonly names: readonly string[];
  /** A member's value, or undefined if there is none of that name. @throws PersonError if it cannot be read. */
  read(name: string): Promise<PickleValue | undefined>;
}

/**
 * The members of an .npz: each is read when it is asked for.
 *
 * @param wanted the names that may be asked for: what else is there is not read, whatever it claims to be.
 * @throws PersonError for a damaged zip, or one whose wanted members claim far more bytes than the file has.
 */
export function npzMembers(file: Uint8Array, wanted: ReadonlySet<string>, slicer: Slicer): MemberSource {
  const members = new Map<string, ZipMember>();
  let claimed = 0;
  for (const member of readZipDirectory(file)) {
    const name = member.name.replace(/\.npy$/, '');
    if (name !== member.name) {
      members.set(name, member);
      claimed += wanted.has(name) ? member.size : 0;
    }
  }
  if (claimed > Math.max(limits.inflationFloor, limits.inflation * file.length)) {
    throw new PersonError(
      'The zip would inflate from {0} to {1} bytes: weights do not compress so well, and it is ' +
        'not read. A network of nothing but zeros can be saved uncompressed, with numpy.savez.',
      { values: [file.length, claimed] },
    );
  }
  return {
    names: [...members.keys()],
    async read(name) {
      const member = members.get(name);
      if (member === undefined) {
        return undefined;
      }
      const array = await readNpy(await memberBytes(file, member, slicer), name, slicer);
      return unwrap(new PickledArray(array));
    },
  };
}

/** The keys of a pickled dict. @throws PersonError if the pickle cannot be read or holds something else. */
export async function pickleMembers(file: Uint8Array, slicer: Slicer): Promise<MemberSource> {
  const value = unwrap(await readPickle(file, 'The file', slicer));
  if (!(value instanceof PickledDict)) {
    throw new PersonError('The file is a pickle of {0}: expected a dict with "Wxh" and so on as keys.', {
      values: [kindOf(value)],
    });
  }
  const members = new Map<string, PickleValue>();
  value.keys.forEach((key, index) => {
    const name = textOf(key);
    if (name === undefined) {
      throw new PersonError('The pickled dict has {0} for a key: expected names.', { values: [kindOf(key)] });
    }
    if (members.has(name)) {
      throw new PersonError('The pickled dict has the key {0} twice: expected it once.', {
        values: [quoted(name)],
      });
    }
    members.set(name, unwrap(value.values[index]));
  });
  await slicer.done(file.length);
  return {
    names: [...members.keys()],
    read: (name) => Promise.resolve(members.get(name)),
  };
}

/** Says what a file holds, for messages about what it does not. */
export function holds({ names }: MemberSource): string {
  const shown = names.slice(0, 20).map(quoted).join(', ');
  return `The file holds ${shown === '' ? 'nothing' : shown}${names.length > 20 ? ' and more' : ''}.`;
}

/** What an array of one object and no axes holds (so NumPy saves a dict), or else the value itself. */
function unwrap(value: PickleValue): PickleValue {
  const array = arrayOf(value);
  return array?.data.kind === 'objects' && array.shape.length === 0 ? array.data.items[0] : value;
}
