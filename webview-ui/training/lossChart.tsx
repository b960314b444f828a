import type { JSX } from 'preact';
import type { RunView } from '../../src/protocol/training/view';
import { t, whole } from '../strings';
import { Chart, type ChartLevel, type ChartLine } from './chart';
import { lastStep } from './chartScale';
import { nats } from './words';

/** How the loss goes down: in training, on the held-out text, and beside them what n-grams reach there. */
export function LossChart({ run }: { readonly run: RunView }): JSX.Element {
  const { training, heldOut, baselines, progress, best } = run;
  const lines: ChartLine[] = [
    { name: t('training'), kind: 'training', curve: training },
    { name: t('held out'), kind: 'held-out', curve: heldOut },
  ];
  const levels: ChartLevel[] = baselines.map(({ order, loss }) => ({
    name: t('{0}-gram', order),
    value: loss,
  }));
  const words = [
    t('Loss in nats a character, by step.'),
    ...(progress === null
      ? []
      : [t('Training: {0} at step {1}.', nats(progress.loss), whole(progress.step))]),
    ...(best === null ? [] : [t('Held out: best {0} at step {1}.', nats(best.loss), whole(best.step))]),
    ...baselines.map(({ order, loss }) => t('{0}-gram: {1}.', order, nats(loss))),
  ];
  return (
    <section class="part" aria-labelledby="loss-title">
      <h2 id="loss-title">{t('Loss')}</h2>
      <Chart
        lines={lines}
        levels={levels}
        steps={lastStep(run)}
        height={260}
        describe={words.join(' ')}
        format={nats}
        unit={t('nats a character; lower is better')}
      />
      {baselines.length === 0 ? null : (
        <p class="quiet small">
          {t(
            'Dashed: what n-grams reach on the same held-out text, learned from the same training text by counting. A network that stays above them has learned less than a table of counts.',
          )}
        </p>
      )}
    </section>
  );
}
