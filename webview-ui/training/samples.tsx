import type { JSX } from 'preact';
import type { RunView } from '../../src/protocol/training/view';
import { t, whole } from '../strings';

/** What the network wrote as it learned, the latest first. */
export function Samples({ run }: { readonly run: RunView }): JSX.Element {
  const samples = [...run.samples].reverse();
  return (
    <section class="part" aria-labelledby="samples-title">
      <h2 id="samples-title">{t('What it writes')}</h2>
      {samples.length === 0 ? (
        <p class="quiet">{t('The first sample comes soon.')}</p>
      ) : (
        <ol class="samples" tabIndex={0} aria-labelledby="samples-title">
          {samples.map(({ step, text }) => (
            <li key={step}>
              <p class="quiet small">{t('after {0} steps', whole(step))}</p>
              <pre>{text}</pre>
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
