import { stateSumOf } from '../../core/attribution/stateSum';
import { PersonError } from '../../core/personError';
import type { Control } from '../../core/pause';
import type { CheckedParams, Reply } from '../../protocol/inspector/inspector';
import type { Inspection } from './inspection';
import { placeState } from './placeState';
import { counted } from './words';

/** What put a neuron where it is? */
export async function answerDecompose(
  inspection: Inspection,
  { place, neuron, layer = inspection.model.parameters.layers }: CheckedParams<'decompose'>,
  control: Control,
): Promise<Reply<'decompose'>> {
  const { parameters, name } = inspection.model;
  inspection.checkNeurons([neuron]);
  if (layer > parameters.layers) {
    throw new PersonError('There is no layer {0}: {1} has {2}.', {
      values: [layer, name, counted(parameters.layers, 'layer')],
    });
  }
  const { character, before, previous } = await placeState(inspection, place, control);
  const { gates, ...sum } = stateSumOf(parameters, before, character, neuron, layer);
  const copied = gates.map(({ previous: heard, lower, ...gate }) => ({
    ...gate,
    previous: [...heard],
    lower: [...lower],
  }));
  return { neuron, layer, character, ...sum, gates: copied, before: previous };
}
