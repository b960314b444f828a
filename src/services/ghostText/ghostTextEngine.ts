import type { Completer, Context } from '../../core/completion';
import { Slicer, type Control } from '../../core/pause';
import { Certainties, type CharacterCertainty } from './certainties';
import { ContextCache, splits } from './contextCache';
import { Continuations } from './continuations';
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
/** A trap is looked for at each of so many UTF-16 units. That costs 32 steps: done at each keystroke, a quarter of all. */
const lookInterval = 16;

/**
 * Suggests how a text goes on. The hidden state at the cursor is the cache: what was read once is not read again, and what
 * was written once is not written again while a person types along.
 *
 * The n-th character of the context has the random number (seed, n), so that typing along a suggestion leaves the rest
 * of it as it was.
 */
export class GhostTextEngine {
  private readonly cache: ContextCache;
  private readonly continuations = new Continuations();
  private readonly trapped = new WeakMap<Context, boolean>();

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
    const begin = await this.begin(request.context, slicer);
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
      await add(
        taken.length === 0 ? drawing : await this.withOtherLetter(begin.context, drawing, taken, slicer),
      );
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
    const begin = await this.begin(context, slicer);
    const certainties = new Certainties(this.completer, begin.context, others);
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

  /**
   * Where the network stands after a text, outside the trap.
   *
   * The trap is looked for at the last multiple of `lookInterval`, or at the end of a shorter text: a matter of the text
   * alone, so that cold and warm runs agree.
   */
  private async begin(text: string, slicer: Slicer): Promise<Begin> {
    const looked = await this.cache.read(text.slice(0, placeOfLook(text)), slicer);
    let isTrapped = this.trapped.get(looked);
    if (isTrapped === undefined) {
      isTrapped = this.completer.untrapped(looked) !== looked;
      this.trapped.set(looked, isTrapped);
      await slicer.done(0);
    }
    const read = await this.cache.read(text, slicer);
    return { text, context: isTrapped ? this.completer.untrapped(read) : read, isRead: !isTrapped };
  }

  private async write(
    { text: before, context: begin, isRead }: Begin,
    { length, stayOnLine }: SuggestionRequest,
    drawing: Drawing,
    slicer: Slicer,
  ): Promise<{ text: string; isCutOff: boolean }> {
    const { vocabulary } = this.completer.model;
    const lines = length.unit === 'lines' ? length.count : 1;
    const maximum = length.unit === 'characters' ? length.count : lines * longestLine;
    const known = isRead
      ? this.continuations.after(before, begin, drawing)
      : { indices: new Uint16Array(), end: begin };
    const indices = new Uint16Array(Math.max(maximum, known.indices.length));
    indices.set(known.indices);
    let { end: context } = known;
    let written = known.indices.length;
    const finish = (): { text: string; isCutOff: boolean } | undefined => {
      if (length.unit === 'characters' && !stayOnLine && written < maximum) {
        return undefined;
      }
      const text = vocabulary.decode(indices.subarray(0, Math.min(written, maximum)));
      if (stayOnLine && text.includes('\n')) {
        return { text: text.slice(0, text.indexOf('\n')).trimEnd(), isCutOff: false };
      }
      const end = length.unit === 'characters' ? undefined : endOfLines(text, lines);
      if (end !== undefined) {
        return { text: text.slice(0, end).trimEnd(), isCutOff: false };
      }
      return written < maximum
        ? undefined
        : { text: length.unit === 'characters' ? text : text.trimEnd(), isCutOff: true };
    };
    let finished = finish();
    while (!finished) {
      const size = slicer.size(Math.min(piece, maximum - written));
      const more = this.completer.writeOnNow(context, size, drawing);
      indices.set(more.indices, written);
      ({ context } = more);
      written += size;
      await slicer.done(size);
      finished = finish();
    }
    if (isRead) {
      this.continuations.remember(before, begin, drawing, {
        indices: indices.slice(0, written),
        end: context,
      });
    }
    return finished;
  }
}

/** Where writing begins. */
interface Begin {
  /** The text before it. */
  readonly text: string;
  readonly context: Context;
  /** Whether the context is that of the text as it was read, without having left a trap at its end. */
  readonly isRead: boolean;
}

/** The end of the beginning of a text after which a trap is looked for. */
function placeOfLook(text: string): number {
  let at = text.length - (text.length % lookInterval);
  while (at > 0 && splits(text, at)) {
    at--;
  }
  return at > 0 ? at : text.length;
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
