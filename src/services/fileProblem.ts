import { PersonError } from '../core/personError';

/** What Node's codes mean, to complete "cannot be read: ..." */
const meanings: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EACCES: 'it is not permitted',
  EPERM: 'it is not permitted',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full, make room there',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'it is larger than the system allows',
  EIO: 'the disk reports an error',
  ENAMETOOLONG: 'its name is too long',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};

/** The error for people when a file cannot be read or written. */
export function fileProblem(
  what: string,
  path: string,
  error: unknown,
  verb: 'read' | 'written' | 'written to' = 'read',
): PersonError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return new PersonError(`${capitalised(what)} ${path} cannot be ${verb}: ${meanings[code] ?? message}.`, {
    cause: error,
  });
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
