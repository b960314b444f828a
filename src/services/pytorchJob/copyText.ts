import { open } from 'node:fs/promises';
import type { Control } from '../../core/pause';
import { fileProblem } from '../fileProblem';
import type { TrainingText } from '../training/trainingJob';
import { scanText, type ScannedText } from './scanText';

/**
 * Writes a text as it is trained on to a file of a new folder, and tells what is known of it.
 *
 * @throws PersonError if it cannot be read or written.
 */
export async function copyText(
  source: TrainingText,
  path: string,
  control: Control = {},
): Promise<ScannedText> {
  try {
    const file = await open(path, 'wx');
    try {
      const scanned = await scanText(source, control, async (piece) => {
        await file.write(piece, null, 'utf8').catch((error: unknown) => {
          throw fileProblem('the text', path, error, 'written');
        });
      });
      await file.sync();
      return scanned;
    } finally {
      await file.close();
    }
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === undefined
      ? error
      : fileProblem('the text', path, error, 'written');
  }
}
