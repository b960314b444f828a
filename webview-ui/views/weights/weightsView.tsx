import type { JSX } from 'preact';
import { useInspector, useReply } from '../../app/inspector';
import { Dropdown, Radios } from '../../choices';
import { Check } from '../../controls';
import { Answer } from '../../parts/answer';
import { t } from '../../strings';
import { layerOf, purposeOf, type WeightName } from './arrays';
import { useWeights } from './useWeights';
import { WeightsPicture } from './weightsPicture';

/** More arrays than this are chosen from a list. */
const mostRadios = 6;

/** The model's numbers as pictures. */
export function WeightsView(): JSX.Element {
  const { model } = useInspector();
  const [state] = useWeights();
  const memory = state.memory && model.hasMemory;
  const answered = useReply('matrix', { weight: state.weight, memory });
  return (
    <>
      <div class="question">
        <Chooser memory={memory} />
        <p class="quiet">
          {purposeOf(state.weight, model)}{' '}
          {memory ? t('Shown: the sum of squared gradients that each weight has seen in training.') : ''}
        </p>
      </div>
      <Answer answered={answered} doing={t('Loading the array')}>
        {(matrix) => <WeightsPicture key={`${state.weight} ${memory}`} matrix={matrix} memory={memory} />}
      </Answer>
    </>
  );
}

/** Which array, and whether its values or Adagrad's memory of them. */
function Chooser({ memory }: { readonly memory: boolean }): JSX.Element {
  const { model } = useInspector();
  const [state, change] = useWeights();
  const choose = (weight: WeightName): void =>
    change({ weight, cursor: null, look: null, rows: 'index', columns: 'index' });
  const label = (name: WeightName): string => {
    const layer = layerOf(name);
    return model.layers === 1 || layer === undefined ? name : t('{0}, layer {1}', name, layer);
  };
  const choices = model.weights.map(({ name }) => ({ value: name, label: label(name) }));
  return (
    <div class="question-details">
      {choices.length > mostRadios ? (
        <Dropdown label={t('Array')} value={state.weight} onChange={choose} choices={choices} />
      ) : (
        <Radios label={t('Array')} value={state.weight} onChange={choose} choices={choices} />
      )}
      {model.hasMemory ? (
        <Check checked={memory} onChange={(now) => change({ memory: now })}>
          {t("Adagrad's memory of it")}
        </Check>
      ) : null}
    </div>
  );
}
