import type { OptimizerState } from '../../kernel/kernel';
import type { Model } from '../../model';
import { architectureOf, stateSizeOf, type Architecture, type Parameters } from '../../parameters';
import { Slicer, type Control } from '../../pause';
import { PersonError } from '../../personError';
import type { AverageState } from '../../training/weightAverage';
import { Vocabulary } from '../../vocabulary';
import { shapeText, type NdArray } from '../ndArray';
import { toFloat64 } from '../toFloat64';
import { fromStateDict, type Mapped } from './fromStateDict';
import { readSafetensors, safetensorsTexts } from './readSafetensors';
import { safetensorsFile, stateDict, type Tensor } from './writeSafetensors';

/**
 * The files that a PyTorch job begins with and writes: safetensors, of which the names are a state dict's.
 *
 *     recurrent... output...      the weights                    average.recurrent...   their average, where there is one
 *     moments.recurrent...        Adam's first moments           hidden                 (batch, stateSize)
 *     squares.recurrent...        Adam's or Adagrad's squares
 *
 * and texts: `characters`, `config` and `run`, all JSON. The memories of a bias are those of its first one: PyTorch's second
 * is held at zero, but for a gru's candidate.
 */
const squaresPrefix = 'squares.';
const momentsPrefix = 'moments.';
const averagePrefix = 'average.';
const hiddenName = 'hidden';

/** What a run is made of, as far as it is arrays; a run that begins has weights and maybe memories only. */
export interface JobArrays {
  readonly parameters: Parameters;
  readonly optimizer?: OptimizerState;
  /** (batch, stateSize). */
  readonly hidden?: Float64Array;
  readonly average?: AverageState;
}

/** What a file of a job holds: of its texts nothing is known but that they are JSON. */
export interface JobFile {
  readonly vocabulary: Vocabulary;
  readonly parameters: Parameters;
  readonly mapping: readonly Mapped[];
  readonly squares?: Parameters;
  readonly moments?: Parameters;
  readonly average?: Parameters;
  readonly hidden?: Float64Array;
  readonly config: unknown;
  readonly run: unknown;
}

/** Writes what a job begins with; no bit is lost. @throws PersonError for a number that is not finite. */
export function writeJobStart(
  { vocabulary }: Pick<Model, 'vocabulary'>,
  { parameters, optimizer, hidden, average }: JobArrays,
  run: object,
): Uint8Array {
  const size = stateSizeOf(parameters);
  const tensors: Tensor[] = [
    ...stateDict(parameters),
    ...(optimizer ? stateDict(optimizer.squares, squaresPrefix) : []),
    ...(optimizer?.moments ? stateDict(optimizer.moments, momentsPrefix) : []),
    ...(average ? stateDict(average.weights, averagePrefix) : []),
    ...(hidden ? [{ name: hiddenName, shape: [hidden.length / size, size], values: hidden }] : []),
  ];
  const texts = {
    format: 'pt',
    characters: JSON.stringify(vocabulary.characters),
    run: JSON.stringify(run),
  };
  return safetensorsFile(tensors, texts, 'lossless');
}

/** Whether a file is one that a job wrote: what it says of itself tells. */
export function isJobFile(bytes: Uint8Array): boolean {
  // safetensors: its header, a JSON object, stands behind eight bytes.
  return bytes[8] === 0x7b && safetensorsTexts(bytes).has('config');
}

/**
 * Reads what a job wrote.
 *
 * @param name a short name for people, with which every message begins.
 * @throws PersonError for what does not fit, by name and shape.
 */
export async function readJobFile(bytes: Uint8Array, name: string, control: Control = {}): Promise<JobFile> {
  try {
    return await read(bytes, new Slicer(control, bytes.length));
  } catch (error) {
    throw error instanceof PersonError
      ? new PersonError('{0}: {1}', { values: [name, error], cause: error })
      : error;
  }
}

async function read(bytes: Uint8Array, slicer: Slicer): Promise<JobFile> {
  const texts = safetensorsTexts(bytes);
  const json = (key: string): unknown => parsed(texts.get(key), key);
  const characters = json('characters');
  if (!Array.isArray(characters) || !characters.every((one): one is string => typeof one === 'string')) {
    throw new PersonError('The text "characters" is no list of characters: the file is of no job.');
  }
  const vocabulary = new Vocabulary(characters);
  const tensors = readSafetensors(bytes);
  const { parameters, mapping } = (await part(tensors, '', vocabulary.size, slicer))!;
  const like = async (prefix: string): Promise<Parameters | undefined> => {
    const found = (await part(tensors, prefix, vocabulary.size, slicer))?.parameters;
    checkSame(parameters, found, prefix);
    return found;
  };
  return {
    vocabulary,
    parameters,
    mapping,
    squares: await like(squaresPrefix),
    moments: await like(momentsPrefix),
    average: await like(averagePrefix),
    hidden: await hiddenOf(tensors.get(hiddenName), stateSizeOf(parameters), slicer),
    config: json('config'),
    run: json('run'),
  };
}

/** The tensors with a prefix as parameters; undefined where there are none of those. */
async function part(
  tensors: ReadonlyMap<string, NdArray>,
  prefix: string,
  vocabularySize: number,
  slicer: Slicer,
): Promise<{ parameters: Parameters; mapping: readonly Mapped[] } | undefined> {
  const own = [...tensors].flatMap(([name, tensor]): [string, NdArray][] => {
    const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
    return /^(recurrent|output)\./.test(rest) ? [[rest, tensor]] : [];
  });
  if (own.length === 0 && prefix !== '') {
    return undefined;
  }
  try {
    return await fromStateDict(new Map(own), vocabularySize, slicer);
  } catch (error) {
    throw error instanceof PersonError && prefix !== ''
      ? new PersonError('Of the tensors that begin with {0}: {1}', {
          values: [prefix, error],
          cause: error,
        })
      : error;
  }
}

function checkSame(weights: Architecture, other: Architecture | undefined, prefix: string): void {
  const shown = (one: Architecture): string => {
    const { layers, cell, hiddenSize } = architectureOf(one);
    return `${layers} × ${cell} of ${hiddenSize} units`;
  };
  if (other && shown(other) !== shown(weights)) {
    throw new PersonError('The tensors that begin with {0} are of {1}, the weights of {2}.', {
      values: [prefix, shown(other), shown(weights)],
    });
  }
}

async function hiddenOf(
  tensor: NdArray | undefined,
  stateSize: number,
  slicer: Slicer,
): Promise<Float64Array | undefined> {
  if (tensor && (tensor.shape.length !== 2 || tensor.shape[1] !== stateSize || tensor.shape[0] === 0)) {
    throw new PersonError('{0} has shape {1}: expected (batch, {2}).', {
      values: [hiddenName, shapeText(tensor.shape), stateSize],
    });
  }
  return tensor && toFloat64(tensor, hiddenName, slicer);
}

function parsed(text: string | undefined, key: string): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch (error) {
    throw new PersonError('The text {0} is missing or no JSON: the file is of no job.', {
      values: [JSON.stringify(key)],
      cause: error,
    });
  }
}
