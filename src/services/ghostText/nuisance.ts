/** What the cursor's surroundings say of a suggestion. */
export type Surroundings =
  /** Nothing stands after the cursor on its line. */
  | 'end'
  /** White space follows, and then more text: a suggestion must stay on the line. */
  | 'gap'
  /** The cursor stands in or before a word: a suggestion would push text about. */
  | 'word';

export function surroundings(line: string, character: number): Surroundings {
  const after = line.slice(character);
  if (after.trim() === '') {
    return 'end';
  }
  return /^\s/.test(after) ? 'gap' : 'word';
}
