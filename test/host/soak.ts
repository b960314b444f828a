import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as vscode from 'vscode';
import { configure } from './configuration';
import { openFile, select } from './documents';
import { askForGhostText } from './ghostTextProviders';
import { until } from './until';
import { watched } from './watched';

/** What is done in each round beside one change of the model and one opening of the inspector. */
export interface SoakRound {
  readonly keystrokes: number;
  readonly completions: number;
}

/** Megabytes of the extension host's process. */
export interface Memory {
  /** What is reachable: V8's heap, and the buffers outside of it. */
  readonly live: number;
  /** What the system has given it. */
  readonly resident: number;
}

export interface SoakReport {
  readonly warm: Memory;
  readonly end: Memory;
  /** What the process held open: timers, ports, workers. */
  readonly warmResources: readonly string[];
  readonly endResources: readonly string[];
  readonly keystrokes: number;
  readonly suggestions: number;
  readonly completions: number;
  readonly switches: number;
  readonly openings: number;
  /** What should not have been logged or thrown. */
  readonly complaints: readonly string[];
}

const scene = 'First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.\n\n';
const models = ['shakespeare-rnn-250', 'shakespeare-gru-2x400'];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Memory when nothing is under way and no garbage is left. */
async function memory(): Promise<Memory> {
  for (let turn = 0; turn < 5; turn++) {
    // What VS Code has yet to hear, and workers that have yet to end.
    await new Promise((resolve) => setTimeout(resolve, 300));
    collectGarbage();
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  return { live: (heapUsed + external) / 1e6, resident: rss / 1e6 };
}

/**
 * Uses the extension for long, round after round, as a person does: types with ghost text, completes, changes the model, opens
 * the inspector on a text and closes it. Looks at memory after the first rounds, and at the end.
 */
export async function soak(rounds: number, warmUp: number, round: SoakRound): Promise<SoakReport> {
  const complaints: string[] = [];
  const warned = (warning: Error): void => void complaints.push(warning.message);
  const rejected = (reason: unknown): void =>
    void complaints.push(reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
  process.on('warning', warned);
  process.on('unhandledRejection', rejected);
  const logged = watched.errors.length;
  const counts = { keystrokes: 0, suggestions: 0, completions: 0, switches: 0, openings: 0 };
  let warm: Memory | undefined;
  let warmResources: string[] = [];
  try {
    const { document } = await openFile(scene);
    for (let at = 0; at < rounds; at++) {
      if (at === warmUp) {
        warm = await memory();
        warmResources = process.getActiveResourcesInfo();
      }
      await configure({ model: models[at % models.length] });
      counts.switches++;
      const editor = await vscode.window.showTextDocument(document, { preview: false });
      counts.suggestions += await typeInto(editor, round.keystrokes);
      counts.keystrokes += round.keystrokes;
      for (let completion = 0; completion < round.completions; completion++) {
        select(editor, [0, scene.length]);
        await vscode.commands.executeCommand('charRnn.complete', { length: 60 });
        await replaceAll(editor, scene);
        counts.completions++;
      }
      await lookAtInspector();
      counts.openings++;
    }
    const end = await memory();
    const endResources = process.getActiveResourcesInfo();
    complaints.push(...watched.errors.slice(logged));
    return { ...counts, warm: warm ?? end, end, warmResources, endResources, complaints };
  } finally {
    process.off('warning', warned);
    process.off('unhandledRejection', rejected);
  }
}

/**
 * Types as a keyboard does: through the editor, which asks for ghost text when one pauses. Such fast fingers never do, so it is
 * asked for here now and then.
 */
async function typeInto(editor: vscode.TextEditor, keystrokes: number): Promise<number> {
  const { document } = editor;
  let suggestions = 0;
  await replaceAll(editor, '');
  for (let key = 0; key < keystrokes; key++) {
    await vscode.commands.executeCommand('type', { text: scene[key % scene.length] });
    if (key % 5 === 4) {
      suggestions += (await askForGhostText(document, document.offsetAt(editor.selection.active))).length;
    }
  }
  await replaceAll(editor, scene);
  return suggestions;
}

async function replaceAll(editor: vscode.TextEditor, text: string): Promise<void> {
  const { document } = editor;
  const all = new vscode.Range(new vscode.Position(0, 0), document.positionAt(document.getText().length));
  await editor.edit((edit) => edit.replace(all, text));
  select(editor, [text.length, text.length]);
}

/** Opens the inspector on the text in front, waits until it has read it, and closes it. */
async function lookAtInspector(): Promise<void> {
  const original = vscode.window.createWebviewPanel;
  let panel: vscode.WebviewPanel | undefined;
  let heard = false;
  Object.assign(vscode.window, {
    createWebviewPanel: (...args: Parameters<typeof original>) => {
      panel = original(...args);
      panel.webview.onDidReceiveMessage(() => (heard = true));
      return panel;
    },
  });
  try {
    await vscode.commands.executeCommand('charRnn.explainInInspector');
    await until('the page asks', () => heard);
  } finally {
    Object.assign(vscode.window, { createWebviewPanel: original });
    panel?.dispose();
  }
}
