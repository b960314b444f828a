import * as vscode from 'vscode';

/** A provider of ghost text as the extension has registered it. */
export interface Registered {
  readonly selector: vscode.DocumentSelector;
  readonly provider: vscode.InlineCompletionItemProvider;
}

/**
 * The providers that are registered now. Importing this module begins to watch, so it must be imported before the
 * extension is activated.
 */
export const ghostTextProviders: Registered[] = [];

const register = vscode.languages.registerInlineCompletionItemProvider;
Object.assign(vscode.languages, {
  registerInlineCompletionItemProvider(
    selector: vscode.DocumentSelector,
    provider: vscode.InlineCompletionItemProvider,
  ): vscode.Disposable {
    const registered = { selector, provider };
    ghostTextProviders.push(registered);
    const registration = register(selector, provider);
    return new vscode.Disposable(() => {
      ghostTextProviders.splice(ghostTextProviders.indexOf(registered), 1);
      registration.dispose();
    });
  },
});

/** Asks the provider as VS Code does. */
export async function askForGhostText(
  document: vscode.TextDocument,
  offset: number,
  {
    byHand = false,
    selectedCompletionInfo,
    token = new vscode.CancellationTokenSource().token,
  }: {
    byHand?: boolean;
    selectedCompletionInfo?: vscode.SelectedCompletionInfo;
    token?: vscode.CancellationToken;
  } = {},
): Promise<string[]> {
  const [{ provider }] = ghostTextProviders;
  const { Invoke, Automatic } = vscode.InlineCompletionTriggerKind;
  const items = (await provider.provideInlineCompletionItems(
    document,
    document.positionAt(offset),
    { triggerKind: byHand ? Invoke : Automatic, selectedCompletionInfo },
    token,
  )) as vscode.InlineCompletionItem[];
  return items.map(({ insertText }) => insertText as string);
}
