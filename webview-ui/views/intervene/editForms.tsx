import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Edit } from '../../../src/protocol/inspector/model';
import { useInspector, useReply, useViewState } from '../../app/inspector';
import { Dropdown, Radios } from '../../choices';
import { Button } from '../../controls';
import { NumberField } from '../../fields';
import { exact } from '../../parts/figure';
import { t } from '../../strings';
import { axisTitle, axesOf, isLying, type Axis } from '../weights/arrays';

interface FormProps {
  readonly onEdit: (edit: Edit) => void;
}

/** Holds a neuron. */
export function ClampForm({ onEdit }: FormProps): JSX.Element {
  const { model, selection } = useInspector();
  const [state, change] = useViewState('intervene');
  const wanted = state.neuron ?? selection.neuron;
  const neuron = wanted !== null && wanted < model.hiddenSize ? wanted : null;
  return (
    <fieldset class="form">
      <legend>{t('Hold a neuron')}</legend>
      <div class="fields">
        <NumberField
          label={t('Neuron')}
          size={5}
          value={neuron}
          check={(index) =>
            Number.isInteger(index) && index >= 0 && index < model.hiddenSize
              ? undefined
              : t('0 to {0}', model.hiddenSize - 1)
          }
          onChange={(index) => change({ neuron: index })}
        />
        <NumberField
          label={t('At')}
          size={5}
          value={state.value}
          check={(value) => (value >= -1 && value <= 1 ? undefined : t('from -1 to 1'))}
          onChange={(value) => change({ value })}
        />
      </div>
      <input
        type="range"
        min={-1}
        max={1}
        step={0.05}
        value={state.value}
        aria-label={t('Value that the neuron is held at')}
        onInput={(event) => change({ value: Number(event.currentTarget.value) })}
      />
      <Radios
        label={t('Who sees the value')}
        value={state.mode}
        onChange={(mode) => change({ mode })}
        choices={[
          { value: 'whole', label: t('the recurrence too') },
          { value: 'output', label: t('the output only') },
        ]}
      />
      <p class="buttons">
        <Button
          kind="primary"
          disabled={neuron === null}
          onClick={() => {
            if (neuron !== null) {
              onEdit({ kind: 'clamp', neuron, value: state.value, mode: state.mode });
            }
          }}
        >
          {state.value === 0 ? t('Silence') : t('Hold')}
        </Button>
      </p>
    </fieldset>
  );
}

/** Changes a weight. */
export function WeightForm({ onEdit }: FormProps): JSX.Element {
  const { model } = useInspector();
  const [state, change] = useViewState('intervene');
  const { row, column } = state;
  const array = model.weights.find(({ name }) => name === state.weight) ?? model.weights[0];
  const { name: weight, rows, columns } = array;
  const axes = axesOf(weight);
  const exists = row < rows && column < columns;
  const answered = useReply('matrix', { weight, memory: false });
  const matrix = answered.asked?.status === 'done' ? answered.asked.reply : undefined;
  const now = matrix && exists ? matrix.values[row * matrix.columns + column] : undefined;
  const [value, setValue] = useState<number | null>(null);
  useEffect(() => setValue(null), [weight, row, column]);
  const inRange = (limit: number) => (index: number) =>
    Number.isInteger(index) && index >= 0 && index < limit ? undefined : t('0 to {0}', limit - 1);
  const name = (axis: Axis, index: number): string => axisTitle(axis, index, model);
  return (
    <fieldset class="form">
      <legend>{t('Change a weight')}</legend>
      <div class="fields">
        <Dropdown
          label={t('Array')}
          value={weight}
          onChange={(chosen) => change({ weight: chosen, row: 0, column: 0 })}
          choices={model.weights.map(({ name: each }) => ({ value: each, label: each }))}
        />
        <NumberField
          label={isLying(weight) ? t('Index') : t('Row ({0})', name(axes.rows, row))}
          size={5}
          value={row}
          check={inRange(rows)}
          onChange={(index) => change({ row: index })}
        />
        {isLying(weight) ? null : (
          <NumberField
            label={t('Column ({0})', name(axes.columns, column))}
            size={5}
            value={column}
            check={inRange(columns)}
            onChange={(index) => change({ column: index })}
          />
        )}
        <NumberField
          label={t('New value')}
          size={10}
          value={value}
          check={(number) => (Number.isFinite(number) ? undefined : t('a number'))}
          onChange={setValue}
        />
      </div>
      <p class="quiet small">
        {now === undefined ? (exists ? '' : t('There is no such place.')) : t('Now: {0}', exact(now))}
      </p>
      <p class="buttons">
        <Button
          kind="primary"
          disabled={value === null || !exists}
          onClick={() => {
            if (value !== null && exists) {
              onEdit({ kind: 'weight', weight, row, column, value });
            }
          }}
        >
          {t('Change')}
        </Button>
      </p>
    </fieldset>
  );
}
