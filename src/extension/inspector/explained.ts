import type { EventData } from '../../protocol/inspector/inspector';
import type { Control, Handlers } from '../../protocol/inspector/responder';
import type { TextInfo } from '../../protocol/inspector/texts';

/**
 * What Explain in Inspector shows of a selection. One or two characters, or a mere cursor, are a question: why did the
 * (last) character come? More are a passage to look at.
 *
 * @param offsets of the selection in the text, in UTF-16 units.
 */
export async function explained(
  handlers: Pick<Handlers, 'readText'>,
  text: TextInfo,
  { start, end }: { readonly start: number; readonly end: number },
  control: Control,
): Promise<EventData<'show'>> {
  const last = (await placesBefore(handlers, text, end, control)) - 1;
  const first = await placesBefore(handlers, text, start, control);
  if (last - first >= 2 || last < 1) {
    const position = Math.max(0, Math.min(first, text.length - 1));
    return { view: 'text', text: text.id, place: { kind: 'place', text: text.id, position } };
  }
  const { characters } = await handlers.readText({ text: text.id, from: last - 1, length: 2 }, control);
  return {
    view: 'transitions',
    text: text.id,
    place: { kind: 'place', text: text.id, position: last - 1 },
    from: characters[0],
    to: characters[1],
  };
}

/** How many characters the network read before an offset: not all are known, and some are read as two. */
async function placesBefore(
  handlers: Pick<Handlers, 'readText'>,
  { id, length }: TextInfo,
  offset: number,
  control: Control,
): Promise<number> {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const { offsets } = await handlers.readText({ text: id, from: middle, length: 1 }, control);
    if ((offsets?.at(0) ?? 0) < offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
