import type { Control } from '../../core/pause';
import type { InspectedText } from './inspectedText';
import type { Inspection } from './inspection';
import { measureVariants } from './measureVariants';

/** p(to) at each place of `from`, in order. Takes one reading of the text, once. */
export async function transitionProbabilities(
  inspection: Inspection,
  text: InspectedText,
  { from, to }: { readonly from: number; readonly to: number },
  control: Control,
): Promise<Float64Array> {
  const figures = await inspection.once(text, `transition ${from} ${to}`, () =>
    measureVariants(inspection, text, { from, to }, [{}], control),
  );
  return figures[0].probabilities;
}
