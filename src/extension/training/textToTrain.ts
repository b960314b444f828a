import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';

/** A text that somebody wants a network to be trained on. */
export interface TextToTrain {
  /** For people. */
  readonly name: string;
  /** UTF-8. */
  readonly bytes: Uint8Array;
  /** The folder that the model may go to, if it is one that can be written to. */
  readonly folder: vscode.Uri | undefined;
  /** Paths of the files on this machine that hold the same text; absent where there are none. */
  readonly files?: readonly string[];
}

/** Texts that are larger are refused, bytes: what is read from them takes eight times their size in memory. */
const largest = 200e6;
/** Files of a folder that are read at most. */
const mostFiles = 20_000;
const usualPattern = '**/*.{txt,md,tex,rst}';

/** The text of a document as it is in the editor, saved or not; or what is selected in it. */
export function textOfDocument(
  document: vscode.TextDocument,
  selections?: readonly vscode.Range[],
): TextToTrain {
  const chosen = selections?.filter(({ isEmpty }) => !isEmpty);
  const text =
    chosen === undefined ? document.getText() : chosen.map((range) => document.getText(range)).join('\n');
  const name = baseName(document.uri);
  return {
    name: chosen === undefined ? name : vscode.l10n.t('a selection of {0}', name),
    bytes: checkedSize(new TextEncoder().encode(text), name),
    folder: document.isUntitled ? undefined : writableFolder(vscode.Uri.joinPath(document.uri, '..')),
    files: chosen === undefined ? filesOnDisk([document.uri]) : undefined,
  };
}

/**
 * The text of files, one after the other, and of the files in folders that a pattern names.
 *
 * @returns undefined if the person was asked for the pattern and gave none.
 */
export async function textOfFiles(uris: readonly vscode.Uri[]): Promise<TextToTrain | undefined> {
  const files: vscode.Uri[] = [];
  for (const uri of uris) {
    if (await isFolder(uri)) {
      const found = await filesOf(uri);
      if (!found) {
        return undefined;
      }
      files.push(...found);
    } else {
      files.push(uri);
    }
  }
  const [first] = uris;
  if (files.length === 1) {
    const document = openDocument(files[0]);
    if (document) {
      return textOfDocument(document);
    }
  }
  const name =
    files.length === 1
      ? baseName(files[0])
      : uris.length === 1
        ? vscode.l10n.t('{0} files of {1}', files.length, baseName(first))
        : vscode.l10n.t('{0} files', files.length);
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const file of files) {
    const part = await bytesOf(file);
    size += part.length + 1;
    if (size > largest) {
      throw tooLarge(name);
    }
    parts.push(part);
  }
  return {
    name,
    bytes: files.length === 1 ? parts[0] : joined(parts, size),
    folder: writableFolder((await isFolder(first)) ? first : vscode.Uri.joinPath(first, '..')),
    files: filesOnDisk(files),
  };
}

/** Paths, if all are saved files of this machine. */
function filesOnDisk(uris: readonly vscode.Uri[]): readonly string[] | undefined {
  return uris.every((uri) => uri.scheme === 'file' && openDocument(uri)?.isDirty !== true)
    ? uris.map(({ fsPath }) => fsPath)
    : undefined;
}

async function filesOf(folder: vscode.Uri): Promise<vscode.Uri[] | undefined> {
  const pattern = await vscode.window.showInputBox({
    title: vscode.l10n.t('Train on {0}', baseName(folder)),
    prompt: vscode.l10n.t('Which of its files? A pattern such as {0}', usualPattern),
    value: usualPattern,
    ignoreFocusOut: true,
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Expected a pattern') : undefined),
  });
  if (pattern === undefined) {
    return undefined;
  }
  const found = await vscode.workspace.findFiles(
    new vscode.RelativePattern(folder, pattern.trim()),
    undefined,
    mostFiles,
  );
  if (found.length === 0) {
    throw new PersonError(
      vscode.l10n.t('No file in {0} matches {1}. Try another pattern.', baseName(folder), pattern),
    );
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** A file's text: that of the editor where it is open, for what is not saved is meant too. */
async function bytesOf(file: vscode.Uri): Promise<Uint8Array> {
  const document = openDocument(file);
  if (document) {
    return new TextEncoder().encode(document.getText());
  }
  try {
    return await vscode.workspace.fs.readFile(file);
  } catch (error) {
    throw new PersonError(
      vscode.l10n.t(
        'The text {0} cannot be read: {1}',
        baseName(file),
        error instanceof Error ? error.message : String(error),
      ),
      { cause: error },
    );
  }
}

function openDocument(file: vscode.Uri): vscode.TextDocument | undefined {
  return vscode.workspace.textDocuments.find(
    ({ uri, isClosed }) => !isClosed && uri.toString() === file.toString(),
  );
}

/** Every file ends with a newline, as if they were one. */
function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
    if (part.at(-1) !== 10) {
      all[at++] = 10;
    }
  }
  return all.subarray(0, at);
}

async function isFolder(uri: vscode.Uri): Promise<boolean> {
  try {
    return ((await vscode.workspace.fs.stat(uri)).type & vscode.FileType.Directory) !== 0;
  } catch {
    // Reading it will say what is wrong.
    return false;
  }
}

function writableFolder(folder: vscode.Uri): vscode.Uri | undefined {
  return vscode.workspace.fs.isWritableFileSystem(folder.scheme) === true ? folder : undefined;
}

function checkedSize(bytes: Uint8Array, name: string): Uint8Array {
  if (bytes.length > largest) {
    throw tooLarge(name);
  }
  return bytes;
}

function tooLarge(name: string): PersonError {
  return new PersonError(
    vscode.l10n.t(
      '{0} has more than {1} MB: too much to train on in the editor. Choose a part of it.',
      name,
      largest / 1e6,
    ),
  );
}

export function baseName({ path }: vscode.Uri): string {
  return path.split('/').findLast((part) => part !== '') ?? path;
}
