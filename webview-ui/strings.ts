import * as l10n from '@vscode/l10n';
import type { ComponentChildren } from 'preact';

/**
 * All words that the page shows go through here. The extension passes VS Code's bundle of translations to the page;
 * without one the English words in the source stand.
 */
export function useTranslations(bundle: string | undefined): void {
  if (bundle !== undefined && bundle !== '') {
    l10n.config({ contents: bundle });
  }
}

/** A translated message, with values for its `{0}`, `{1}`, ... */
export function t(message: string, ...values: (string | number)[]): string {
  return l10n.t(message, ...values);
}

/** The same where what stands in the gaps is more than text. */
export function rich(message: string, ...parts: ComponentChildren[]): ComponentChildren[] {
  return l10n
    .t(message)
    .split(/(\{\d+\})/)
    .map((piece) => (/^\{\d+\}$/.test(piece) ? parts[Number(piece.slice(1, -1))] : piece));
}

/** A whole number with its thousands parted, as in 268,330. */
export function whole(value: number): string {
  return value.toLocaleString('en-US');
}
