import type { Model } from '../../../../src/core/model';
import {
  makeParameters,
  vanilla,
  weightNamesOf,
  weightOf,
  zeroParameters,
  type Architecture,
  type Parameters,
} from '../../../../src/core/parameters';
import { Vocabulary } from '../../../../src/core/vocabulary';

/** What the elements of a golden file are: `make_golden.py` has the same formula in Python. */
export type ElementType = 'f2' | 'f4' | 'f8' | 'i4' | 'i8';

/** k(i) = 7919 i mod 1009 - 504, as the type holds it. */
const elements: Record<ElementType, (k: number) => number> = {
  f2: (k) => k / 128,
  f4: (k) => Math.fround(k / 3),
  f8: (k) => k / 3,
  i4: (k) => k,
  i8: (k) => k,
};

/** The network of the golden files: 3 hidden units, number i of all weights made from k(i). */
export function tinyParameters(type: ElementType = 'f8', vocabularySize = 4, hiddenSize = 3): Parameters {
  return tinyNetwork(vanilla(hiddenSize, vocabularySize), type);
}

/** The same for any cell and layers. */
export function tinyNetwork(architecture: Architecture, type: ElementType = 'f8'): Parameters {
  const parameters = zeroParameters(architecture);
  let i = 0;
  for (const name of weightNamesOf(architecture)) {
    const weights = weightOf(parameters, name);
    for (let at = 0; at < weights.length; at++) {
      weights[at] = elements[type](((7919 * i++) % 1009) - 504);
    }
  }
  return parameters;
}

/** The squares of some weights, as Adagrad memories may be. */
export function squaresOf(parameters: Parameters): Parameters {
  return makeParameters(parameters, (name) => weightOf(parameters, name).map((value) => value * value));
}

/** Its Adagrad memories: the squares of the weights. */
export function tinyMemory(vocabularySize = 4, hiddenSize = 3): Parameters {
  return squaresOf(tinyParameters('f8', vocabularySize, hiddenSize));
}

export function tinyModel(characters: string, extra: Partial<Model> = {}): Model {
  const vocabulary = new Vocabulary([...characters]);
  return { name: 'tiny', vocabulary, parameters: tinyParameters('f8', vocabulary.size), ...extra };
}
