/**
 * The toolkit's controls, as the page uses them; `choices.tsx` and `fields.tsx` have the others. Nothing else imports the
 * toolkit, which its makers no longer tend: a successor is a change of these three.
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
import { h, type ComponentChildren, type JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

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

export function Ring(): JSX.Element {
  return h('vscode-progress-ring', { 'aria-hidden': 'true' });
}
