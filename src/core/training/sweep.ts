import { PersonError } from '../personError';
import { streams, uniform } from '../random';

/** Where a walk stands: its seed and these two say everything. */
export interface SweepPosition {
  /** The pass that is under way, from 0; -1 before the first step. */
  readonly pass: number;
  /** Where in its stream the next sequence begins. */
  readonly pointer: number;
}

/** Characters in each stream. @throws PersonError if the text is too short for a single step. */
function streamLength(characters: number, batchSize: number, sequenceLength: number): number {
  const length = Math.floor(characters / batchSize);
  if (length < sequenceLength + 1) {
    const needed = batchSize * (sequenceLength + 1);
    throw new PersonError(
      'The text has {0} characters to train on; {1} × {2} characters a step need ' +
        '{3} at least. Take a longer text, or a smaller batch or sequence.',
      { values: [characters, batchSize, sequenceLength, needed] },
    );
  }
  return length;
}

/**
 * Steps from one beginning of a text to the next, without the text at hand.
 *
 * @throws PersonError if it is too short for a single step.
 */
export function stepsPerPass(characters: number, batchSize: number, sequenceLength: number): number {
  const length = streamLength(characters, batchSize, sequenceLength);
  // The pointer goes back as soon as p + T + 1 >= length, yet the first sequence of a pass is always read.
  return Math.max(1, Math.ceil((length - sequenceLength - 1) / sequenceLength));
}

/**
 * How training walks through a text. With one stream it is min-char-rnn's walk: the pointer p moves on by a sequence;
 * where p + sequence + 1 >= length it goes back to the beginning, and the hidden state to zero. With B streams the text is
 * cut into B parts of the same length, each walked in that way side by side, and every pass after the first begins at
 * another place of the text (which is read as a ring), so that the cuts fall elsewhere.
 */
export class Sweep {
  /** Characters in a stream. */
  private readonly length: number;
  /** The pass that is under way, from 0; -1 before the first step. */
  private pass: number;
  /** Where in its stream the next sequence begins. */
  private pointer: number;

  /**
   * @param text vocabulary indices.
   * @param seed of the places where passes begin.
   * @param position where a walk over the same text stood that this one goes on with.
   * @throws PersonError if the text is too short for a single step.
   */
  constructor(
    private readonly text: Uint16Array,
    private readonly batchSize: number,
    private readonly sequenceLength: number,
    private readonly seed: number,
    position: SweepPosition = { pass: -1, pointer: 0 },
  ) {
    this.pass = position.pass;
    this.pointer = position.pointer;
    this.length = streamLength(text.length, batchSize, sequenceLength);
  }

  /** Steps from one return to the beginning to the next. */
  get stepsPerPass(): number {
    return stepsPerPass(this.text.length, this.batchSize, this.sequenceLength);
  }

  get position(): SweepPosition {
    return { pass: this.pass, pointer: this.pointer };
  }

  /**
   * The next step's characters and those that follow each, both (batch, sequence), row-major.
   *
   * @returns whether a pass begins here, so that all hidden states are to be set to zero first.
   */
  next(inputs: Uint16Array, targets: Uint16Array): boolean {
    const { text, batchSize, sequenceLength: T, length } = this;
    const begins = this.pass < 0 || this.pointer + T + 1 >= length;
    if (begins) {
      this.pass++;
      this.pointer = 0;
    }
    const offset = this.offset();
    for (let stream = 0; stream < batchSize; stream++) {
      const first = offset + stream * length + this.pointer;
      for (let t = 0; t < T; t++) {
        inputs[stream * T + t] = text[(first + t) % text.length];
        targets[stream * T + t] = text[(first + t + 1) % text.length];
      }
    }
    this.pointer += T;
    return begins;
  }

  /** Where in the text the first stream of this pass begins. */
  private offset(): number {
    return this.batchSize === 1 || this.pass <= 0
      ? 0
      : Math.floor(uniform(this.seed, this.pass, streams.choice) * this.text.length);
  }
}
