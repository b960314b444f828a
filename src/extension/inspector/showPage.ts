import * as vscode from 'vscode';
import { randomText } from '../../services/randomText';
import { pageHtml } from './pageHtml';

/** Where the page's script and style sheet lie. */
export function pageFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** Loads a page into a webview: the inspector's (`main`) or the Training view's. */
export function showPage(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  { name, title }: { readonly name: 'main' | 'training'; readonly title: string },
): void {
  const folder = pageFolder(extensionUri);
  const address = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  webview.options = { enableScripts: true, enableForms: true, localResourceRoots: [folder] };
  webview.html = pageHtml({
    title,
    source: webview.cspSource,
    script: address(`${name}.js`),
    styles: address(`${name}.css`),
    nonce: randomText(16),
    language: vscode.env.language,
    translations: vscode.l10n.bundle && JSON.stringify(vscode.l10n.bundle),
  });
}
