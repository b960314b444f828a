import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Params } from '../../../src/protocol/inspector/inspector';
import { useInspector, useReply, useViewState } from '../../app/inspector';
import { Button } from '../../controls';
import { Area, NumberField } from '../../fields';
import { Answer } from '../../parts/answer';
import { t } from '../../strings';
import { commonStart } from './arrange';

/** What the network writes as it was and as it is. */
export function Writing(): JSX.Element {
  const { model } = useInspector();
  const [state, change] = useViewState('intervene');
  const { prompt, length, temperature, seed } = state;
  const [asked, setAsked] = useState<Params<'sample'> | null>({ prompt, length, temperature, seed });
  const now = { prompt, length, temperature, seed };
  const isSame = JSON.stringify(asked) === JSON.stringify(now);
  const answered = useReply('sample', asked);
  const isWhole = (value: number): string | undefined =>
    Number.isSafeInteger(value) && value >= 0 ? undefined : t('a whole number');
  return (
    <section aria-labelledby="writing-title">
      <h2 id="writing-title">{t('What it writes')}</h2>
      <div class="writing-form">
        <Area label={t('Prompt')} value={prompt} rows={3} onChange={(text) => change({ prompt: text })} />
        <div class="fields">
          <NumberField
            label={t('Length')}
            size={6}
            value={length}
            check={(value) => (value >= 1 && value <= 10_000 ? isWhole(value) : t('1 to 10,000'))}
            onChange={(value) => change({ length: value })}
          />
          <NumberField
            label={t('Temperature')}
            size={6}
            value={temperature}
            check={(value) => (value >= 0 && value <= 100 ? undefined : t('0 to 100'))}
            onChange={(value) => change({ temperature: value })}
          />
          <NumberField
            label={t('Seed')}
            size={6}
            value={seed}
            check={isWhole}
            onChange={(value) => change({ seed: value })}
          />
          <Button kind="primary" disabled={isSame} onClick={() => setAsked(now)}>
            {t('Write')}
          </Button>
        </div>
      </div>
      <Answer answered={answered} doing={t('Writing')}>
        {({ original, edited }) => <Samples original={original} edited={edited} name={model.name} />}
      </Answer>
    </section>
  );
}

interface SamplesProps {
  readonly original: string;
  readonly edited: string | null;
  readonly name: string;
}

function Samples({ original, edited, name }: SamplesProps): JSX.Element {
  const common = edited === null ? 0 : commonStart(original, edited);
  return (
    <div class={edited === null ? '' : 'pair'}>
      <figure class="sample">
        <figcaption>{edited === null ? name : t('as the file has it')}</figcaption>
        <pre tabIndex={0}>
          {original.slice(0, common)}
          {edited === null ? original.slice(common) : <mark>{original.slice(common)}</mark>}
        </pre>
      </figure>
      {edited === null ? null : (
        <figure class="sample">
          <figcaption>
            {common === edited.length && common === original.length
              ? t('edited: the same text')
              : t('edited: other from character {0} on', common)}
          </figcaption>
          <pre tabIndex={0}>
            {edited.slice(0, common)}
            <mark>{edited.slice(common)}</mark>
          </pre>
        </figure>
      )}
    </div>
  );
}
