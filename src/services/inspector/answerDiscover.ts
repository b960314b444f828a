import type { Control } from '../../core/pause';
import type { CheckedParams, Reply } from '../../protocol/inspector/inspector';
import type { Behaviour } from '../../protocol/inspector/discovery';
import { proveContrast } from './contrast';
import { contrastsOf } from './contrastsOf';
import { discoverPairs } from './discoverPairs';
import type { Inspection } from './inspection';
import { zeroStateTrap } from './zeroStateTrap';

/** All pairs of a text, and longer behaviours, each proved by ablation beside random neurons. Found once for a seed. */
export async function answerDiscover(
  inspection: Inspection,
  { text: id, seed }: CheckedParams<'discover'>,
  control: Control,
): Promise<Reply<'discover'>> {
  const text = await inspection.text(id, control);
  return inspection.once(text, `discover ${seed}`, async () => {
    const contrasts = contrastsOf(inspection.model.vocabulary, text);
    const parts = contrasts.length + 2;
    const part = (at: number): Control => ({
      ...control,
      onProgress: (done, total) => control.onProgress?.(at + done / total, parts),
    });
    const pairs = await discoverPairs(inspection, text, part(0));
    const behaviours: Behaviour[] = [];
    for (const [at, contrast] of contrasts.entries()) {
      behaviours.push(await proveContrast(inspection, text, contrast, seed, part(at + 1)));
    }
    const trap = await zeroStateTrap(inspection, text, seed, part(parts - 1));
    return { places: text.length, pairs, behaviours: trap ? [...behaviours, trap] : behaviours };
  });
}
