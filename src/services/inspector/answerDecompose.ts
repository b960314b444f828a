import { preActivationOf } from '../../core/attribution/preActivation';
import type { Control } from '../../core/pause';
import type { CheckedParams, Reply } from '../../protocol/inspector/inspector';
import type { Inspection } from './inspection';
import { placeState } from './placeState';

/** What put a neuron where it is? */
export async function answerDecompose(
  inspection: Inspection,
  { place, neuron }: CheckedParams<'decompose'>,
  control: Control,
): Promise<Reply<'decompose'>> {
  inspection.checkNeurons([neuron]);
  const { character, before, previous } = await placeState(inspection, place, control);
  const { input, ...rest } = preActivationOf(inspection.model.parameters, before, character, neuron);
  return { neuron, ...rest, input: { character, value: input }, before: previous };
}
