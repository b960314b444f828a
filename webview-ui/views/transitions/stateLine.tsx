import type { ComponentChildren, JSX } from 'preact';
import type { Decomposition as Parts } from '../../../src/protocol/inspector/transitions';
import { Figure } from '../../parts/figure';
import { t } from '../../strings';

/**
 * How a gated cell joins its gates: which is no sum, and said to be none. The figures are those of the place, so that the
 * line can be checked. Nothing for a vanilla cell, whose only gate is the neuron.
 */
export function StateLine({ parts }: { readonly parts: Parts }): JSX.Element | null {
  const { gates, neuron, activation, activationBefore, memory } = parts;
  if (gates.length === 1) {
    return null;
  }
  const value = (gate: string): number => gates.find((one) => one.gate === gate)?.value ?? NaN;
  const result = (figure: number): JSX.Element => <Figure value={figure} decimals={3} />;
  const number = (figure: number): JSX.Element => (figure < 0 ? <>({result(figure)})</> : result(figure));
  return (
    <div class="state-line">
      <p class="quiet small">
        {t('A gated neuron is no sum: each of its gates is one, and they are joined so:')}
      </p>
      {memory ? (
        <>
          <Line name={`c[${neuron}] = f c' + i g`} value={result(memory.after)}>
            {number(value('f'))} · {number(memory.before)} + {number(value('i'))} · {number(value('g'))}
          </Line>
          <Line name={`h[${neuron}] = o tanh(c)`} value={result(activation)}>
            {number(value('o'))} · tanh {number(memory.after)}
          </Line>
        </>
      ) : (
        <Line name={`h[${neuron}] = (1 − z) n + z h'`} value={result(activation)}>
          {number(1 - value('z'))} · {number(value('n'))} + {number(value('z'))} · {number(activationBefore)}
        </Line>
      )}
    </div>
  );
}

interface LineProps {
  readonly name: string;
  readonly value: JSX.Element;
  readonly children: ComponentChildren;
}

function Line({ name, value, children }: LineProps): JSX.Element {
  return (
    <p class="sum-line">
      <code>{name}</code>
      <span>
        = {children} = {value}
      </span>
    </p>
  );
}
