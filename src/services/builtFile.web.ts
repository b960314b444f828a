import { hostFiles } from './web/hostFiles';

/** In a browser the files in dist come from wherever the extension lies. */
export function readBuiltFile(name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return hostFiles().readBuilt(name);
}
