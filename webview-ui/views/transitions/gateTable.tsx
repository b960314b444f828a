import type { JSX } from 'preact';
import type { Decomposition as Parts, GateSum, Heard } from '../../../src/protocol/inspector/transitions';
import { useInspector } from '../../app/inspector';
import { Bar } from '../../parts/bar';
import { Glyph } from '../../parts/character';
import { Figure } from '../../parts/figure';
import { gateTitle } from '../../parts/gates';
import { t } from '../../strings';
import { arrangeParts } from './arrange';

/** Neurons that are shown of each layer. */
const shownNeurons = 8;

interface GateTableProps {
  readonly parts: Parts;
  readonly gate: GateSum;
  /** Goes back to a neuron of the same layer at the step before; undefined at the start. */
  readonly onPrevious: ((neuron: number) => void) | undefined;
  /** Goes to a neuron of the layer below, at this step. */
  readonly onLower: (neuron: number) => void;
}

/** The pre-activation of one gate as a sum that adds up: what it reads, its bias, and whom it hears. */
export function GateTable({ parts, gate, onPrevious, onLower }: GateTableProps): JSX.Element {
  const { model } = useInspector();
  const { neuron, layer, character } = parts;
  const { row, bias, factor, input, preActivation, recurrent, recurrentBias, value } = gate;
  const end = layer === 1 ? '' : String(layer);
  const previous = arrangeParts(gate.previous, shownNeurons);
  const lower = arrangeParts(gate.lower, shownNeurons);
  const isFromZeros = gate.previous.every(({ contribution }) => contribution === 0);
  const largest = Math.max(
    ...[input ?? 0, bias, recurrentBias, previous.othersSum, lower.othersSum].map(Math.abs),
    ...[...previous.shown, ...lower.shown].map(({ contribution }) => Math.abs(contribution)),
  );
  const line = (name: JSX.Element | string, part: number, key: string): JSX.Element => (
    <tr key={key}>
      <th scope="row">{name}</th>
      <td class="bar-cell">
        <Bar value={part} largest={largest} />
      </td>
      <td>
        <Figure value={part} decimals={3} signed />
      </td>
    </tr>
  );
  const heard = (one: Heard, weight: string, onStep: ((neuron: number) => void) | undefined): JSX.Element =>
    line(
      <>
        <NeuronStep neuron={one.neuron} onStep={onStep} />{' '}
        <code title={t('h: {0}', one.activation)}>
          {factor === 1 || weight.startsWith('Wxh') ? '' : 'r · '}
          {weight}[{row}][{one.neuron}]
        </code>
      </>,
      one.contribution,
      `${weight}${one.neuron}`,
    );
  const others = (count: number, sum: number, words: string, key: string): JSX.Element | null =>
    count > 0 ? line(words, sum, key) : null;
  const isCandidate = gate.gate === '' || gate.gate === 'n' || gate.gate === 'g';
  return (
    <>
      <table class="figures parts">
        <caption class="spoken">
          {gate.gate === ''
            ? t('Parts of the pre-activation of neuron {0}', neuron)
            : t('Parts of the pre-activation of the {0} of neuron {1}', gateTitle(gate.gate), neuron)}
        </caption>
        <tbody>
          {input === undefined
            ? null
            : line(
                <>
                  {t('reading')} <Glyph character={model.characters[character]} />{' '}
                  <code>
                    Wxh[{row}][{character}]
                  </code>
                </>,
                input,
                'input',
              )}
          {lower.shown.map((one) => heard(one, `Wxh${end}`, onLower))}
          {others(lower.others, lower.othersSum, t('{0} others below together', lower.others), 'lower')}
          {line(
            <>
              {t('bias')}{' '}
              <code>
                bh{end}[{row}]
              </code>
            </>,
            bias,
            'bias',
          )}
          {gate.gate === 'n'
            ? line(
                <>
                  {t('bias')}{' '}
                  <code>
                    r · bn{end}[{neuron}]
                  </code>
                </>,
                recurrentBias,
                'recurrentBias',
              )
            : null}
          {isFromZeros ? null : (
            <>
              {previous.shown.map((one) => heard(one, `Whh${end}`, onPrevious))}
              {others(
                previous.others,
                previous.othersSum,
                t('{0} others together', previous.others),
                'others',
              )}
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
              <code>
                {gate.gate === '' ? `h[${neuron}]` : gate.gate} = {isCandidate ? 'tanh' : t('logistic')}
              </code>
            </th>
            <td />
            <td>
              <Figure value={value} decimals={3} signed />
            </td>
          </tr>
        </tfoot>
      </table>
      <p class="quiet small">
        {isFromZeros
          ? input === undefined
            ? t('All neurons of this layer stood at zero before: the layer below alone put it there.')
            : t('All neurons stood at zero before: the character alone put it there.')
          : t('All neurons before it give {0} together.', recurrent.toFixed(3))}{' '}
        {onPrevious && !isFromZeros ? t('Choose one of them to go a step back.') : ''}{' '}
        {gate.lower.length > 0 ? t('Choose one of the layer below to go down.') : ''}
      </p>
    </>
  );
}

function NeuronStep({
  neuron,
  onStep,
}: {
  readonly neuron: number;
  readonly onStep: ((neuron: number) => void) | undefined;
}): JSX.Element {
  return onStep ? (
    <button
      type="button"
      class="neuron"
      aria-label={t('What put neuron {0} there', neuron)}
      onClick={() => onStep(neuron)}
    >
      {neuron}
    </button>
  ) : (
    <span class="neuron">{neuron}</span>
  );
}
