import { join } from 'node:path';
import * as vscode from 'vscode';

/** This project's extension, as VS Code has it. */
export function extensionUnderTest(): vscode.Extension<unknown> {
  const extension = vscode.extensions.getExtension('char-rnn.char-rnn');
  if (!extension) {
    throw new Error('VS Code did not find the extension.');
  }
  return extension;
}

/** Where a bundled model lies. */
export function bundledModelFile(name: string): string {
  return join(extensionUnderTest().extensionPath, 'media', 'models', `${name}.npz`);
}

/** The folder of the larger test data; undefined where `CHAR_RNN_DATA` is not set. */
export const dataFolder = process.env.CHAR_RNN_DATA;
