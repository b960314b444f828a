import { namesIn, join, dirname } from './files';
import { randomText } from './randomText';
import { hostFiles } from './web/hostFiles';

/** As on a disk: to a temporary name in the same folder, then renamed. */
export async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  const files = hostFiles();
  const temporary = `${beginning(path)}${randomText(4)}${ending}`;
  try {
    await files.write(temporary, bytes);
    await files.rename(temporary, path);
  } catch (error) {
    await files.remove(temporary).catch(() => undefined);
    throw error;
  }
}

const ending = '.tmp';

function beginning(path: string): string {
  return join(dirname(path), `.${path.slice(path.lastIndexOf('/') + 1)}.`);
}

/** Removes what workers that were ended while they replaced this file have left beside it. */
export async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const begin = beginning(path).slice(folder.length + 1);
  for (const name of await namesIn(folder)) {
    if (name.startsWith(begin) && /^[0-9a-f]{8}\.tmp$/.test(name.slice(begin.length))) {
      await hostFiles().remove(join(folder, name));
    }
  }
}
