import { PersonError } from '../../core/personError';
import type { Control } from '../../core/pause';
import type { Place } from '../../protocol/inspector/transitions';
import { checkpointInterval, type InspectedText } from './inspectedText';
import type { Inspection } from './inspection';
import type { StateReader } from '../../core/kernel/stateReader';
import { walk } from './walk';

/** The hidden states around one place. */
export interface PlaceState {
  /** The character just read. */
  readonly character: number;
  /** The state before it, (S). */
  readonly before: Float64Array;
  /** The top layer's h after it, (H). */
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
    const before = inspection.zeroState();
    const after = inspection.reader.read(before.slice(), Uint16Array.of(place.from)).slice();
    return { character: place.from, before, after, next: undefined, previous: null };
  }
  const text = await inspection.text(place.text, control);
  const { position } = place;
  inspection.checkPosition(text, position);
  const { reader } = inspection;
  const before = stateBefore(reader, text, position);
  return {
    character: text.indices[position],
    before,
    after: reader.read(before.slice(), text.indices.subarray(position, position + 1)).slice(),
    next: position + 1 < text.length ? text.indices[position + 1] : undefined,
    previous: position === 0 ? null : { kind: 'place', text: place.text, position: position - 1 },
  };
}

/** The whole state before a place, (S), read again from the nearest that was kept: 255 characters at most. */
export function stateBefore(reader: StateReader, text: InspectedText, place: number): Float64Array {
  const S = text.startState.length;
  const checkpoint = Math.floor(place / checkpointInterval);
  const state = text.checkpoints.slice(checkpoint * S, (checkpoint + 1) * S);
  reader.read(state, text.indices.subarray(checkpoint * checkpointInterval, place));
  return state;
}

/** The top layer's h after a place, (H). A view. */
export function hiddenAfter(reader: StateReader, text: InspectedText, place: number): Float64Array {
  return reader.read(stateBefore(reader, text, place), text.indices.subarray(place, place + 1));
}

/**
 * The top layer's h after the places from `from` up to `to`, (to - from, H), read again from the nearest state that was
 * kept.
 */
export async function statesBetween(
  reader: StateReader,
  text: InspectedText,
  from: number,
  to: number,
  control: Control,
): Promise<Float64Array> {
  if (from < 0 || to > text.length) {
    throw new PersonError('{0} ends before place {1}.', { values: [text.name, to - 1] });
  }
  const H = reader.hiddenSize;
  const out = new Float64Array((to - from) * H);
  await walk(
    reader,
    { indices: text.indices.subarray(from, to), startState: stateBefore(reader, text, from) },
    ({ from: at, hidden }) => out.set(hidden, at * H),
    control,
  );
  return out;
}
