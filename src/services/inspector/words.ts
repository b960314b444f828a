import type { Vocabulary } from '../../core/vocabulary';
import type { Excerpt } from '../../protocol/inspector/values';
import type { InspectedText } from './inspectedText';

/** What the inspector's sentences and tables are made of. */

/** Characters that leave no mark get one. */
const marks: Readonly<Record<string, string>> = { '\n': '↵', ' ': '␣', '\t': '⇥', '\r': '␍' };

/** A character as one can see it. */
export function visible(character: string): string {
  return marks[character] ?? character;
}

/** The same for a whole text. */
export function visibleText(text: string): string {
  return [...text].map(visible).join('');
}

/** A character in a sentence: ‘:’. */
export function quoted(vocabulary: Vocabulary, index: number): string {
  return `‘${visible(vocabulary.characters[index])}’`;
}

/** Thousands with commas. */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A probability with four digits, as the tables have it. */
export function share(probability: number): string {
  return probability.toFixed(4);
}

/** A contribution with its sign. */
export function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}

/** "neuron 100", "neurons 100 and 73", "neurons 100, 73 and 210". */
export function listed(neurons: readonly number[]): string {
  if (neurons.length === 0) {
    return 'no neuron';
  }
  const last = neurons[neurons.length - 1];
  return neurons.length === 1 ? `neuron ${last}` : `neurons ${neurons.slice(0, -1).join(', ')} and ${last}`;
}

/** "1 place", "2,578 places". */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

/** Characters shown before and after a place. */
const around = 32;

/** A place with what stands around it. */
export function excerptAt(text: InspectedText, vocabulary: Vocabulary, position: number): Excerpt {
  const { indices } = text;
  return {
    position,
    before: vocabulary.decode(indices.subarray(Math.max(0, position - around), position)),
    character: vocabulary.characters[indices[position]],
    after: vocabulary.decode(indices.subarray(position + 1, position + 1 + around)),
  };
}
