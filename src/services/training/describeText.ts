import { pause } from '../../core/pause';
import { PersonError } from '../../core/personError';
import { readUtf8 } from '../readUtf8';
import type { TextSize } from './trainerMessages';

/** Fewer characters than these teach nothing. */
const fewest = 500;
/** Code units that are looked at before other work gets its turn. */
const slice = 1 << 20;

/**
 * Counts a text's characters, as training will read them.
 *
 * @throws PersonError if it cannot be trained on.
 */
export async function describeText(path: string): Promise<TextSize> {
  const text = (await readUtf8(path)).replaceAll('\r\n', '\n');
  const distinct = new Set<number>();
  let characters = 0;
  for (let at = 0; at < text.length;) {
    const end = Math.min(text.length, at + slice);
    while (at < end) {
      const point = text.codePointAt(at)!;
      distinct.add(point);
      characters++;
      at += point > 0xffff ? 2 : 1;
    }
    await pause();
  }
  if (characters < fewest) {
    throw new PersonError(
      'The text has {0} characters: too few to learn from. {1} are the least, and 100,000 a good beginning. ' +
        'Open a longer text, or choose several files.',
      { values: [characters, fewest] },
    );
  }
  if (distinct.size < 2) {
    throw new PersonError(
      'The text is one and the same character over and over: there is nothing to learn. Choose another text.',
    );
  }
  return { characters, distinct: distinct.size };
}
