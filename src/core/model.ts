import type { Parameters } from './parameters';
import type { Vocabulary } from './vocabulary';

/** What a model file says of itself beside its weights; every field may be absent in a file made elsewhere. */
export interface ModelNotes {
  /** A passage to read before the first character, from the text that the network was trained on. */
  warmup?: string;
  /** Training steps done. */
  steps?: number;
  /** The command or tool that made it. */
  madeBy?: string;
}

/** A network with its vocabulary: all that a model file holds. */
export interface Model {
  /** A short name for people: the bundled name or the file name without its ending. */
  readonly name: string;
  readonly vocabulary: Vocabulary;
  readonly parameters: Parameters;
  /** Adagrad's sums of squared gradients, shaped as the parameters, if the file has them. */
  readonly memory?: Parameters;
  /** Characters in the training text, if the file says so. */
  readonly dataSize?: number;
  readonly notes?: ModelNotes;
}
