import type { Completer } from '../core/completion';
import type { UnknownCharacters } from '../core/encoding';
import type { Control } from '../core/pause';
import { PersonError } from '../core/personError';

/** How well a network predicts a text, at temperature 1. */
export interface Evaluation {
  /** Characters that were predicted. */
  readonly characters: number;
  /** Mean of -ln p(character), in nats: the cross-entropy. */
  readonly lossNats: number;
  /** The same in bits: lossNats / ln 2. */
  readonly bitsPerCharacter: number;
  /** e^lossNats: among how many equally likely characters the network might as well have had to choose. */
  readonly perplexity: number;
  readonly unknownCharacters: UnknownCharacters;
  /** How often a trapped state was left on the way. */
  readonly escapes: number;
}

/**
 * Reads a text from its first character to its last, the hidden state carried through, and measures how well each
 * character was predicted by those before it. After a warm-up all are predicted; from the bare zero state the first one
 * is fed only, as there was nothing to predict it from.
 *
 * @throws PersonError if nothing is left to predict, or for unknown characters under `stop`.
 * @throws the signal's reason once it is aborted.
 */
export async function evaluate(
  completer: Completer,
  text: string,
  control: Control = {},
): Promise<Evaluation> {
  const { indices, unknown } = completer.encode(text);
  let context = completer.begin();
  const fed = context.state.every((value) => value === 0) ? 1 : 0;
  const predicted = indices.subarray(fed);
  if (predicted.length === 0) {
    throw new PersonError(
      indices.length === 0
        ? 'The text has no character that the model knows: there is nothing to predict.'
        : 'The text has a single character that the model knows: with no warm-up there is nothing to predict it from.',
    );
  }
  context = completer.readNow(context, indices.subarray(0, fed));
  const losses = new Float64Array(predicted.length);
  context = await completer.score(context, predicted, losses, control);
  const lossNats = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return {
    characters: losses.length,
    lossNats,
    bitsPerCharacter: lossNats / Math.LN2,
    perplexity: Math.exp(lossNats),
    unknownCharacters: unknown,
    escapes: context.escapes,
  };
}
