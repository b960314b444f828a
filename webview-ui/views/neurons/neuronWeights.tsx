import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { NeuronReply } from '../../../src/protocol/inspector/neurons';
import type { CharacterValue, NeuronValue } from '../../../src/protocol/inspector/values';
import { useInspector } from '../../app/inspector';
import { Radios } from '../../choices';
import { Bar } from '../../parts/bar';
import { Glyph } from '../../parts/character';
import { Figure } from '../../parts/figure';
import { gateTitle } from '../../parts/gates';
import { Neuron } from '../../parts/neuron';
import { t } from '../../strings';
import { bothEnds } from './arrange';
import { Part } from './part';

/** Neurons that are listed by their weights. */
const shownNeurons = 10;

/** What a neuron reads and writes, whom it listens to and who listens: of a gated one for each gate. */
export function NeuronWeights({ reply }: { readonly reply: NeuronReply }): JSX.Element {
  const { model } = useInspector();
  const { reads, writes, listensTo, listensBelow, heardBy } = reply;
  // The candidate, what a gated cell would become, is the third of its rows.
  const [chosen, choose] = useState(2);
  const at = Math.min(chosen, listensTo.length - 1);
  const end = model.layers === 1 ? '' : String(model.layers);
  return (
    <>
      {listensTo.length > 1 ? (
        <Radios
          label={t('Weights of')}
          value={String(at)}
          onChange={(index) => choose(Number(index))}
          choices={listensTo.map(({ gate }, index) => ({ value: String(index), label: gateTitle(gate) }))}
        />
      ) : null}
      <div class="pair">
        {reads.length === 0 ? null : (
          <Part title={t('Reads ({0})', 'Wxh')}>
            <Characters values={reads[at].values} />
          </Part>
        )}
        {listensBelow.length === 0 ? null : (
          <Part title={t('Listens to the layer below ({0})', `Wxh${end}`)}>
            <NeuronValues values={listensBelow[at].values.slice(0, shownNeurons)} isBelow />
          </Part>
        )}
        <Part title={t('Writes ({0}, centred)', 'Why')}>
          <Characters values={writes} />
        </Part>
        <Part title={t('Listens to ({0})', `Whh${end}`)}>
          <NeuronValues values={listensTo[at].values.slice(0, shownNeurons)} />
        </Part>
        <Part title={t('Heard by ({0})', `Whh${end}`)}>
          <NeuronValues values={heardBy[at].values.slice(0, shownNeurons)} />
        </Part>
      </div>
    </>
  );
}

function Characters({ values }: { readonly values: readonly CharacterValue[] }): JSX.Element {
  const { model, select, selection } = useInspector();
  const { first, last } = bothEnds(values, 6);
  const largest = Math.max(...values.map(({ value }) => Math.abs(value)));
  const row = ({ character, value }: CharacterValue): JSX.Element => (
    <tr
      key={character}
      class={character === selection.from || character === selection.to ? 'chosen' : undefined}
    >
      <th scope="row">
        <button
          type="button"
          class="plain"
          title={t('Choose it as the character that follows')}
          onClick={() => select({ to: character })}
        >
          <Glyph character={model.characters[character] ?? ''} />
        </button>
      </th>
      <td class="bar-cell short">
        <Bar value={value} largest={largest} />
      </td>
      <td>
        <Figure value={value} decimals={2} signed />
      </td>
    </tr>
  );
  return (
    <table class="figures narrow">
      <tbody>
        {first.map(row)}
        {last.length > 0 ? (
          <tr class="gap">
            <td colSpan={3}>…</td>
          </tr>
        ) : null}
        {last.map(row)}
      </tbody>
    </table>
  );
}

interface NeuronValuesProps {
  readonly values: readonly NeuronValue[];
  /** Neurons of the layer below, which the other views do not speak of. */
  readonly isBelow?: boolean;
}

function NeuronValues({ values, isBelow = false }: NeuronValuesProps): JSX.Element {
  const largest = Math.max(...values.map(({ value }) => Math.abs(value)));
  return (
    <table class="figures narrow">
      <tbody>
        {values.map(({ neuron, value }) => (
          <tr key={neuron}>
            <th scope="row">{isBelow ? <span class="neuron">{neuron}</span> : <Neuron neuron={neuron} />}</th>
            <td class="bar-cell short">
              <Bar value={value} largest={largest} />
            </td>
            <td>
              <Figure value={value} decimals={2} signed />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
