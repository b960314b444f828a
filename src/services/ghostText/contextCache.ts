import type { Completer, Context } from '../../core/completion';
import type { Control } from '../../core/pause';

/** A context reached after so many UTF-16 units of a text. */
interface Stop {
  readonly length: number;
  readonly context: Context;
}

/** One text that was read, and the places in it from which reading can go on. */
interface Chain {
  text: string;
  stops: Stop[];
}

/** Stops are kept at multiples of this many characters, and at the last places asked for. */
const grid = 64;
const recent = 16;

/**
 * Remembers the hidden states along the texts that lead to a cursor, so that a typed character costs one step.
 *
 * A text that shares its beginning with an earlier one is read on from the last state they share; an edit in the middle
 * thus falls back to the stop before it. The earlier text stays known beside it, so that undo and backspace find their
 * states again. What is least recently used goes when the states take more than `maximumBytes`.
 */
export class ContextCache {
  /** Most recently used first. */
  private chains: Chain[] = [];

  constructor(
    private readonly completer: Completer,
    private readonly maximumBytes = 8 * 1024 * 1024,
  ) {}

  /**
   * The context after a text, read from the beginning as far as it is not known yet, in slices.
   *
   * @throws the signal's reason once it is aborted: what was read until then stays known.
   */
  async read(text: string, control: Control = {}): Promise<Context> {
    const chain = this.chainFor(text);
    let stop = chain.stops[chain.stops.length - 1];
    while (stop.length < text.length) {
      const end = nextEnd(text, stop.length);
      const { indices } = this.completer.encode(text.slice(stop.length, end));
      const context = await this.completer.read(stop.context, indices, control);
      stop = { length: end, context };
      remember(chain, stop, text.slice(0, end));
    }
    this.trim();
    return stop.context;
  }

  /** Bytes that the remembered states take. */
  get bytes(): number {
    const seen = new Set<Stop>();
    let bytes = 0;
    for (const chain of this.chains) {
      bytes += 2 * chain.text.length;
      for (const stop of chain.stops) {
        if (!seen.has(stop)) {
          seen.add(stop);
          bytes += stop.context.state.byteLength + stop.context.tail.byteLength + 200;
        }
      }
    }
    return bytes;
  }

  /** A chain, put in front, whose text is a beginning of `text` and whose last stop is at its end. */
  private chainFor(text: string): Chain {
    let best: { chain: Chain; shared: number; stops: number } | undefined;
    for (const chain of this.chains) {
      const shared = sharedLength(chain.text, text);
      let stops = chain.stops.length;
      while (chain.stops[stops - 1].length > shared) {
        stops--;
      }
      if (!best || chain.stops[stops - 1].length > best.chain.stops[best.stops - 1].length) {
        best = { chain, shared, stops };
      }
    }
    if (best && best.stops === best.chain.stops.length && best.shared === best.chain.text.length) {
      this.chains = [best.chain, ...this.chains.filter((chain) => chain !== best.chain)];
      return best.chain;
    }
    const stops = best
      ? best.chain.stops.slice(0, best.stops)
      : [{ length: 0, context: this.completer.begin() }];
    const chain = { text: text.slice(0, stops[stops.length - 1].length), stops };
    this.chains.unshift(chain);
    return chain;
  }

  /** Forgets what is least recently used, until the rest fits. The chain in use stays. */
  private trim(): void {
    const maximumChains = 32;
    while (this.chains.length > 1 && (this.chains.length > maximumChains || this.bytes > this.maximumBytes)) {
      this.chains.pop();
    }
  }
}

/** The end of the next piece to read: on the grid, and not between the two halves of a character or of a CRLF. */
function nextEnd(text: string, from: number): number {
  let end = Math.min(text.length, (Math.floor(from / grid) + 1) * grid);
  while (end < text.length && splits(text, end)) {
    end++;
  }
  return end;
}

function splits(text: string, at: number): boolean {
  const before = text.charCodeAt(at - 1);
  return (before >= 0xd800 && before < 0xdc00) || before === 0x0d;
}

/** Adds a stop, and thins those that are neither on the grid nor among the last. */
function remember(chain: Chain, stop: Stop, text: string): void {
  chain.text = text;
  chain.stops.push(stop);
  const leaving = chain.stops.length - recent - 1;
  if (leaving > 0) {
    const { length } = chain.stops[leaving];
    const before = chain.stops[leaving - 1].length;
    if (Math.floor(length / grid) === Math.floor(before / grid)) {
      chain.stops.splice(leaving, 1);
    }
  }
}

function sharedLength(a: string, b: string): number {
  if (b.startsWith(a)) {
    return a.length;
  }
  const limit = Math.min(a.length, b.length);
  let at = 0;
  while (at < limit && a.charCodeAt(at) === b.charCodeAt(at)) {
    at++;
  }
  // Half a character, or the CR of a CRLF, is not shared.
  while (at > 0 && at < limit && splits(a, at)) {
    at--;
  }
  return at;
}
