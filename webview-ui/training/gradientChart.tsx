import type { JSX } from 'preact';
import type { RunView } from '../../src/protocol/training/view';
import { t } from '../strings';
import { Chart } from './chart';
import { lastStep } from './chartScale';
import { plain } from './words';

/** The norm of all gradients together: calm is good, a rise without end is the beginning of a failure. */
export function GradientChart({ run }: { readonly run: RunView }): JSX.Element | null {
  const { gradientNorm } = run;
  const last = gradientNorm.values.at(-1);
  if (last === undefined) {
    return null;
  }
  return (
    <section class="part" aria-labelledby="gradient-title">
      <h2 id="gradient-title">{t('Gradient norm')}</h2>
      <Chart
        lines={[{ name: t('gradient norm'), kind: 'training', curve: gradientNorm }]}
        levels={[]}
        steps={lastStep(run)}
        height={110}
        describe={t('Norm of all gradients before they are cut, by step: {0} now.', plain(last))}
        format={plain}
        unit={t('before clipping')}
      />
    </section>
  );
}
