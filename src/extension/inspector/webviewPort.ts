import type * as vscode from 'vscode';
import type { Port } from '../../protocol/port';

/** The line to the page in a webview. Typed arrays travel as what they are; nothing is handed over. */
export function webviewPort(webview: vscode.Webview): Port {
  return {
    post: (message) => void webview.postMessage(message),
    listen: (hear) => webview.onDidReceiveMessage(hear),
  };
}
