/** Where a key takes the cursor, as an offset into the page; outside of it turns the page. */
export function walkText(
  event: KeyboardEvent,
  frame: HTMLElement,
  offset: number,
  length: number,
  size: number,
): number | undefined {
  switch (event.key) {
    case 'ArrowLeft':
      return offset - 1;
    case 'ArrowRight':
      return offset + 1;
    case 'ArrowUp':
      return lineAway(frame, offset, -1) ?? offset - 1;
    case 'ArrowDown':
      return lineAway(frame, offset, 1) ?? length;
    case 'Home':
      return 0;
    case 'End':
      return length - 1;
    case 'PageUp':
      return offset - size;
    case 'PageDown':
      return offset + size;
    default:
      return undefined;
  }
}

/** The place nearest to straight above or below; undefined past the first or last line. */
function lineAway(frame: HTMLElement, offset: number, direction: 1 | -1): number | undefined {
  const places = [...frame.querySelectorAll<HTMLElement>('[data-offset]')];
  const { offsetTop, offsetLeft } = places[offset];
  let line: number | undefined;
  let best: number | undefined;
  for (let at = offset + direction; at >= 0 && at < places.length; at += direction) {
    const place = places[at];
    if (place.offsetTop === offsetTop) {
      continue;
    }
    line ??= place.offsetTop;
    if (place.offsetTop !== line) {
      break;
    }
    if (
      best === undefined ||
      Math.abs(place.offsetLeft - offsetLeft) < Math.abs(places[best].offsetLeft - offsetLeft)
    ) {
      best = at;
    }
  }
  return best;
}
