import type { JSX } from 'preact';
import type { Params } from '../../../src/protocol/inspector/inspector';
import { useReply } from '../../app/inspector';
import { Answer } from '../../parts/answer';
import { Headline, rounded } from '../../parts/figure';
import { Histogram } from '../../parts/histogram';
import { t, whole } from '../../strings';

/** How an array's values are spread. */
export function Spread({
  which,
  name,
}: {
  readonly which: Params<'spread'>;
  readonly name: string;
}): JSX.Element {
  const answered = useReply('spread', which);
  return (
    <Answer answered={answered} doing={t('Counting')}>
      {({ distribution }) => (
        <section class="spread" aria-labelledby="spread-title">
          <h2 id="spread-title">{t('Distribution of {0}', name)}</h2>
          <Histogram distribution={distribution} label={t('value')} />
          <dl class="headlines">
            <Headline value={whole(distribution.count)} name={t('values')} />
            <Headline value={rounded(distribution.mean)} name={t('mean')} />
            <Headline value={rounded(distribution.standardDeviation)} name={t('standard deviation')} />
            <Headline value={rounded(distribution.smallest)} name={t('smallest')} />
            <Headline value={rounded(distribution.largest)} name={t('largest')} />
          </dl>
        </section>
      )}
    </Answer>
  );
}
