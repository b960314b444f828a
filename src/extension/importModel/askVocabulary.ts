import * as vscode from 'vscode';
import { vocabularyFromJson } from '../../core/format/pytorch/vocabularyJson';
import { PersonError } from '../../core/personError';
import { Vocabulary } from '../../core/vocabulary';
import { decodeUtf8 } from '../../services/readUtf8';
import { personMessage } from '../personMessage';
import { baseName } from '../training/textToTrain';
import { typedCharacters } from './typedCharacters';

/** JSON files beside the weights that are offered at most. */
const mostNeighbours = 8;

/**
 * The characters of a network whose file does not say them.
 *
 * @param weights the network's file.
 * @returns undefined if the person went away.
 * @throws PersonError for a file that holds no vocabulary.
 */
export async function askVocabulary(weights: vscode.Uri): Promise<Vocabulary | undefined> {
  const type = {
    label: `$(edit) ${vscode.l10n.t('Type the Characters...')}`,
    detail: vscode.l10n.t('All of them, in the order of their indices.'),
    uri: undefined,
  };
  const file = {
    label: `$(folder-opened) ${vscode.l10n.t('A JSON File...')}`,
    detail: vscode.l10n.t(
      'A list of characters, a text of them, {"character": index} or {"index": "character"}.',
    ),
    uri: undefined,
  };
  const chosen = await vscode.window.showQuickPick([...(await neighbours(weights)), file, type], {
    title: vscode.l10n.t('Import {0}: Its Characters', baseName(weights)),
    placeHolder: vscode.l10n.t('The file does not say what its characters are. Where do they stand?'),
    ignoreFocusOut: true,
  });
  if (chosen === type) {
    return askCharacters(weights);
  }
  const uri = chosen === file ? await askFile(weights) : chosen?.uri;
  if (!uri) {
    return undefined;
  }
  return vocabularyFromJson(await read(uri), baseName(uri));
}

interface Neighbour extends vscode.QuickPickItem {
  readonly uri: vscode.Uri | undefined;
}

async function neighbours(weights: vscode.Uri): Promise<Neighbour[]> {
  const folder = vscode.Uri.joinPath(weights, '..');
  const found = await vscode.workspace.fs.readDirectory(folder).then(
    (entries) => entries,
    () => [],
  );
  return found
    .filter(([name, type]) => type === vscode.FileType.File && /\.json$/i.test(name))
    .sort(([a], [b]) => Number(/voc|char|tok/i.test(b)) - Number(/voc|char|tok/i.test(a)))
    .slice(0, mostNeighbours)
    .map(([name]) => ({ label: `$(json) ${name}`, uri: vscode.Uri.joinPath(folder, name) }));
}

async function askFile(weights: vscode.Uri): Promise<vscode.Uri | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('The Characters of {0}', baseName(weights)),
    openLabel: vscode.l10n.t('Use These'),
    filters: { JSON: ['json'], [vscode.l10n.t('All Files')]: ['*'] },
    defaultUri: vscode.Uri.joinPath(weights, '..'),
  });
  return chosen?.at(0);
}

async function askCharacters(weights: vscode.Uri): Promise<Vocabulary | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('The Characters of {0}', baseName(weights)),
    prompt: vscode.l10n.t(
      'All of them, in the order of their indices; \\n is a newline, \\t a tab, \\r a return, \\u00e9 any character, \\\\ a backslash.',
    ),
    ignoreFocusOut: true,
    validateInput: (text) => {
      try {
        const { size } = new Vocabulary(typedCharacters(text));
        return {
          message: vscode.l10n.t('{0} characters', size),
          severity: vscode.InputBoxValidationSeverity.Info,
        };
      } catch (error) {
        return error instanceof PersonError ? personMessage(error) : String(error);
      }
    },
  });
  return typed === undefined ? undefined : new Vocabulary(typedCharacters(typed));
}

async function read(uri: vscode.Uri): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await vscode.workspace.fs.readFile(uri);
  } catch (error) {
    throw new PersonError(
      vscode.l10n.t(
        '{0} cannot be read: {1}',
        baseName(uri),
        error instanceof Error ? error.message : String(error),
      ),
      { cause: error },
    );
  }
  return decodeUtf8(bytes, baseName(uri));
}
