/** What the rest of a cursor's line says of a suggestion. */
export type Surroundings =
  /** Nothing stands after the cursor on its line. */
  | 'end'
  /** White space, or nothing but closing marks, follows: a suggestion must stay on the line. */
  | 'gap'
  /** The cursor stands in or before a word: a suggestion would push text about. */
  | 'word';

/** Longer rests are not looked through to their ends. */
const enough = 200;

/** @param rest what stands after the cursor on its line. */
export function surroundings(rest: string): Surroundings {
  const isShort = rest.length <= enough;
  if (isShort && rest.trim() === '') {
    return 'end';
  }
  if (/^\s/.test(rest)) {
    return 'gap';
  }
  // Editors put a closing bracket or quotation mark behind the cursor when the opening one is typed.
  return isShort && /^[)\]}>"'`’”»*_~.,;:!?]+\s*$/.test(rest) ? 'gap' : 'word';
}
