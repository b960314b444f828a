import type { Completer } from '../../core/completion';
import { softmax } from '../../core/kernel/sampling';

/** How sure the network was of one character of a suggestion. */
export interface CharacterCertainty {
  readonly character: string;
  /** p(character), at temperature 1: what the network believes, however it was sampled. */
  readonly probability: number;
  /** 1 for the most likely character. */
  readonly rank: number;
  /** -ln p, in nats. */
  readonly surprise: number;
  /** The most likely other characters, best first. */
  readonly others: readonly { readonly character: string; readonly probability: number }[];
}

/** Reads a context and then a suggestion, and says for each of its characters how likely it was there. */
export function certainties(
  completer: Completer,
  context: string,
  suggestion: string,
  alternatives = 4,
): CharacterCertainty[] {
  const { network, model } = completer;
  let at = completer.untrapped(completer.readNow(completer.begin(), completer.encode(context).indices));
  const probabilities = new Float64Array(network.vocabularySize);
  const result: CharacterCertainty[] = [];
  for (const index of completer.encode(suggestion).indices) {
    network.logits(at.state, probabilities);
    softmax(probabilities, 1, probabilities);
    const order = Array.from(probabilities.keys()).sort((a, b) => probabilities[b] - probabilities[a]);
    const named = (k: number): { character: string; probability: number } => ({
      character: model.vocabulary.characters[k],
      probability: probabilities[k],
    });
    result.push({
      ...named(index),
      rank: order.indexOf(index) + 1,
      surprise: -Math.log(probabilities[index]),
      others: order
        .filter((k) => k !== index)
        .slice(0, alternatives)
        .map(named),
    });
    at = completer.readNow(at, Uint16Array.of(index));
  }
  return result;
}
