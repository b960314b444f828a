import { zipSync } from 'fflate';

/**
 * An .npz: the zip of .npy files that NumPy opens. The same members give the same bytes.
 *
 * @param members .npy files by name, without the ending.
 * @param compress deflates them, as `numpy.savez_compressed` does.
 */
export function writeNpz(members: ReadonlyMap<string, Uint8Array>, compress = false): Uint8Array {
  const files = Object.fromEntries([...members].map(([name, npy]) => [`${name}.npy`, npy]));
  // The earliest time that a zip can hold, as NumPy writes it too: the bytes depend on the members alone.
  return zipSync(files, { level: compress ? 6 : 0, mtime: new Date(1980, 0, 1) });
}
