import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Decomposition as Parts, Place } from '../../../src/protocol/inspector/transitions';
import { useInspector, useReply } from '../../app/inspector';
import { Answer } from '../../parts/answer';
import { Bar } from '../../parts/bar';
import { Glyph } from '../../parts/character';
import { Figure } from '../../parts/figure';
import { t, whole } from '../../strings';
import { arrangeParts } from './arrange';

interface Step {
  readonly place: Place;
  readonly neuron: number;
}

const shownNeurons = 8;

/** What put a neuron where it is; from there back through the neurons before, step by step. */
export function Decomposition({ place, neuron }: Step): JSX.Element {
  const [trail, setTrail] = useState<readonly Step[]>([]);
  const key = JSON.stringify([place, neuron]);
  useEffect(() => setTrail([]), [key]);
  const here = trail.at(-1) ?? { place, neuron };
  const answered = useReply('decompose', here);
  return (
    <section class="aside-section" aria-labelledby="decomposition">
      <h3 id="decomposition">{t('What put it there')}</h3>
      {trail.length > 0 ? (
        <ol class="trail" aria-label={t('Steps back')}>
          {[{ place, neuron }, ...trail].map((step, index) => (
            <li key={index}>
              <button
                type="button"
                class="link"
                aria-current={index === trail.length ? 'step' : undefined}
                onClick={() => setTrail(trail.slice(0, index))}
              >
                {t('{0} at {1}', step.neuron, placeName(step.place))}
              </button>
            </li>
          ))}
        </ol>
      ) : null}
      <Answer answered={answered} doing={t('Taking the neuron apart')}>
        {(parts) => (
          <PartsTable
            parts={parts}
            onStep={(previous) => {
              if (parts.before) {
                setTrail([...trail, { place: parts.before, neuron: previous }]);
              }
            }}
          />
        )}
      </Answer>
    </section>
  );
}

function placeName(place: Place): string {
  return place.kind === 'zero' ? t('the start') : whole(place.position);
}

function PartsTable({
  parts,
  onStep,
}: {
  readonly parts: Parts;
  readonly onStep: (neuron: number) => void;
}): JSX.Element {
  const { model } = useInspector();
  const { neuron, activation, preActivation, input, bias, recurrent, previous, before } = parts;
  const { shown, others, othersSum } = arrangeParts(previous, shownNeurons);
  const largest = Math.max(
    Math.abs(input.value),
    Math.abs(bias),
    Math.abs(othersSum),
    ...shown.map(({ contribution }) => Math.abs(contribution)),
  );
  const line = (name: JSX.Element | string, value: number, key: string): JSX.Element => (
    <tr key={key}>
      <th scope="row">{name}</th>
      <td class="bar-cell">
        <Bar value={value} largest={largest} />
      </td>
      <td>
        <Figure value={value} decimals={3} signed />
      </td>
    </tr>
  );
  const isFromZeros = previous.every(({ contribution }) => contribution === 0);
  return (
    <>
      <table class="figures parts">
        <caption class="spoken">{t('Parts of the pre-activation of neuron {0}', neuron)}</caption>
        <tbody>
          {line(
            <>
              {t('reading')} <Glyph character={model.characters[input.character]} />{' '}
              <code>
                Wxh[{neuron}][{input.character}]
              </code>
            </>,
            input.value,
            'input',
          )}
          {line(
            <>
              {t('bias')} <code>bh[{neuron}]</code>
            </>,
            bias,
            'bias',
          )}
          {isFromZeros ? null : (
            <>
              {shown.map((one) =>
                line(
                  <>
                    {before ? (
                      <button
                        type="button"
                        class="neuron"
                        aria-label={t('What put neuron {0} there', one.neuron)}
                        onClick={() => onStep(one.neuron)}
                      >
                        {one.neuron}
                      </button>
                    ) : (
                      <span class="neuron">{one.neuron}</span>
                    )}{' '}
                    <code title={t('h before: {0}', one.activation)}>
                      Whh[{neuron}][{one.neuron}]
                    </code>
                  </>,
                  one.contribution,
                  `h${one.neuron}`,
                ),
              )}
              {others > 0 ? line(t('{0} others together', others), othersSum, 'others') : null}
            </>
          )}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('pre-activation')}</th>
            <td />
            <td>
              <Figure value={preActivation} decimals={3} signed />
            </td>
          </tr>
          <tr>
            <th scope="row">
              <code>h[{neuron}] = tanh</code>
            </th>
            <td />
            <td>
              <Figure value={activation} decimals={3} signed />
            </td>
          </tr>
        </tfoot>
      </table>
      <p class="quiet small">
        {isFromZeros
          ? t('All neurons stood at zero before: the character alone put it there.')
          : t('All neurons before it give {0} together.', recurrent.toFixed(3))}{' '}
        {before && !isFromZeros ? t('Choose one of them to go a step back.') : ''}
      </p>
    </>
  );
}
