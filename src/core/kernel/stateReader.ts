import type { Clamp } from './kernel';

/** Every `step`th row of several, from `first` on. */
export interface Rows {
  readonly first: number;
  readonly step: number;
}

/**
 * Reads texts in float64 and shows every hidden state on the way: what attribution and ablation work on, where figures
 * are shown that must equal an independent computation. The other kernels are for speed and keep their states to
 * themselves.
 *
 * One reader for one caller: what it returns are views of its own memory, which the next call overwrites.
 */
export interface StateReader {
  /** What really runs, for people: `wasm float64`, `plain float64`. */
  readonly engine: string;
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  /** Numbers in a state: `stateSizeOf` of the architecture. */
  readonly stateSize: number;
  /** Hidden states that one call can give: streams times characters, at most. */
  readonly capacity: number;

  /**
   * Reads `inputs` in several streams, which differ in the neurons that are held in each (for the recurrence as for
   * the logits) and in their state.
   *
   * @param states (B, S), S the numbers in a state: the states before; become those after the last character.
   * @param held B lists; held neurons also take their value in the state before. Default: none anywhere.
   * @returns (T, B, H): the top layer's h after each character, which is what the logits are read from. A view.
   */
  read(states: Float64Array, inputs: Uint16Array, held?: readonly (readonly Clamp[])[]): Float64Array;

  /**
   * ln p of every next character: log softmax(Why h + by). Asked again of the same view before the next `read`, the
   * logits are not computed again: only what `replaced` changes in them is.
   *
   * @param hidden (n, H), n at most `capacity`; may be what `read` returned.
   * @param replaced neurons that show another value to the logits.
   * @param rows which of the n rows: `first`, `first + step`, ... Default: all.
   * @returns (rows, V). A view.
   */
  logProbabilities(hidden: Float64Array, replaced?: readonly Clamp[], rows?: Rows): Float64Array;

  dispose(): void;
}
