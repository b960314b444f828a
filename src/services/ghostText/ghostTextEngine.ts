import type { Completer, Context } from '../../core/completion';
import type { Control } from '../../core/pause';
import { ContextCache } from './contextCache';

/** How far a suggestion goes. */
export type SuggestionLength =
  | { readonly unit: 'line' }
  | { readonly unit: 'lines'; readonly count: number }
  | { readonly unit: 'characters'; readonly count: number };

export interface SuggestionRequest {
  /** The text from the context's anchor to the cursor. */
  readonly context: string;
  /** What stands after the cursor: enough of it to see whether a suggestion would repeat it. */
  readonly following: string;
  readonly length: SuggestionLength;
  /** One for each alternative, the calm one first. */
  readonly temperatures: readonly number[];
  readonly seed: number;
}

/** One suggestion, and how it was drawn. */
export interface Suggestion {
  readonly text: string;
  readonly temperature: number;
  readonly seed: number;
}

/** A line longer than this is suggested in part. */
const longestLine = 160;
const chunk = 32;

/**
 * Suggests how a text goes on. The hidden state at the cursor is the cache: what was read once is not read again.
 *
 * The n-th character of the context has the random number (seed, n), so that typing along a suggestion leaves the rest
 * of it as it was.
 */
export class GhostTextEngine {
  private readonly cache: ContextCache;

  constructor(
    private readonly completer: Completer,
    maximumBytes?: number,
  ) {
    this.cache = new ContextCache(completer, maximumBytes);
  }

  /** Bytes of remembered states. */
  get bytes(): number {
    return this.cache.bytes;
  }

  /** @returns the alternatives, without empty and repeated ones. @throws the signal's reason once it is aborted. */
  async suggest(request: SuggestionRequest, control: Control = {}): Promise<Suggestion[]> {
    const read = await this.cache.read(request.context, control);
    const suggestions: Suggestion[] = [];
    for (const [alternative, temperature] of request.temperatures.entries()) {
      control.signal?.throwIfAborted();
      const sampling = { temperature, seed: request.seed + alternative };
      const written = await this.write(read, request.length, sampling, control);
      const text = withoutRepeating(trimEnd(written, request.length), request.following);
      if (text.trim() !== '' && !suggestions.some((other) => other.text === text)) {
        suggestions.push({ text, ...sampling });
      }
    }
    return suggestions;
  }

  private async write(
    from: Context,
    length: SuggestionLength,
    sampling: { temperature: number; seed: number },
    control: Control,
  ): Promise<string> {
    const { vocabulary } = this.completer.model;
    const lines = length.unit === 'lines' ? length.count : 1;
    const maximum = length.unit === 'characters' ? length.count : lines * longestLine;
    let context = from;
    let text = '';
    for (let written = 0; written < maximum;) {
      const size = Math.min(chunk, maximum - written);
      const piece = await this.completer.write(context, size, sampling, control);
      text += vocabulary.decode(piece.indices);
      context = piece.context;
      written += size;
      if (length.unit !== 'characters') {
        const end = endOfLines(text, lines);
        if (end !== undefined) {
          return text.slice(0, end);
        }
      }
    }
    return text;
  }
}

/**
 * Where the n-th line that has something on it ends, or undefined if the text does not reach so far. Empty lines do not
 * count, so that at the end of a paragraph the next one begins.
 */
function endOfLines(text: string, count: number): number | undefined {
  let found = 0;
  let begin = 0;
  for (;;) {
    const end = text.indexOf('\n', begin);
    if (end < 0) {
      return undefined;
    }
    if (text.slice(begin, end).trim() !== '' && ++found === count) {
      return end;
    }
    begin = end + 1;
  }
}

/** Lines end without blanks; a count of characters is kept as it is. */
function trimEnd(text: string, length: SuggestionLength): string {
  return length.unit === 'characters' ? text : text.trimEnd();
}

/**
 * The suggestion without an end that already stands after the cursor: nothing at all if the whole of it does, and cut
 * where its last lines are the first ones that follow.
 */
function withoutRepeating(text: string, following: string): string {
  const next = following.replaceAll('\r\n', '\n').trimStart();
  const own = text.trimStart();
  if (own === '' || next === '') {
    return text;
  }
  if (next.startsWith(own)) {
    return '';
  }
  const lines = text.split('\n');
  for (let keep = 1; keep < lines.length; keep++) {
    const rest = lines.slice(keep).join('\n').trim();
    if (rest !== '' && next.startsWith(rest)) {
      return lines.slice(0, keep).join('\n').trimEnd();
    }
  }
  return text;
}
