import { PersonError } from '../../core/personError';
import type { Control } from '../../core/pause';
import type { Place } from '../../protocol/inspector/transitions';
import { checkpointInterval, type InspectedText } from './inspectedText';
import type { Inspection } from './inspection';
import type { StateReader } from '../../core/kernel/stateReader';

/** The hidden states around one place. */
export interface PlaceState {
  /** The character just read. */
  readonly character: number;
  /** h before it, (H). */
  readonly before: Float64Array;
  /** h after it, (H). */
  readonly after: Float64Array;
  /** What came next; undefined where nothing did. */
  readonly next: number | undefined;
  /** The place before, null at the first character. */
  readonly previous: Place | null;
}

/** @throws PersonError if there is no such place. */
export async function placeState(
  inspection: Inspection,
  place: Place,
  control: Control,
): Promise<PlaceState> {
  if (place.kind === 'zero') {
    inspection.checkCharacters([place.from]);
    const before = new Float64Array(inspection.reader.hiddenSize);
    const after = inspection.reader.read(before.slice(), Uint16Array.of(place.from)).slice();
    return { character: place.from, before, after, next: undefined, previous: null };
  }
  const text = await inspection.text(place.text, control);
  const { position } = place;
  inspection.checkPosition(text, position);
  const states = statesBetween(inspection.reader, text, Math.max(0, position - 1), position + 1);
  const H = inspection.reader.hiddenSize;
  return {
    character: text.indices[position],
    before: position === 0 ? text.startState.slice() : states.slice(0, H),
    after: states.slice(-H),
    next: position + 1 < text.length ? text.indices[position + 1] : undefined,
    previous: position === 0 ? null : { kind: 'place', text: place.text, position: position - 1 },
  };
}

/**
 * The hidden states after the places from `from` up to `to`, (to - from, H), read again from the nearest state that was
 * kept. At most 16,384 places and a few milliseconds.
 */
export function statesBetween(
  reader: StateReader,
  text: InspectedText,
  from: number,
  to: number,
): Float64Array {
  if (from < 0 || to > text.length) {
    throw new PersonError(`${text.name} ends before place ${to - 1}.`);
  }
  const H = reader.hiddenSize;
  const out = new Float64Array((to - from) * H);
  const checkpoint = Math.floor(from / checkpointInterval);
  const state = text.checkpoints.slice(checkpoint * H, (checkpoint + 1) * H);
  for (let at = checkpoint * checkpointInterval; at < to;) {
    const end = Math.min(to, at + Math.min(256, reader.capacity));
    const hidden = reader.read(state, text.indices.subarray(at, end));
    const first = Math.max(from, at);
    if (end > first) {
      out.set(hidden.subarray((first - at) * H), (first - from) * H);
    }
    at = end;
  }
  return out;
}
