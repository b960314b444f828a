import { h, type JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { useLateValue } from './controlHooks';

/** The toolkit's controls for one of several; see `controls.tsx`. */

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  /** More about it, in sight beside a radio button. */
  readonly note?: string;
  readonly disabled?: boolean;
}

interface ChoicesProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Choice<T>[];
  readonly onChange: (value: T) => void;
  readonly hideLabel?: boolean;
}

interface RadiosProps<T extends string> extends ChoicesProps<T> {
  readonly orientation?: 'horizontal' | 'vertical';
}

/** One of a few, all in sight. */
export function Radios<T extends string>(props: RadiosProps<T>): JSX.Element {
  const { label, value, choices, onChange, hideLabel, orientation } = props;
  const name = useId();
  const element = useRef<HTMLElement & { value: string }>(null);
  const isSetting = useLateValue(element, value);
  const group = h(
    'vscode-radio-group',
    {
      ref: element,
      'aria-label': label,
      name,
      orientation: orientation ?? 'horizontal',
      onChange: () => {
        const chosen = element.current?.value as T;
        if (!isSetting.current && chosen !== value && choices.some((choice) => choice.value === chosen)) {
          onChange(chosen);
        }
      },
    },
    choices.map((choice) =>
      h(
        'vscode-radio',
        {
          key: choice.value,
          value: choice.value,
          disabled: choice.disabled ?? false,
        },
        choice.note === undefined ? (
          choice.label
        ) : (
          <>
            <span class="radio-title">{choice.label}</span> <span class="radio-note">{choice.note}</span>
          </>
        ),
      ),
    ),
  );
  return (
    <span class="field">
      {hideLabel === true ? null : (
        <span class="field-label" aria-hidden="true">
          {label}
        </span>
      )}
      {group}
    </span>
  );
}

/** One of many, in a list that drops down. */
export function Dropdown<T extends string>({
  label,
  value,
  choices,
  onChange,
  hideLabel,
}: ChoicesProps<T>): JSX.Element {
  const element = useRef<HTMLElement & { value: string }>(null);
  const key = choices.map((choice) => choice.value).join('\n');
  const isSetting = useLateValue(element, value, key);
  return (
    <span class="field">
      {hideLabel === true ? null : <span class="field-label">{label}</span>}
      {h(
        'vscode-dropdown',
        {
          ref: element,
          'aria-label': label,
          onChange: () => {
            const chosen = element.current?.value as T;
            if (!isSetting.current && chosen !== value && choices.some((choice) => choice.value === chosen)) {
              onChange(chosen);
            }
          },
        },
        choices.map((choice) =>
          h(
            'vscode-option',
            {
              key: choice.value,
              value: choice.value,
              selected: choice.value === value,
              disabled: choice.disabled ?? false,
            },
            choice.label,
          ),
        ),
      )}
    </span>
  );
}
