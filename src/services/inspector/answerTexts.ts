import { contributionsAlong } from '../../core/attribution/contributionsAlong';
import { likeliest } from '../../core/attribution/likeliest';
import { Completer } from '../../core/completion';
import type { Control } from '../../core/pause';
import { PersonError } from '../../core/personError';
import type { CheckedParams, Reply } from '../../protocol/inspector/inspector';
import { likeliestCount } from '../../protocol/inspector/texts';
import { loadKernel } from '../kernelFiles';
import type { Inspection } from './inspection';
import { statesBetween } from './placeState';
import { transitionProbabilities } from './transitionProbabilities';
import { excerptAt } from './words';

/** Reads a text that was given, or that the model writes. */
export async function answerOpenText(
  inspection: Inspection,
  { source, start }: CheckedParams<'openText'>,
  control: Control,
): Promise<Reply<'openText'>> {
  if (source.kind === 'given') {
    return { text: await inspection.open({ name: source.name, text: source.text, start }, control) };
  }
  if (source.kind === 'sample') {
    const { length, temperature, seed } = source;
    const text = await written(inspection, source, control);
    const name = `${inspection.model.name} writes: ${length} characters, temperature ${temperature}, seed ${seed}`;
    return { text: await inspection.open({ name, text, start }, control) };
  }
  throw new PersonError('Editors and files are read by the extension.');
}

async function written(
  { model }: Inspection,
  { length, temperature, seed }: { length: number; temperature: number; seed: number },
  control: Control,
): Promise<string> {
  const network = (await loadKernel('auto')).load(model.parameters);
  try {
    const completer = new Completer(network, model, { warmup: { kind: 'auto' }, unknown: 'map' });
    const { text } = await completer.complete({ prompt: '', length, temperature, seed }, control);
    return text;
  } finally {
    network.dispose();
  }
}

/** A stretch of a text with what the network thought at each place. */
export async function answerReadText(
  inspection: Inspection,
  { text: id, from, length, neuron }: CheckedParams<'readText'>,
  control: Control,
): Promise<Reply<'readText'>> {
  const text = await inspection.text(id, control);
  inspection.checkPosition(text, from);
  if (neuron !== undefined) {
    inspection.checkNeurons([neuron]);
  }
  const { model, reader } = inspection;
  const { hiddenSize: H, vocabularySize: V } = reader;
  const to = Math.min(text.length, from + length);
  const count = to - from;
  const K = Math.min(V, likeliestCount);
  const best = { characters: new Uint16Array(count * K), probabilities: new Float64Array(count * K) };
  const hidden = await statesBetween(reader, text, from, to, { signal: control.signal });
  const rows = Math.min(256, reader.capacity);
  for (let at = 0; at < count; at += rows) {
    const end = Math.min(count, at + rows);
    const logP = reader.logProbabilities(hidden.slice(at * H, end * H));
    likeliest(logP, V, K, best.characters.subarray(at * K), best.probabilities.subarray(at * K));
  }
  return {
    from,
    characters: text.indices.slice(from, to),
    offsets: text.encoded.offsets.slice(from, to),
    surprise: text.surprise.slice(from, to),
    likeliest: best.characters,
    probabilities: best.probabilities,
    ...(neuron !== undefined &&
      contributionsAlong(model.parameters, neuron, hidden, text.indices.subarray(from + 1, to + 1))),
  };
}

/** Places of one character, with the probability of another after it. */
export async function answerOccurrences(
  inspection: Inspection,
  { text: id, from, to, only, order, limit }: CheckedParams<'occurrences'>,
  control: Control,
): Promise<Reply<'occurrences'>> {
  inspection.checkCharacters([from, to]);
  const text = await inspection.text(id, control);
  const probabilities = await transitionProbabilities(inspection, text, { from, to }, control);
  const all = Array.from(text.placesOf(from), (position, at) => ({
    position,
    probability: probabilities[at],
    followed: text.indices[position + 1] === to,
  }));
  const wanted = all.filter(({ followed }) => only === 'all' || followed === (only === 'followed'));
  if (order !== 'position') {
    const sign = order === 'likeliest' ? -1 : 1;
    wanted.sort((a, b) => sign * (a.probability - b.probability));
  }
  return {
    total: wanted.length,
    places: wanted.slice(0, limit).map(({ position, probability, followed }) => ({
      ...excerptAt(text, inspection.model.vocabulary, position),
      probability,
      followed,
    })),
  };
}
