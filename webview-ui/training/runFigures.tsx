import type { JSX } from 'preact';
import type { RunView } from '../../src/protocol/training/view';
import { t, whole } from '../strings';
import { memory, nats, plain } from './words';

/** The figures of now, large. */
export function RunFigures({ run }: { readonly run: RunView }): JSX.Element | null {
  const { progress, best, heldOut, baselines, checkpoint, engine } = run;
  if (progress === null) {
    return null;
  }
  const judged = heldOut.values.at(-1);
  const bar = baselines.length > 0 ? Math.min(...baselines.map(({ loss }) => loss)) : undefined;
  const figures: [name: string, value: string, note: string][] = [
    [t('Loss'), nats(progress.loss), t('nats a character, in training')],
    ...(judged === undefined
      ? []
      : [
          [
            t('Held-out loss'),
            nats(judged),
            best === null ? '' : t('best {0} at step {1}', nats(best.loss), whole(best.step)),
          ] satisfies [string, string, string],
        ]),
    ...(bar === undefined
      ? []
      : [
          [
            t('Best n-gram'),
            nats(bar),
            best === null
              ? t('on the same held-out text')
              : best.loss < bar
                ? t('the network is better by {0}', nats(bar - best.loss))
                : t('the network is worse by {0}', nats(best.loss - bar)),
          ] satisfies [string, string, string],
        ]),
    [
      t('Speed'),
      whole(Number(progress.charactersPerSecond.toPrecision(3))),
      engine === null
        ? t('characters a second; learning rate {0}', plain(progress.learningRate))
        : t('characters a second by {0}; learning rate {1}', engine, plain(progress.learningRate)),
    ],
    [
      t('Memory'),
      // A browser does not say.
      progress.memory === 0 ? '–' : memory(progress.memory),
      checkpoint === null ? t('no checkpoint yet') : t('last checkpoint at step {0}', whole(checkpoint.step)),
    ],
  ];
  return (
    <dl class="headlines">
      {figures.map(([name, value, note]) => (
        <div key={name} class="headline">
          <dt>{name}</dt>
          <dd>
            <span class="figure">{value}</span>
            <span class="headline-note">{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
