import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { pageHtml } from './pageHtml';

/** Where the page's script and style sheet lie. */
export function pageFolder(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
}

/** Loads the inspector's page into a webview. */
export function showPage(webview: vscode.Webview, extensionUri: vscode.Uri): void {
  const folder = pageFolder(extensionUri);
  const address = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(folder, file)).toString();
  webview.options = { enableScripts: true, enableForms: true, localResourceRoots: [folder] };
  webview.html = pageHtml({
    source: webview.cspSource,
    script: address('main.js'),
    styles: address('main.css'),
    nonce: randomBytes(16).toString('base64url'),
    language: vscode.env.language,
    translations: vscode.l10n.bundle && JSON.stringify(vscode.l10n.bundle),
  });
}
