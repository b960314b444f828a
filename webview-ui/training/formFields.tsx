import type { JSX } from 'preact';
import {
  cells,
  formRanges,
  isAccepted,
  optimizers,
  wholeNumbers,
  type FormNumber,
  type TrainingForm,
} from '../../src/protocol/training/form';
import { Dropdown } from '../choices';
import { Field } from '../fields';
import { t, whole } from '../strings';
import { cellName } from './words';

/** The form as it stands on the screen: numbers as they are typed, shares in per cent. */
export type Draft = Pick<TrainingForm, 'cell' | 'optimizer'> & Readonly<Record<FormNumber, string>>;
export type FormErrors = Readonly<Partial<Record<FormNumber, string>>>;

/** Numbers that are shown in per cent. */
const shares: ReadonlySet<FormNumber> = new Set(['heldOut', 'dropout']);
const numbers = Object.keys(formRanges) as FormNumber[];

export function draftOf(form: TrainingForm): Draft {
  const typed = numbers.map((name) => [
    name,
    String(shares.has(name) ? Number((100 * form[name]).toPrecision(6)) : form[name]),
  ]);
  return { ...form, ...(Object.fromEntries(typed) as Record<FormNumber, string>) };
}

/** The form of a draft; none where a number is wrong, which is then told. */
export function parseDraft(draft: Draft): { form: TrainingForm | undefined; errors: FormErrors } {
  const errors: Partial<Record<FormNumber, string>> = {};
  const values = numbers.map((name): [FormNumber, number] => {
    const text = draft[name].trim().replace(/\s*%$/, '');
    const typed = text === '' ? NaN : Number(text);
    const value = shares.has(name) ? typed / 100 : typed;
    if (!isAccepted(name, value)) {
      errors[name] = expected(name);
    }
    return [name, value];
  });
  const { cell, optimizer } = draft;
  const isRight = Object.keys(errors).length === 0;
  return {
    form: isRight
      ? { cell, optimizer, ...(Object.fromEntries(values) as Record<FormNumber, number>) }
      : undefined,
    errors,
  };
}

function expected(name: FormNumber): string {
  const { minimum, maximum } = formRanges[name];
  const factor = shares.has(name) ? 100 : 1;
  const [from, to] = [String(minimum * factor), whole(maximum * factor)];
  return wholeNumbers.has(name)
    ? t('A whole number from {0} to {1}', from, to)
    : t('From {0} to {1}', from, to);
}

interface FormFieldsProps {
  readonly draft: Draft;
  readonly errors: FormErrors;
  readonly onChange: (draft: Draft) => void;
}

/** The fields of the form, each with what it means. */
export function FormFields({ draft, errors, onChange }: FormFieldsProps): JSX.Element {
  const field = (name: FormNumber, label: string, meaning: string, size = 7): JSX.Element => (
    <div class="setting">
      <Field
        label={label}
        value={draft[name]}
        size={size}
        error={errors[name]}
        onChange={(typed) => onChange({ ...draft, [name]: typed })}
      />
      <p class="quiet small">{meaning}</p>
    </div>
  );
  return (
    <div class="settings">
      <div class="setting">
        <Dropdown
          label={t('Cell')}
          value={draft.cell}
          choices={cells.map((cell) => ({ value: cell, label: cellName(cell) }))}
          onChange={(cell) => onChange({ ...draft, cell })}
        />
        <p class="quiet small">{t("GRU and LSTM remember longer; vanilla is min-char-rnn's")}</p>
      </div>
      {field('hidden', t('Hidden units'), t('of each layer; more learn more, and slower'))}
      {field('layers', t('Layers'), t('one above the other'))}
      {field('sequenceLength', t('Sequence length'), t('characters that gradients flow back through'))}
      {field('batchSize', t('Batch'), t('places that are read side by side'))}
      <div class="setting">
        <Dropdown
          label={t('Optimiser')}
          value={draft.optimizer}
          choices={optimizers.map((name) => ({
            value: name,
            label: { adam: t('AdamW'), adagrad: t('Adagrad') }[name],
          }))}
          onChange={(optimizer) => onChange({ ...draft, optimizer })}
        />
        <p class="quiet small">
          {draft.optimizer === 'adam'
            ? t('the learning rate falls along a cosine')
            : t("min-char-rnn's; the learning rate stays")}
        </p>
      </div>
      {field('learningRate', t('Learning rate'), t('at the beginning; Adagrad wants about 0.1'))}
      {field('dropout', t('Dropout, %'), t('of the hidden units; helps small texts'))}
      {field('heldOut', t('Held out, %'), t('of the text, from its end, to judge by'))}
      {field('passes', t('Stop after passes'), t('through the text; you can stop earlier'))}
    </div>
  );
}
