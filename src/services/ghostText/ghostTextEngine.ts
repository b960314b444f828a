import type { Completer, Context } from '../../core/completion';
import { Slicer, type Control } from '../../core/pause';
import { Certainties, type CharacterCertainty } from './certainties';
import { ContextCache } from './contextCache';
import { redrawings, type Drawing } from './drawings';
import type { SuggestionLength } from './suggestionLength';
import { withoutRepeating } from './withoutRepeating';

export interface SuggestionRequest {
  /** The text from the context's anchor to the cursor. */
  readonly context: string;
  /** What stands after the cursor: enough of it to see whether a suggestion would repeat it. */
  readonly following: string;
  readonly length: SuggestionLength;
  /** Whether the suggestion must not go past the line, as something follows on it. */
  readonly stayOnLine: boolean;
  /** The suggestions of which the person has typed the beginning: they are drawn again as they were. */
  readonly followed: readonly Drawing[];
  /** As many alternatives, those that are followed among them. */
  readonly drawings: readonly Drawing[];
}

/** One suggestion, and how it was drawn. */
export interface Suggestion extends Drawing {
  readonly text: string;
}

/** Bytes of remembered states and texts; with 250 units and 1,000 characters of context some 2,500 places. */
const memory = 8 * 1024 * 1024;
/** A line longer than this is suggested in part. */
const longestLine = 160;
/** Characters written before looking whether the line ends. */
const piece = 32;
/** Seeds tried for an alternative that begins with a letter of its own. */
const attempts = 24;
/** Blanks looked through for the letter that a suggestion begins with. */
const longestBlank = 4;

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
    maximumBytes = memory,
  ) {
    this.cache = new ContextCache(completer, maximumBytes);
  }

  /** Bytes of remembered states and texts. */
  get bytes(): number {
    return this.cache.bytes;
  }

  /**
   * Each alternative begins with another letter than those before it, if a few seeds give one: so the first letter
   * that is typed along an alternative tells which one is meant. (VS Code goes back to the first that still fits.)
   *
   * @returns the alternatives, without empty and repeated ones. @throws the signal's reason once it is aborted.
   */
  async suggest(request: SuggestionRequest, control: Control = {}): Promise<Suggestion[]> {
    await this.completer.prepare(control);
    const slicer = new Slicer(control, 0);
    const read = await this.cache.read(request.context, slicer);
    const begin = this.completer.untrapped(read);
    const suggestions: Suggestion[] = [];
    const add = async (drawing: Drawing): Promise<void> => {
      const { text: whole, isCutOff } = await this.write(begin, request, drawing, slicer);
      const { context: before, following } = request;
      const text = withoutRepeating(whole, { before, following, isCutOff });
      if (text.trim() !== '' && !suggestions.some((other) => other.text === text)) {
        suggestions.push({ temperature: drawing.temperature, seed: drawing.seed, text });
      }
    };
    for (const drawing of request.followed) {
      await add(drawing);
    }
    for (const drawing of request.drawings.slice(request.followed.length)) {
      const taken = suggestions.map(({ text }) => firstLetter(text));
      await add(taken.length === 0 ? drawing : await this.withOtherLetter(begin, drawing, taken, slicer));
    }
    return suggestions;
  }

  /** How sure the network was of each character of a suggestion. @throws the signal's reason once it is aborted. */
  async explain(
    context: string,
    suggestion: string,
    others: number,
    control: Control = {},
  ): Promise<CharacterCertainty[]> {
    await this.completer.prepare(control);
    const slicer = new Slicer(control, suggestion.length);
    const read = await this.cache.read(context, slicer);
    const certainties = new Certainties(this.completer, this.completer.untrapped(read), others);
    const result: CharacterCertainty[] = [];
    for (const index of this.completer.encode(suggestion).indices) {
      result.push(certainties.next(index));
      await slicer.done(1);
    }
    return result;
  }

  /** The drawing from the first seed with which it begins with a letter that is not taken; itself if there is none. */
  private async withOtherLetter(
    begin: Context,
    drawing: Drawing,
    taken: readonly string[],
    slicer: Slicer,
  ): Promise<Drawing> {
    for (const other of redrawings(drawing, attempts)) {
      const { indices } = this.completer.writeOnNow(begin, longestBlank, other);
      await slicer.done(longestBlank);
      if (!taken.includes(firstLetter(this.completer.model.vocabulary.decode(indices)))) {
        return other;
      }
    }
    return drawing;
  }

  private async write(
    begin: Context,
    { length, stayOnLine }: SuggestionRequest,
    drawing: Drawing,
    slicer: Slicer,
  ): Promise<{ text: string; isCutOff: boolean }> {
    const { vocabulary } = this.completer.model;
    const lines = length.unit === 'lines' ? length.count : 1;
    const maximum = length.unit === 'characters' ? length.count : lines * longestLine;
    let context = begin;
    let text = '';
    for (let written = 0; written < maximum;) {
      const size = slicer.size(Math.min(piece, maximum - written));
      const { indices, context: after } = this.completer.writeOnNow(context, size, drawing);
      context = after;
      written += size;
      text += vocabulary.decode(indices);
      await slicer.done(size);
      if (stayOnLine && text.includes('\n')) {
        return { text: text.slice(0, text.indexOf('\n')).trimEnd(), isCutOff: false };
      }
      const end = length.unit === 'characters' ? undefined : endOfLines(text, lines);
      if (end !== undefined) {
        return { text: text.slice(0, end).trimEnd(), isCutOff: false };
      }
    }
    return { text: length.unit === 'characters' ? text : text.trimEnd(), isCutOff: true };
  }
}

/** The first character that is not white space; empty if there is none. */
function firstLetter(text: string): string {
  return /\S/u.exec(text)?.[0] ?? '';
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
