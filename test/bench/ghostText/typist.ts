import type { Completer } from '../../../src/core/completion';
import { textAfter } from '../../../src/services/ghostText/aroundCursor';
import type { Place, TextLines } from '../../../src/services/ghostText/contextAnchor';
import { drawings } from '../../../src/services/ghostText/drawings';
import { GhostTextEngine } from '../../../src/services/ghostText/ghostTextEngine';
import { surroundings } from '../../../src/services/ghostText/surroundings';
import { TypedAlong } from '../../../src/services/ghostText/typedAlong';
import { definitions } from '../../../src/services/settings';
import { stopwatch, type Times } from './stopwatch';

/** A document as the extension host keeps it: an array of lines, of which typing replaces one. */
class Lines implements TextLines {
  private readonly lines: string[];

  constructor(text: string) {
    this.lines = text.split('\n');
  }

  get lineCount(): number {
    return this.lines.length;
  }

  lineAt(line: number): { text: string } {
    return { text: this.lines[line] };
  }

  type({ line, character }: Place, what: string): Place {
    const text = this.lines[line];
    if (what === '\n') {
      this.lines.splice(line, 1, text.slice(0, character), text.slice(character));
      return { line: line + 1, character: 0 };
    }
    this.lines[line] = text.slice(0, character) + what + text.slice(character);
    return { line, character: character + what.length };
  }
}

/** Times of single requests, from the keystroke to the suggestion. */
export interface TypingTimes {
  /** The first request at a place where nobody has typed yet. */
  readonly arriving: Times[];
  /** Each further one. */
  readonly typing: Times[];
  /** Of those, the ones after a character that was not the one suggested: all is written anew. */
  readonly anew: Times[];
}

/**
 * Types at many places all over a document, at the ends of lines, and measures what the provider does for each
 * keystroke: finding the context, looking at what follows, reading, and writing 100 characters.
 */
export async function typeAllOver(
  completer: Completer,
  text: string,
  typed: string,
  places: number,
): Promise<TypingTimes> {
  const document = new Lines(text);
  const engine = new GhostTextEngine(completer);
  const typedAlong = new TypedAlong();
  const suggest = async (place: Place): Promise<{ times: Times; suggested: string }> => {
    const stop = stopwatch();
    const context = typedAlong.context(document, place, definitions['inline.context'].default);
    const following = textAfter(document, place);
    const suggestions = await engine.suggest({
      context: context.text,
      following,
      length: { unit: 'characters', count: 100 },
      stayOnLine: surroundings(following.split('\n', 1)[0]) === 'gap',
      followed: context.follows,
      drawings: drawings(0.5, 1, 1),
    });
    typedAlong.suggested(document, context, suggestions);
    return { times: stop(), suggested: suggestions.at(0)?.text ?? '' };
  };
  const times: TypingTimes = { arriving: [], typing: [], anew: [] };
  for (let k = 0; k < places; k++) {
    const line = Math.floor((document.lineCount * (k + 0.5)) / places);
    let place: Place = { line, character: document.lineAt(line).text.length };
    let last = await suggest(place);
    times.arriving.push(last.times);
    const passage = typed.slice(40 * k, 40 * (k + 1));
    for (const character of passage) {
      place = document.type(place, character);
      const isSuggested = last.suggested.startsWith(character);
      last = await suggest(place);
      times.typing.push(last.times);
      if (!isSuggested) {
        times.anew.push(last.times);
      }
    }
    // Editors are quick, people are not: let the event loop run.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return times;
}
