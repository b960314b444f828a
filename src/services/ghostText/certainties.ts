import type { Completer, Context } from '../../core/completion';
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

/** Reads a text from a context, and says of each character how likely it was there. */
export class Certainties {
  private readonly probabilities: Float64Array;

  /** @param others how many other characters are named each time. */
  constructor(
    private readonly completer: Completer,
    private context: Context,
    private readonly others: number,
  ) {
    this.probabilities = new Float64Array(completer.network.vocabularySize);
  }

  /** Reads one character. */
  next(index: number): CharacterCertainty {
    const { completer, probabilities: p } = this;
    completer.network.logits(this.context.state, p);
    softmax(p, 1, p);
    this.context = completer.readNow(this.context, Uint16Array.of(index));
    const order = Array.from(p.keys()).sort((a, b) => p[b] - p[a]);
    const named = (k: number): { character: string; probability: number } => ({
      character: completer.model.vocabulary.characters[k],
      probability: p[k],
    });
    return {
      ...named(index),
      rank: order.indexOf(index) + 1,
      surprise: -Math.log(p[index]),
      others: order
        .filter((k) => k !== index)
        .slice(0, this.others)
        .map(named),
    };
  }
}
