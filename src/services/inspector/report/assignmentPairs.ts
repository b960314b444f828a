import type { Vocabulary } from '../../../core/vocabulary';

/** A transition by its characters' indices: why `to` follows `from`. */
export interface Transition {
  readonly from: number;
  readonly to: readonly number[];
}

/** What the assignment asks for by name, and the pairs that its report adds. */
const third = [':', ['\n', ' ']] as const;
const fourth = [
  ['H', ['e']],
  ['l', ['d']],
  ['c', ['k']],
  ['w', ['n']],
] as const;

/** The transitions of parts 3 and 4 whose characters the model knows. */
export function assignmentTransitions(vocabulary: Vocabulary): { third?: Transition; fourth: Transition[] } {
  const known = ([from, to]: readonly [string, readonly string[]]): Transition[] => {
    const first = vocabulary.indexOf(from);
    const next = to.map((character) => vocabulary.indexOf(character)).filter((index) => index !== undefined);
    return first === undefined || next.length === 0 ? [] : [{ from: first, to: next }];
  };
  return { third: known(third).at(0), fourth: fourth.flatMap((pair) => known(pair)) };
}
