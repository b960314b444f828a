import type { JSX } from 'preact';
import type { DriversReply } from '../../../src/protocol/inspector/transitions';
import { useInspector } from '../../app/inspector';
import { Glyph, visible } from '../../parts/character';
import { Figure, Headline } from '../../parts/figure';
import { Sentence } from '../../parts/sentence';
import { t, whole } from '../../strings';
import { DriverTable } from './driverTable';

/** What was found: how likely, the sum that makes the logit, and who drives it. */
export function Drivers({ reply }: { readonly reply: DriversReply }): JSX.Element {
  return (
    <>
      <Summary reply={reply} />
      <Sentence text={reply.sentence} />
      <SumLine reply={reply} />
      <DriverTable reply={reply} />
    </>
  );
}

function Summary({ reply }: { readonly reply: DriversReply }): JSX.Element {
  const { model } = useInspector();
  const { occurrences, followed, probability, foilProbability, foil, rank } = reply;
  const isMean = occurrences > 1;
  const [to, from] = [reply.to, reply.from].map((index) => visible(model.characters[index]));
  return (
    <dl class="headlines">
      <Headline
        value={<Figure value={probability} />}
        name={isMean ? t('mean p({0}) after {1}', to, from) : t('p({0}) after {1}', to, from)}
      />
      {foil !== undefined && foilProbability !== undefined ? (
        <Headline
          value={<Figure value={foilProbability} />}
          name={
            isMean
              ? t('mean p({0})', visible(model.characters[foil]))
              : t('p({0})', visible(model.characters[foil]))
          }
        />
      ) : null}
      <Headline value={t('{0} of {1}', rank, model.vocabularySize)} name={t('rank')} />
      {isMean ? (
        <Headline
          value={
            followed === null ? whole(occurrences) : t('{0} of {1}', whole(followed), whole(occurrences))
          }
          name={followed === null ? t('places') : t('places where it really follows')}
        />
      ) : followed === null ? null : (
        <Headline value={followed === 1 ? t('yes') : t('no')} name={t('does it really follow here?')} />
      )}
    </dl>
  );
}

/** bias + neurons = logit, which holds for the figures as they stand. */
function SumLine({ reply }: { readonly reply: DriversReply }): JSX.Element {
  const { bias, sum, logit, to, foil, foilBias, foilLogit, occurrences } = reply;
  const { model } = useInspector();
  return (
    <div class="sum-lines" role="group" aria-label={t('How the logit adds up')}>
      <p class="sum-line">
        <span>
          <span class="quiet">{t('bias by[{0}]', to)}</span> <Figure value={bias} />
        </span>
        <span>
          + <span class="quiet">{t('{0} neurons', model.hiddenSize)}</span> <Figure value={sum} />
        </span>
        <span>
          = <span class="quiet">{occurrences > 1 ? t('mean logit') : t('logit')}</span>{' '}
          <Figure value={logit} />
        </span>
      </p>
      {foil !== undefined && foilBias !== undefined && foilLogit !== undefined ? (
        <p class="sum-line">
          <span>
            <span class="quiet">{t('logit of')}</span> <Glyph character={model.characters[foil]} />{' '}
            <Figure value={foilLogit} />
          </span>
          <span>
            <span class="quiet">{t('difference')}</span> <Figure value={logit - foilLogit} />
          </span>
        </p>
      ) : null}
    </div>
  );
}
