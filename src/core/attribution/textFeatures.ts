/**
 * Simple things that one can say of a place in a text, to explain neurons by. A place is right after a character was
 * read, so "a vowel" is said of the character just read.
 */
export interface TextFeature {
  /** A stable name. */
  readonly key: string;
  /** For people. */
  readonly label: string;
  /** How many values it takes; 2 for a feature that holds or does not. */
  readonly groups: number;
  /** Its value at each place, (N): 0 or 1 for a feature that holds or does not. */
  readonly values: Uint8Array | Uint16Array;
}

/** One character, as the features see it. */
interface Kind {
  readonly letter: boolean;
  readonly capital: boolean;
  readonly vowel: boolean;
  readonly space: boolean;
  readonly newline: boolean;
  readonly digit: boolean;
  readonly punctuation: boolean;
  readonly colon: boolean;
  readonly sentenceEnd: boolean;
  readonly apostrophe: boolean;
}

function kindOf(character: string): Kind {
  return {
    letter: /\p{L}/u.test(character),
    capital: /\p{Lu}/u.test(character),
    vowel: /^[aeiouyàáâäèéêëìíîïòóôöùúûü]$/iu.test(character),
    space: character === ' ' || character === '\t',
    newline: character === '\n',
    digit: /\p{Nd}/u.test(character),
    punctuation: /\p{P}/u.test(character),
    colon: character === ':',
    sentenceEnd: /^[.!?]$/.test(character),
    apostrophe: /^['’]$/.test(character),
  };
}

/** Positions in a line beyond this count as one, and so on. */
const limits = { line: 80, word: 15, words: 15, lines: 10 };

/**
 * The features of a text. Those that hold nowhere or everywhere in it are left out.
 *
 * @param characters the vocabulary.
 * @param indices the text.
 */
export function textFeatures(characters: readonly string[], indices: Uint16Array): TextFeature[] {
  const kinds = characters.map(kindOf);
  const N = indices.length;
  const at = (place: number): Kind | undefined => (place < 0 ? undefined : kinds[indices[place]]);
  const features: TextFeature[] = [];
  const binary = (key: string, label: string, holds: (place: number) => boolean): void => {
    const values = new Uint8Array(N);
    for (let place = 0; place < N; place++) {
      values[place] = holds(place) ? 1 : 0;
    }
    features.push({ key, label, groups: 2, values });
  };
  const ofKind = (key: keyof Kind, label: string): void => binary(key, label, (place) => at(place)![key]);
  const counted = (key: string, label: string, limit: number, values: Uint8Array): void => {
    features.push({ key, label, groups: limit + 1, values });
  };

  const lines = lineCounts(kinds, indices);
  const names = speakerNames(kinds, indices);
  const words = capitalisedWords(kinds, indices);
  ofKind('colon', 'after a colon');
  ofKind('newline', 'after a newline');
  binary(
    'blankLine',
    'after an empty line',
    (place) => at(place)!.newline && at(place - 1)?.newline === true,
  );
  ofKind('space', 'after a space');
  ofKind('letter', 'inside a word');
  binary(
    'wordStart',
    'after the first letter of a word',
    (place) => at(place)!.letter && !at(place - 1)?.letter,
  );
  ofKind('capital', 'after a capital letter');
  ofKind('vowel', 'after a vowel');
  binary('consonant', 'after a consonant', (place) => at(place)!.letter && !at(place)!.vowel);
  binary('capitalised', 'inside a capitalised word', (place) => words[place] > 0);
  binary('allCapitals', 'inside a word of capitals', (place) => words[place] > 1);
  binary('speakerName', 'inside a speaker’s name', (place) => names[place] > 0);
  ofKind('punctuation', 'after a punctuation mark');
  ofKind('sentenceEnd', 'after the end of a sentence');
  ofKind('apostrophe', 'after an apostrophe');
  ofKind('digit', 'after a digit');
  const present = features.filter(({ values }) => values.includes(1) && values.includes(0));

  features.length = 0;
  features.push({ key: 'character', label: 'which character', groups: characters.length, values: indices });
  const before = new Uint16Array(N);
  before.set(indices.subarray(0, N - 1), 1);
  features.push({
    key: 'before',
    label: 'which character before it',
    groups: characters.length,
    values: before,
  });
  counted('inLine', 'position in the line', limits.line, lines.inLine);
  counted('inWord', 'position in the word', limits.word, lines.inWord);
  counted('wordsInLine', 'words so far in the line', limits.words, lines.words);
  counted('linesInParagraph', 'lines since an empty one', limits.lines, lines.lines);
  return [...present, ...features];
}

/** Counts along the text, each up to its limit: characters in the line and in the word, words in the line, lines. */
function lineCounts(
  kinds: readonly Kind[],
  indices: Uint16Array,
): { inLine: Uint8Array; inWord: Uint8Array; words: Uint8Array; lines: Uint8Array } {
  const N = indices.length;
  const counts = {
    inLine: new Uint8Array(N),
    inWord: new Uint8Array(N),
    words: new Uint8Array(N),
    lines: new Uint8Array(N),
  };
  let [inLine, inWord, words, lines] = [0, 0, 0, 0];
  indices.forEach((index, place) => {
    const { newline, letter } = kinds[index];
    if (newline) {
      lines = inLine === 0 ? 0 : lines + 1;
      inLine = inWord = words = 0;
    } else {
      inLine++;
      inWord = letter ? inWord + 1 : 0;
      words += inWord === 1 ? 1 : 0;
    }
    counts.inLine[place] = Math.min(limits.line, inLine);
    counts.inWord[place] = Math.min(limits.word, inWord);
    counts.words[place] = Math.min(limits.words, words);
    counts.lines[place] = Math.min(limits.lines, lines);
  });
  return counts;
}

/**
 * 1 at each place of a speaker's name as plays have it: a line that begins with a capital, ends in its only colon and
 * stands behind an empty line or at the start. The colon counts, the newline does not.
 */
export function speakerNames(
  kinds: readonly Pick<Kind, 'newline' | 'capital' | 'colon'>[],
  indices: Uint16Array,
): Uint8Array {
  const marks = new Uint8Array(indices.length);
  let start = 0;
  let isAfterBlank = true;
  for (let place = 0; place <= indices.length; place++) {
    if (place < indices.length && !kinds[indices[place]].newline) {
      continue;
    }
    const line = indices.subarray(start, place);
    if (
      isAfterBlank &&
      line.length > 1 &&
      kinds[line[0]].capital &&
      line.findIndex((index) => kinds[index].colon) === line.length - 1
    ) {
      marks.fill(1, start, place);
    }
    isAfterBlank = line.length === 0;
    start = place + 1;
  }
  return marks;
}

/** 1 at each place of a word that begins with a capital, 2 where it has two letters or more and all are capitals. */
function capitalisedWords(kinds: readonly Kind[], indices: Uint16Array): Uint8Array {
  const marks = new Uint8Array(indices.length);
  for (let place = 0; place < indices.length;) {
    let end = place;
    while (end < indices.length && kinds[indices[end]].letter) {
      end++;
    }
    const word = indices.subarray(place, end);
    if (word.length > 0 && kinds[word[0]].capital) {
      marks.fill(word.length > 1 && word.every((index) => kinds[index].capital) ? 2 : 1, place, end);
    }
    place = Math.max(end, place + 1);
  }
  return marks;
}
