import { PersonError } from './personError';

/** The characters that a network knows, each a Unicode code point (as a string of one or two UTF-16 units). */
export class Vocabulary {
  private readonly indices: ReadonlyMap<string, number>;

  /**
   * @param characters in index order, each one code point.
   * @throws PersonError if it is empty, repeats a character or holds something that is not one code point.
   */
  constructor(readonly characters: readonly string[]) {
    if (characters.length === 0) {
      throw new PersonError('The vocabulary is empty: a model needs at least one character.');
    }
    const indices = new Map<string, number>();
    characters.forEach((character, index) => {
      if ([...character].length !== 1) {
        throw new PersonError("The vocabulary's entry {0} is {1}: expected a single character.", {
          values: [index, JSON.stringify(character)],
        });
      }
      const earlier = indices.get(character);
      if (earlier !== undefined) {
        throw new PersonError('The vocabulary has {0} twice, at {1} and at {2}.', {
          values: [JSON.stringify(character), earlier, index],
        });
      }
      indices.set(character, index);
    });
    this.indices = indices;
  }

  /** V. */
  get size(): number {
    return this.characters.length;
  }

  has(character: string): boolean {
    return this.indices.has(character);
  }

  /** The index of a character, or undefined for one outside the vocabulary. */
  indexOf(character: string): number | undefined {
    return this.indices.get(character);
  }

  /** The text of a sequence of indices. */
  decode(indices: Iterable<number>): string {
    let text = '';
    for (const index of indices) {
      text += this.characters[index];
    }
    return text;
  }

  /** The distinct characters of a text in code point order: the vocabulary of a new network. */
  static of(text: string): Vocabulary {
    return new Vocabulary(
      [...new Set(text)].sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0)),
    );
  }
}
