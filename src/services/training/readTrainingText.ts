import { resolve } from '../files';
import { readUtf8 } from '../readUtf8';
import { sha256 } from '../sha256';
import type { TrainingText } from './trainingJob';

/** A text to train on, read. */
export interface ReadText {
  readonly text: string;
  /** Absolute; none for a text that came from no file. */
  readonly paths: string[];
  /** Of its UTF-8, in hexadecimal digits: tells whether a run that goes on still has its text. */
  readonly sha256: string;
}

/**
 * Reads a text: its lines end with a newline alone, and so does each of several files.
 *
 * @throws PersonError if a file cannot be read or is not UTF-8.
 */
export async function readTrainingText(source: TrainingText): Promise<ReadText> {
  const paths = source.kind === 'files' ? source.paths.map((path) => resolve(path)) : [];
  const parts = source.kind === 'text' ? [source.text] : [];
  for (const path of paths) {
    parts.push(await readUtf8(path));
  }
  const text = parts
    .map((part) => part.replaceAll('\r\n', '\n'))
    .map((part, at) => (at < parts.length - 1 && !part.endsWith('\n') ? `${part}\n` : part))
    .join('');
  return { text, paths, sha256: await sha256(text) };
}
