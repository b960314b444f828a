import { h, type JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useName } from './controlHooks';

/** The toolkit's fields for text and numbers; see `controls.tsx`. */

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
