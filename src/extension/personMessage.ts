import * as vscode from 'vscode';
import type { PersonError } from '../core/personError';

/**
 * What an error says to the person, in their language. Core and services know English alone: the template of their message is
 * looked up. What was translated where it was thrown has no gaps and is found as it is.
 */
export function personMessage(error: PersonError): string {
  const { template, values } = error;
  return vscode.l10n.t(
    template,
    ...values.map((value) => (typeof value === 'object' ? personMessage(value) : value)),
  );
}
