import { PersonError } from './personError';
import type { Vocabulary } from './vocabulary';

/**
 * What happens to characters that the network does not know. `map` replaces what has a near relative in the
 * vocabulary and skips the rest; `skip` leaves them all out; `stop` refuses the text.
 */
export const unknownPolicies = ['map', 'skip', 'stop'] as const;
export type UnknownPolicy = (typeof unknownPolicies)[number];

/** One character outside the vocabulary and what became of it. */
export interface UnknownCharacter {
  character: string;
  count: number;
  /** What was read in its place; null if it was skipped. */
  replacement: string | null;
}

/** What was not read as it stands. */
export interface UnknownCharacters {
  /** Characters replaced, counted where they occur. */
  mapped: number;
  /** Characters left out, counted where they occur. */
  skipped: number;
  /** The distinct ones, in the order in which they first occur. */
  characters: UnknownCharacter[];
}

/** A text as the network reads it. */
export interface Encoded {
  /** Vocabulary indices, one for each character read. */
  indices: Uint16Array;
  /** For each index, where its character begins in the text, in UTF-16 units. */
  offsets: Uint32Array;
  unknown: UnknownCharacters;
}

/** Near relatives that Unicode's own decompositions do not give, tried in order. */
const relatives: Readonly<Record<string, readonly string[]>> = {
  '\t': [' '],
  '\v': ['\n'],
  '\f': ['\n'],
  '\u0085': ['\n'],
  '\u2028': ['\n'],
  '\u2029': ['\n'],
  '"': ["'"],
  '“': ['"', "'"],
  '”': ['"', "'"],
  '„': ['"', "'"],
  '‟': ['"', "'"],
  '«': ['"', "'"],
  '»': ['"', "'"],
  '‘': ["'"],
  '’': ["'"],
  '‚': ["'", ','],
  '‛': ["'"],
  '‹': ["'"],
  '›': ["'"],
  '`': ["'"],
  '´': ["'"],
  ʼ: ["'"],
  '′': ["'"],
  '″': ['"', "'"],
  '‐': ['-'],
  '‑': ['-'],
  '‒': ['-'],
  '–': ['-'],
  '—': ['--', '-'],
  '―': ['--', '-'],
  '−': ['-'],
  '…': ['...', '.'],
  '·': ['.'],
  '¿': ['?'],
  '¡': ['!'],
  æ: ['ae'],
  Æ: ['AE', 'Ae', 'ae'],
  œ: ['oe'],
  Œ: ['OE', 'Oe', 'oe'],
  ø: ['o'],
  Ø: ['O', 'o'],
  ß: ['ss'],
  ẞ: ['SS', 'ss'],
  ð: ['d'],
  Ð: ['D', 'd'],
  þ: ['th'],
  Þ: ['Th', 'th'],
  ł: ['l'],
  Ł: ['L', 'l'],
  đ: ['d'],
  ı: ['i'],
  ſ: ['s'],
};

/** What could stand for a character outside the vocabulary, best first. */
function* candidates(character: string): Generator<string> {
  yield* relatives[character] ?? [];
  const compatible = character.normalize('NFKC');
  yield compatible;
  const bare = character.normalize('NFKD').replace(/\p{M}/gu, '');
  yield bare;
  for (const form of [character, compatible, bare]) {
    yield form.toLowerCase();
    yield form.toUpperCase();
  }
  if (/^\p{Zs}$/u.test(character)) {
    yield ' ';
  }
}

/** Turns text into vocabulary indices by one policy, remembering what it found for each unknown character. */
export class Encoder {
  private readonly replacements = new Map<string, string | null>();

  constructor(
    readonly vocabulary: Vocabulary,
    readonly policy: UnknownPolicy,
  ) {}

  /**
   * Reads a text. CRLF and lone CR are read as newlines, where the vocabulary has no CR of its own; that is not
   * counted as unknown.
   *
   * @throws PersonError under `stop`, at the first character outside the vocabulary, with its line and column.
   */
  encode(text: string): Encoded {
    const { vocabulary } = this;
    let indices = new Uint16Array(text.length);
    let offsets = new Uint32Array(text.length);
    let length = 0;
    const found = new Map<string, UnknownCharacter>();
    let mapped = 0;
    let skipped = 0;
    const foldsReturns = !vocabulary.has('\r') && vocabulary.has('\n');

    const push = (index: number, offset: number): void => {
      if (length === indices.length) {
        // Replacements can be longer than what they replace.
        indices = grown(indices, Uint16Array);
        offsets = grown(offsets, Uint32Array);
      }
      indices[length] = index;
      offsets[length] = offset;
      length++;
    };

    let offset = 0;
    for (const character of text) {
      const at = offset;
      offset += character.length;
      let index = vocabulary.indexOf(character);
      if (index === undefined && character === '\r' && foldsReturns) {
        if (text[offset] === '\n') {
          continue;
        }
        index = vocabulary.indexOf('\n');
      }
      if (index !== undefined) {
        push(index, at);
        continue;
      }
      if (this.policy === 'stop') {
        throw outsideError(text, at, character);
      }
      const replacement = this.policy === 'map' ? this.replacement(character) : null;
      const entry = found.get(character);
      if (entry) {
        entry.count++;
      } else {
        found.set(character, { character, count: 1, replacement });
      }
      if (replacement === null) {
        skipped++;
        continue;
      }
      mapped++;
      for (const part of replacement) {
        push(vocabulary.indexOf(part)!, at);
      }
    }
    return {
      indices: indices.slice(0, length),
      offsets: offsets.slice(0, length),
      unknown: { mapped, skipped, characters: [...found.values()] },
    };
  }

  private replacement(character: string): string | null {
    const known = this.replacements.get(character);
    if (known !== undefined) {
      return known;
    }
    let best: string | null = null;
    for (const candidate of candidates(character)) {
      if (candidate !== '' && [...candidate].every((part) => this.vocabulary.has(part))) {
        best = candidate;
        break;
      }
    }
    this.replacements.set(character, best);
    return best;
  }
}

/** Reads one text; see `Encoder.encode`. */
export function encode(text: string, vocabulary: Vocabulary, policy: UnknownPolicy): Encoded {
  return new Encoder(vocabulary, policy).encode(text);
}

/** One sentence on what was mapped and skipped, or undefined where all was read as it stands. */
export function describeUnknown({ mapped, skipped, characters }: UnknownCharacters): string | undefined {
  if (mapped + skipped === 0) {
    return undefined;
  }
  const list = characters
    .slice(0, 5)
    .map(({ character, replacement }) =>
      replacement === null
        ? JSON.stringify(character)
        : `${JSON.stringify(character)} as ${JSON.stringify(replacement)}`,
    )
    .join(', ');
  const more = characters.length > 5 ? ', …' : '';
  return `${mapped} characters mapped and ${skipped} skipped, as the model does not know them: ${list}${more}`;
}

function outsideError(text: string, offset: number, character: string): PersonError {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - before.lastIndexOf('\n');
  const codePoint = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return new PersonError(
    "The character {0} (U+{1}) at line {2}, column {3} is not in the model's vocabulary. " +
      'Remove it, or let unknown characters be mapped or skipped.',
    { values: [JSON.stringify(character), codePoint, line, column] },
  );
}

function grown<T extends Uint16Array | Uint32Array>(array: T, kind: new (length: number) => T): T {
  const larger = new kind(Math.max(16, array.length * 2));
  larger.set(array);
  return larger;
}
