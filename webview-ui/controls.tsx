/**
 * The toolkit's controls, as the page uses them. Nothing else imports the toolkit, which its makers no longer tend: a
 * successor is a change of this file.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeRadio,
  vsCodeRadioGroup,
  vsCodeTextArea,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { h, type ComponentChildren, type JSX, type RefObject } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';

/** Makes the browser know the controls. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeRadio(),
    vsCodeRadioGroup(),
    vsCodeTextArea(),
    vsCodeTextField(),
  );
}

interface ButtonProps {
  readonly onClick: () => void;
  readonly children: ComponentChildren;
  readonly kind?: 'primary' | 'secondary' | 'icon';
  readonly disabled?: boolean;
  /** For a button whose face does not say it all. */
  readonly label?: string;
  readonly title?: string;
}

export function Button({
  onClick,
  children,
  kind = 'secondary',
  disabled,
  label,
  title,
}: ButtonProps): JSX.Element {
  return h(
    'vscode-button',
    {
      appearance: kind,
      disabled: disabled ?? false,
      'aria-label': label,
      title: title ?? label,
      onClick: disabled === true ? undefined : onClick,
    },
    children,
  );
}

interface CheckProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ComponentChildren;
  readonly disabled?: boolean;
}

export function Check({ checked, onChange, children, disabled }: CheckProps): JSX.Element {
  const element = useRef<HTMLElement & { checked: boolean }>(null);
  useEffect(() => {
    if (element.current && element.current.checked !== checked) {
      element.current.checked = checked;
    }
  }, [checked]);
  return h(
    'vscode-checkbox',
    {
      ref: element,
      disabled: disabled ?? false,
      onChange: () => {
        const now = element.current?.checked ?? false;
        if (now !== checked) {
          onChange(now);
        }
      },
    },
    children,
  );
}

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

/** Names a control. The toolkit writes a name of its own over what stands in the markup. */
function useName(element: RefObject<HTMLElement | null>, label: string): void {
  useEffect(() => element.current?.setAttribute('aria-label', label), [label]);
}

/**
 * Sets the value of a control that takes in its options a moment after they are put into it.
 *
 * @returns whether that is happening: the control then tells of a change that is none of the person's.
 */
function useLateValue(
  element: RefObject<(HTMLElement & { value: string }) | null>,
  value: string,
  key = '',
): { readonly current: boolean } {
  const isSetting = useRef(false);
  useEffect(() => {
    const frame = requestAnimationFrame(() => {
      if (element.current && element.current.value !== value) {
        isSetting.current = true;
        element.current.value = value;
        isSetting.current = false;
      }
    });
    return () => cancelAnimationFrame(frame);
  }, [value, key]);
  return isSetting;
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

interface FieldProps {
  readonly label: string;
  readonly value: string;
  /** Every change, or with `late` those that were finished by Enter or by leaving the field. */
  readonly onChange: (value: string) => void;
  readonly late?: boolean;
  readonly placeholder?: string;
  /** Characters that are in sight. */
  readonly size?: number;
  readonly hideLabel?: boolean;
  /** What is wrong with the value. */
  readonly error?: string;
  readonly onEnter?: () => void;
}

export function Field(props: FieldProps): JSX.Element {
  const { label, value, onChange, late, placeholder, size, hideLabel, error, onEnter } = props;
  const element = useRef<HTMLElement & { value: string }>(null);
  useEffect(() => {
    if (element.current && element.current.value !== value) {
      element.current.value = value;
    }
  }, [value]);
  useName(element, label);
  const tell = (): void => {
    const now = element.current?.value ?? '';
    if (now !== value) {
      onChange(now);
    }
  };
  return (
    <span class="field">
      {hideLabel === true ? null : (
        <span class="field-label" aria-hidden="true">
          {label}
        </span>
      )}
      {h('vscode-text-field', {
        ref: element,
        'aria-label': label,
        'aria-invalid': error === undefined ? undefined : 'true',
        placeholder,
        style: size === undefined ? undefined : { width: `${size + 3}ch` },
        onInput: late === true ? undefined : tell,
        onChange: tell,
        onKeyDown: (event: KeyboardEvent) => {
          if (event.key === 'Enter') {
            tell();
            onEnter?.();
          }
        },
      })}
      {error === undefined ? null : (
        <span class="field-error" role="alert">
          {error}
        </span>
      )}
    </span>
  );
}

interface NumberFieldProps extends Omit<FieldProps, 'value' | 'onChange' | 'error' | 'late'> {
  readonly value: number | null;
  /** What is wrong with a number, if anything. */
  readonly check: (value: number) => string | undefined;
  readonly onChange: (value: number) => void;
}

/** A field for a number: what is no number, or a wrong one, is told of and not taken. */
export function NumberField({ value, check, onChange, ...rest }: NumberFieldProps): JSX.Element {
  const shown = value === null ? '' : String(value);
  const [typed, setTyped] = useState(shown);
  const [error, setError] = useState<string>();
  useEffect(() => {
    setTyped(shown);
    setError(undefined);
  }, [shown]);
  return (
    <Field
      {...rest}
      value={typed}
      error={error}
      onChange={(text) => {
        setTyped(text);
        const number = text.trim() === '' ? NaN : Number(text);
        const wrong = check(number);
        setError(text.trim() === '' ? undefined : wrong);
        if (wrong === undefined && number !== value) {
          onChange(number);
        }
      }}
    />
  );
}

interface AreaProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly rows?: number;
}

export function Area({ label, value, onChange, rows }: AreaProps): JSX.Element {
  const element = useRef<HTMLElement & { value: string }>(null);
  useName(element, label);
  useEffect(() => {
    if (element.current && element.current.value !== value) {
      element.current.value = value;
    }
  }, [value]);
  return (
    <span class="field area">
      <span class="field-label" aria-hidden="true">
        {label}
      </span>
      {h('vscode-text-area', {
        ref: element,
        'aria-label': label,
        rows: rows ?? 3,
        resize: 'vertical',
        onInput: () => {
          const now = element.current?.value ?? '';
          if (now !== value) {
            onChange(now);
          }
        },
      })}
    </span>
  );
}

export function Ring(): JSX.Element {
  return h('vscode-progress-ring', { 'aria-hidden': 'true' });
}
