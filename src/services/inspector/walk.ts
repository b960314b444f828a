import type { Clamp } from '../../core/kernel/kernel';
import type { StateReader } from '../../core/kernel/stateReader';
import { Slicer, type Control } from '../../core/pause';

/** Some characters of a text, just read. */
export interface Stretch {
  /** The place of the first. */
  readonly from: number;
  /** Their indices, (T). */
  readonly inputs: Uint16Array;
  /** (T, B, H): the top layer's h after each, in each of B streams. A view that lasts until the reader's next `read`. */
  readonly hidden: Float64Array;
  /** (B, S): the whole states after the last of them. */
  readonly states: Float64Array;
}

export interface Walk {
  readonly indices: Uint16Array;
  /** The state before the first character, (S). */
  readonly startState: Float64Array;
  /** Neurons held, for each stream. Default: one stream without any. */
  readonly held?: readonly (readonly Clamp[])[];
  /** No stretch goes past a multiple of this, so that states are seen there. */
  readonly every?: number;
}

/**
 * Milliseconds of work between two looks at what else is asked: short enough to go unnoticed where there are no workers
 * and this runs in the extension host's own thread.
 */
export const slice = 8;

/** Reads a text from its start to its end, a few milliseconds at a time. @throws the signal's reason once aborted. */
export async function walk(
  reader: StateReader,
  { indices, startState, held = [[]], every = indices.length }: Walk,
  visit: (stretch: Stretch) => void,
  control: Control = {},
): Promise<void> {
  const states = new Float64Array(held.length * startState.length);
  held.forEach((_, stream) => states.set(startState, stream * startState.length));
  const slicer = new Slicer(control, indices.length, slice);
  const largest = Math.max(1, Math.min(256, Math.floor(reader.capacity / held.length)));
  for (let from = 0; from < indices.length;) {
    const size = slicer.size(Math.min(largest, indices.length - from, every - (from % every)));
    const inputs = indices.subarray(from, from + size);
    const hidden = reader.read(states, inputs, held);
    visit({ from, inputs, hidden, states });
    from += size;
    await slicer.done(size);
  }
}
