import { textFeatures } from '../../core/attribution/textFeatures';
import type { Vocabulary } from '../../core/vocabulary';
import type { Contrast } from './contrast';
import type { InspectedText } from './inspectedText';

/** Fewer places of either kind say nothing. */
const fewest = 30;

/**
 * Behaviours longer than one character after another that a text in the manner of a play or of verse can show, each as
 * two kinds of places after the same sort of character. Those that the text has too few places for are left out.
 */
export function contrastsOf(vocabulary: Vocabulary, text: InspectedText): Contrast[] {
  const { indices, length } = text;
  const newline = vocabulary.indexOf('\n');
  const colon = vocabulary.indexOf(':');
  const space = vocabulary.indexOf(' ');
  if (newline === undefined) {
    return [];
  }
  const features = new Map(
    textFeatures(vocabulary.characters, indices).map((feature) => [feature.key, feature.values]),
  );
  const names = features.get('speakerName') ?? new Uint8Array(length);
  const capitalised = features.get('capitalised') ?? new Uint8Array(length);
  const capitals = features.get('allCapitals') ?? new Uint8Array(length);
  const inLine = features.get('inLine')!;
  const isLetter = vocabulary.characters.map((character) => /\p{L}/u.test(character));
  const places = (holds: (at: number) => boolean): Uint32Array => {
    const found: number[] = [];
    for (let at = 1; at + 1 < length; at++) {
      if (holds(at)) {
        found.push(at);
      }
    }
    return Uint32Array.from(found);
  };
  const endsWord = (at: number): boolean => isLetter[indices[at]] && !isLetter[indices[at + 1]];
  const all: (Contrast | undefined)[] = [
    colon === undefined
      ? undefined
      : {
          key: 'speakerName',
          title: 'A speaker’s name ends in a colon',
          claim:
            'After the last letter of a speaker’s name the network expects a colon, as it does not after other capitalised words.',
          otherwise:
            'The network hardly tells the end of a speaker’s name from that of other capitalised words.',
          here: 'after a speaker’s name',
          elsewhere: 'after other capitalised words',
          target: colon,
          targetName: '‘:’',
          places: places((at) => names[at] === 1 && indices[at + 1] === colon),
          others: places((at) => endsWord(at) && capitalised[at] === 1 && names[at] === 0),
          explain: null,
        },
    colon === undefined
      ? undefined
      : {
          key: 'speakerColon',
          title: 'A colon after a name is not any colon',
          claim:
            'The network tells the colon that ends a speaker’s name, which a newline follows, from a colon inside a speech.',
          otherwise: 'The network hardly tells the colon that ends a speaker’s name from other colons.',
          here: 'after a colon that ends a name',
          elsewhere: 'after other colons',
          target: newline,
          targetName: '‘↵’',
          places: places((at) => indices[at] === colon && names[at] === 1),
          others: places((at) => indices[at] === colon && names[at] === 0),
          explain: { from: colon, to: newline },
        },
    {
      key: 'lineLength',
      title: 'Lines end near a length, and whether the network counts',
      claim: 'At the end of a word the network expects the line to end if it is long: it keeps count.',
      otherwise:
        'Lines of this text end near a length, but the network does not count: at the end of a word it expects the line to end hardly more often in a long line than in a short one.',
      here: 'at the end of a word 36 to 50 characters into a line',
      elsewhere: 'at one 8 to 22 characters into it',
      target: newline,
      targetName: '‘↵’',
      places: places((at) => endsWord(at) && names[at] === 0 && inLine[at] >= 36 && inLine[at] <= 50),
      others: places((at) => endsWord(at) && names[at] === 0 && inLine[at] >= 8 && inLine[at] <= 22),
      explain: null,
    },
    capitalsContrast(),
    space === undefined ? undefined : paragraphContrast(),
  ];
  return all.filter(
    (contrast): contrast is Contrast =>
      contrast !== undefined && contrast.places.length >= fewest && contrast.others.length >= fewest,
  );

  /** Inside a name in capitals, capitals go on: measured by the likeliest capital to follow a capital. */
  function capitalsContrast(): Contrast | undefined {
    const isCapital = vocabulary.characters.map((character) => /\p{Lu}/u.test(character));
    const counts = new Float64Array(vocabulary.size);
    for (let at = 1; at < length; at++) {
      if (capitals[at] === 1 && capitals[at - 1] === 1) {
        counts[indices[at]]++;
      }
    }
    const target = counts.indexOf(Math.max(...counts));
    if (counts[target] === 0) {
      return undefined;
    }
    return {
      key: 'capitalsGoOn',
      title: 'Capitals go on in a name of capitals',
      claim: 'Inside a word of capitals the network expects capitals, after a single capital it does not.',
      otherwise: 'The network hardly tells a word of capitals from a single capital.',
      here: 'after a capital inside a word of capitals',
      elsewhere: 'after other capitals',
      target,
      targetName: `‘${vocabulary.characters[target]}’`,
      places: places((at) => capitals[at] === 1 && capitals[at + 1] === 1 && capitals[at - 1] === 1),
      others: places((at) => isCapital[indices[at]] && capitals[at] === 0),
      explain: null,
    };
  }

  /** After an empty line a name comes: after the newline that ends a speech, another newline. */
  function paragraphContrast(): Contrast {
    return {
      key: 'speechEnds',
      title: 'A speech ends at the end of a sentence',
      claim:
        'After a line that ends in a full stop the network expects an empty line, after other lines it does not.',
      otherwise:
        'The network hardly expects an empty line more after the end of a sentence than after other lines.',
      here: 'after a line that ends a sentence',
      elsewhere: 'after other lines of a speech',
      target: newline!,
      targetName: '‘↵’',
      places: places((at) => indices[at] === newline && /[.!?]/.test(vocabulary.characters[indices[at - 1]])),
      others: places(
        (at) => indices[at] === newline && /[\p{L},;]/u.test(vocabulary.characters[indices[at - 1]]),
      ),
      explain: { from: newline!, to: newline! },
    };
  }
}
