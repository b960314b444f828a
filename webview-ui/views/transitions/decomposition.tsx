import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Decomposition as Parts, Place } from '../../../src/protocol/inspector/transitions';
import { useInspector, useReply } from '../../app/inspector';
import { Radios } from '../../choices';
import { Answer } from '../../parts/answer';
import { gateTitle } from '../../parts/gates';
import { t, whole } from '../../strings';
import { GateTable } from './gateTable';
import { StateLine } from './stateLine';

interface Step {
  readonly place: Place;
  readonly neuron: number;
  /** Counted from 1; without one, the top layer. */
  readonly layer?: number;
}

/** What put a neuron where it is; from there back through the neurons before, step by step. */
export function Decomposition({ place, neuron }: Pick<Step, 'place' | 'neuron'>): JSX.Element {
  const { model } = useInspector();
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
                {stepName(step, model.layers)}
              </button>
            </li>
          ))}
        </ol>
      ) : null}
      <Answer answered={answered} doing={t('Taking the neuron apart')}>
        {(parts) => (
          <>
            <StateLine parts={parts} />
            <Gates parts={parts} place={here.place} onStep={(step) => setTrail([...trail, step])} />
          </>
        )}
      </Answer>
    </section>
  );
}

/** "100 at 2,578", in several layers "100 in layer 1 at 2,578". */
function stepName({ neuron, layer = 0, place }: Step, layers: number): string {
  const where = place.kind === 'zero' ? t('the start') : whole(place.position);
  return layers > 1
    ? t('{0} in layer {1} at {2}', neuron, layer || layers, where)
    : t('{0} at {1}', neuron, where);
}

interface GatesProps {
  readonly parts: Parts;
  readonly place: Place;
  readonly onStep: (step: Step) => void;
}

/** The sum of the only gate, or of the one that is chosen. */
function Gates({ parts, place, onStep }: GatesProps): JSX.Element {
  const { layer, gates, before } = parts;
  // The candidate, what a gated cell would become, is the third of its rows.
  const [chosen, choose] = useState(2);
  const at = Math.min(chosen, gates.length - 1);
  return (
    <>
      {gates.length > 1 ? (
        <Radios
          label={t('Sum of')}
          value={String(at)}
          onChange={(index) => choose(Number(index))}
          choices={gates.map(({ gate }, index) => ({ value: String(index), label: gateTitle(gate) }))}
        />
      ) : null}
      <GateTable
        parts={parts}
        gate={gates[at]}
        onPrevious={before ? (neuron) => onStep({ place: before, neuron, layer }) : undefined}
        onLower={(neuron) => onStep({ place, neuron, layer: layer - 1 })}
      />
    </>
  );
}
