import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '../../../src/core/format/modelFile';
import type { Model } from '../../../src/core/model';
import {
  vanilla,
  weightNamesOf,
  weightOf,
  zeroParameters,
  type Architecture,
} from '../../../src/core/parameters';
import { uniform } from '../../../src/core/random';
import { Vocabulary } from '../../../src/core/vocabulary';

/** A small network with random weights, the same for the same seed; vanilla unless `cell` and `layers` say otherwise. */
export function randomModel(
  characters: string,
  hiddenSize: number,
  seed = 1,
  scale = 0.5,
  more: Partial<Pick<Architecture, 'cell' | 'layers'>> = {},
): Model {
  const vocabulary = Vocabulary.of(characters);
  const parameters = zeroParameters({ ...vanilla(hiddenSize, vocabulary.size), ...more });
  let position = 0;
  for (const name of weightNamesOf(parameters)) {
    const weights = weightOf(parameters, name);
    for (let at = 0; at < weights.length; at++) {
      weights[at] = scale * 2 * (uniform(seed, position++) - 0.5);
    }
  }
  return { name: `random-${hiddenSize}`, vocabulary, parameters };
}

/** The folder of the larger test data, or undefined where `CHAR_RNN_DATA` is not set. */
export const dataFolder = process.env.CHAR_RNN_DATA;

export function readData(file: string): Buffer {
  return readFileSync(join(dataFolder!, file));
}

/** The snapshot that came with the assignment. */
export function readSnapshot(): Promise<Model> {
  return readModel(new Uint8Array(readData('char-rnn-snapshot.npz')), 'char-rnn-snapshot');
}
