import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { NeuronReply } from '../../../src/protocol/inspector/neurons';
import { changeView, remember, useInspector, useReply } from '../../app/inspector';
import { Button } from '../../controls';
import { Answer } from '../../parts/answer';
import { Excerpt } from '../../parts/excerpt';
import { Figure, Headline } from '../../parts/figure';
import { Histogram } from '../../parts/histogram';
import { Sentence } from '../../parts/sentence';
import { t } from '../../strings';
import { Autocorrelation } from './autocorrelation';
import { Features } from './features';
import { NeuronWeights } from './neuronWeights';
import { Part } from './part';

/** All about one neuron. */
export function NeuronDetail({
  text,
  neuron,
}: {
  readonly text: string;
  readonly neuron: number;
}): JSX.Element {
  const { go, store } = useInspector();
  const params = { text, neuron };
  const answered = useReply('neuron', params);
  const isDone = answered.asked?.status === 'done';
  useEffect(() => {
    if (isDone) {
      remember(store, { method: 'neuron', params });
    }
  }, [isDone, text, neuron]);
  return (
    <section class="aside-section" aria-labelledby="neuron-title">
      <h2 id="neuron-title">{t('Neuron {0}', neuron)}</h2>
      <p class="buttons">
        <Button
          onClick={() => {
            changeView(store, 'text', { colour: 'activation' });
            go('text', { neuron });
          }}
        >
          {t('Colour the Text')}
        </Button>
        <Button
          onClick={() => {
            changeView(store, 'intervene', { neuron });
            go('intervene', { neuron });
          }}
        >
          {t('Hold It')}
        </Button>
      </p>
      <Answer answered={answered} doing={t('Watching the neuron')}>
        {(reply) => <Detail key={reply.summary.neuron} reply={reply} />}
      </Answer>
    </section>
  );
}

function Detail({ reply }: { readonly reply: NeuronReply }): JSX.Element {
  const { summary, activation, highest, lowest, autocorrelation } = reply;
  return (
    <>
      <Sentence text={reply.sentence} />
      <dl class="headlines">
        <Headline value={<Figure value={summary.mean} decimals={3} />} name={t('mean')} />
        <Headline value={<Figure value={summary.standardDeviation} decimals={3} />} name={t('spread')} />
        <Headline
          value={summary.memory === null ? t('never falls') : <Figure value={summary.memory} decimals={1} />}
          name={t('memory, characters')}
        />
      </dl>
      <Histogram distribution={activation} label={t('activation')} />
      <Part title={t('Highest')}>
        <ul class="excerpts">
          {highest.map((place) => (
            <Excerpt key={place.position} excerpt={place} value={place.value} signed />
          ))}
        </ul>
      </Part>
      <Part title={t('Lowest')}>
        <ul class="excerpts">
          {lowest.map((place) => (
            <Excerpt key={place.position} excerpt={place} value={place.value} signed />
          ))}
        </ul>
      </Part>
      <Features reply={reply} />
      <NeuronWeights reply={reply} />
      <Part title={t('How long it remembers')}>
        <Autocorrelation values={autocorrelation} />
      </Part>
    </>
  );
}
