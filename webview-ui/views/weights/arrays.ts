import type { Edit, ModelDescription } from '../../../src/protocol/inspector/model';
import { visible } from '../../parts/character';
import { gateTitle } from '../../parts/gates';
import { t } from '../../strings';

export type WeightName = Extract<Edit, { kind: 'weight' }>['weight'];

/** What the rows and columns of an array stand for; `gated` are neurons, once for each gate. */
export type Axis = 'neuron' | 'gated' | 'character' | 'one';

/** What stands before a layer's number: Wxh2 is the second layer's. */
export function baseOf(weight: WeightName): 'Wxh' | 'Whh' | 'Why' | 'bh' | 'bn' | 'by' {
  return weight.replace(/\d$/, '') as 'Wxh';
}

/** Counted from 1; of Why and by, which belong to none, undefined. */
export function layerOf(weight: WeightName): number | undefined {
  return weight === 'Why' || weight === 'by' ? undefined : Number(/\d$/.exec(weight)?.[0] ?? 1);
}

export function axesOf(weight: WeightName): { readonly rows: Axis; readonly columns: Axis } {
  switch (baseOf(weight)) {
    case 'Wxh':
      return { rows: 'gated', columns: layerOf(weight) === 1 ? 'character' : 'neuron' };
    case 'Whh':
      return { rows: 'gated', columns: 'neuron' };
    case 'Why':
      return { rows: 'character', columns: 'neuron' };
    case 'bh':
      return { rows: 'gated', columns: 'one' };
    case 'bn':
      return { rows: 'neuron', columns: 'one' };
    case 'by':
      return { rows: 'character', columns: 'one' };
  }
}

/** Biases are columns of one; lying down they can be read. */
export function isLying(weight: WeightName): boolean {
  return axesOf(weight).columns === 'one';
}

type Model = Pick<ModelDescription, 'characters' | 'gates' | 'hiddenSize'>;

/** A row or column on an axis, as short as can be: `z 12`, `↵`. */
export function axisWord(axis: Axis, index: number, { characters, gates, hiddenSize }: Model): string {
  switch (axis) {
    case 'character':
      return visible(characters[index] ?? '');
    case 'gated':
      return `${gates[Math.floor(index / hiddenSize)] ?? ''} ${index % hiddenSize}`.trim();
    case 'neuron':
      return String(index);
    case 'one':
      return '';
  }
}

/** The same in words: "update gate z of neuron 12". */
export function axisTitle(axis: Axis, index: number, model: Model): string {
  if (axis === 'character' || axis === 'one') {
    return axisWord(axis, index, model);
  }
  const gate = axis === 'gated' ? (model.gates[Math.floor(index / model.hiddenSize)] ?? '') : '';
  const neuron = t('neuron {0}', index % model.hiddenSize);
  return gate === '' ? neuron : t('{0} of {1}', gateTitle(gate), neuron);
}

/** The lines of an axis that belong to a neuron: one for each gate. */
export function linesOf(axis: Axis, neuron: number, { gates, hiddenSize }: Model): readonly number[] {
  return axis === 'gated' ? gates.map((_, at) => at * hiddenSize + neuron) : [neuron];
}

/** What an array does, in a few words. */
export function purposeOf(
  weight: WeightName,
  { gates, layers }: Pick<ModelDescription, 'gates' | 'layers'>,
): string {
  const isGated = gates.length > 1;
  const layer = layerOf(weight) ?? 1;
  const of = (words: string): string =>
    layers > 1 ? t('Layer {0}: {1}', layer, words) : words.charAt(0).toUpperCase() + words.slice(1);
  switch (baseOf(weight)) {
    case 'Wxh':
      if (layer > 1) {
        return of(
          isGated
            ? t('what each gate of each neuron (row) gets from each neuron of the layer below (column).')
            : t('what each neuron (row) gets from each neuron of the layer below (column).'),
        );
      }
      return of(
        isGated
          ? t('what each gate of each neuron (row) gets from the character that is read (column).')
          : t('what each neuron (row) gets from the character that is read (column).'),
      );
    case 'Whh':
      return of(
        isGated
          ? t(
              'what each gate of each neuron (row) gets from each neuron of the step before (column): the memory.',
            )
          : t('what each neuron (row) gets from each neuron of the step before (column): the memory.'),
      );
    case 'Why':
      return t('What the logit of each character (row) gets from each neuron of the top layer (column).');
    case 'bh':
      return of(
        isGated ? t('what each gate of each neuron gets always.') : t('what each neuron gets always.'),
      );
    case 'bn':
      return of(t('what the candidate of each neuron gets always, as far as its reset gate lets it.'));
    case 'by':
      return t('What the logit of each character gets always.');
  }
}
