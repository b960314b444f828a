import type { Completer } from '../../../src/core/completion';
import { softmax } from '../../../src/core/kernel/sampling';

/** What a context of a given length costs against a much longer one. */
export interface ContextLength {
  /** Characters before the cursor that are read. */
  readonly characters: number;
  /** Total variation between the two distributions of the next character: mean over the places, and 99th percentile. */
  readonly mean: number;
  readonly p99: number;
  /** Share of the places at which 100 characters at temperature 0.5 are the same. */
  readonly sameSuggestion: number;
}

const whole = 4096;
const suggestionLength = 100;

/**
 * Measures where more context stops changing what the network predicts. At each of many places in a text that it was
 * not trained on, it reads the last N characters, for each N, and the last 4,096; the warm-up comes before both.
 */
export function measureContextLengths(
  completer: Completer,
  text: string,
  lengths: readonly number[],
  places: number,
): ContextLength[] {
  const at = Array.from({ length: places }, (_, k) =>
    Math.floor(whole + ((text.length - whole) * (k + 0.5)) / places),
  );
  const known = at.map((place) => predict(completer, text.slice(place - whole, place)));
  return lengths.map((characters) => {
    const differences: number[] = [];
    let same = 0;
    for (const [k, place] of at.entries()) {
      const { distribution, suggestion } = predict(completer, text.slice(place - characters, place));
      const sum = distribution.reduce((total, p, c) => total + Math.abs(p - known[k].distribution[c]), 0);
      differences.push(sum / 2);
      same += Number(suggestion === known[k].suggestion);
    }
    differences.sort((a, b) => a - b);
    return {
      characters,
      mean: differences.reduce((total, one) => total + one, 0) / places,
      p99: differences[Math.floor(0.99 * places)],
      sameSuggestion: same / places,
    };
  });
}

function predict(completer: Completer, context: string): { distribution: Float64Array; suggestion: string } {
  const read = completer.untrapped(completer.readNow(completer.begin(), completer.encode(context).indices));
  const distribution = new Float64Array(completer.network.vocabularySize);
  completer.network.logits(read.state, distribution);
  softmax(distribution, 1, distribution);
  // The same random numbers for every length: their position is that of the longest.
  const { indices } = completer.writeOnNow({ ...read, position: whole }, suggestionLength, {
    temperature: 0.5,
    seed: 1,
  });
  return { distribution, suggestion: completer.model.vocabulary.decode(indices) };
}
