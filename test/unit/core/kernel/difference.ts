import { weightNamesOf, weightOf, type Parameters } from '../../../../src/core/parameters';

/** The largest difference of two sets of weights, each weight against the largest of its kind in `expected`. */
export function difference(actual: Parameters, expected: Parameters): number {
  return Math.max(
    ...weightNamesOf(expected).map((name) => {
      const values = weightOf(actual, name);
      let largest = 0;
      let worst = 0;
      weightOf(expected, name).forEach((value, at) => {
        largest = Math.max(largest, Math.abs(value));
        worst = Math.max(worst, Math.abs(values[at] - value));
      });
      return largest === 0 ? worst : worst / largest;
    }),
  );
}
