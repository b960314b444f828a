import type { Completer, Context } from '../../core/completion';
import type { Slicer } from '../../core/pause';

/** States are kept at multiples of this many UTF-16 units of a text, and wherever a cursor stood. */
const grid = 64;
/** What a `Context` and its entry take besides the two arrays and the text, roughly. */
const overhead = 250;

/**
 * Remembers the hidden states along the texts that lead to a cursor, so that a typed character costs one step.
 *
 * A text is read on from the longest of its beginnings that is known: an edit in the middle falls back to the state
 * before it, backspace and undo find theirs. The key is the beginning itself, so that documents need no names, nothing
 * has to be told of edits, and a state cannot be taken for another's. Reads may run side by side: what they remember
 * never changes. The least recently used states go when all of them together would take more than `maximumBytes`.
 */
export class ContextCache {
  /** The least recently used first. */
  private readonly known = new Map<string, Context>();
  private size = 0;

  constructor(
    private readonly completer: Completer,
    private readonly maximumBytes: number,
  ) {}

  /** Bytes that are remembered. */
  get bytes(): number {
    return this.size;
  }

  /**
   * The context after a text, read from the beginning as far as it is not known yet. `prepare` the completer first.
   *
   * @param slicer what the reading is accounted to. @throws its signal's reason: what was read until then stays known.
   */
  async read(text: string, slicer: Slicer): Promise<Context> {
    const known = this.longestKnown(text);
    let { context } = known;
    const { indices, offsets } = this.completer.encode(text.slice(known.length));
    let at = 0;
    for (let end = nextStop(text, known.length); at < indices.length; end = nextStop(text, end)) {
      // Where characters were skipped there may be nothing to read up to a stop.
      const stop = lowerBound(offsets, end - known.length);
      while (at < stop) {
        const size = slicer.size(stop - at);
        context = this.completer.readNow(context, indices.subarray(at, at + size));
        at += size;
        await slicer.done(size);
      }
      this.remember(text.slice(0, end), context);
    }
    this.remember(text, context);
    return context;
  }

  private longestKnown(text: string): { length: number; context: Context } {
    for (let length = text.length; length > 0;) {
      const key = text.slice(0, length);
      const context = this.known.get(key);
      if (context) {
        this.known.delete(key);
        this.known.set(key, context);
        return { length, context };
      }
      // Cursors stood near the end; farther back, only the grid is worth asking for.
      length = text.length - length < grid ? length - 1 : Math.floor((length - 1) / grid) * grid;
    }
    return { length: 0, context: this.completer.begin() };
  }

  private remember(text: string, context: Context): void {
    if (text === '' || splits(text, text.length) || this.known.has(text)) {
      return;
    }
    this.known.set(text, context);
    this.size += bytesOf(text, context);
    for (const [oldest, its] of this.known) {
      if (this.size <= this.maximumBytes || oldest === text) {
        break;
      }
      this.known.delete(oldest);
      this.size -= bytesOf(oldest, its);
    }
  }
}

function bytesOf(text: string, { state, tail }: Context): number {
  return 2 * text.length + state.byteLength + tail.byteLength + overhead;
}

/** Whether a place is between the two halves of a character, or could be between those of a CRLF. */
export function splits(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return (before >= 0xd800 && before < 0xdc00) || before === 0x0d;
}

/** The end of the next piece to read: on the grid, where nothing is split. */
function nextStop(text: string, from: number): number {
  for (let end = (Math.floor(from / grid) + 1) * grid; end < text.length; end += grid) {
    if (!splits(text, end)) {
      return end;
    }
  }
  return text.length;
}

/** How many of the ascending `offsets` are below `limit`. */
function lowerBound(offsets: Uint32Array, limit: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle] < limit) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
