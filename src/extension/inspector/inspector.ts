import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import { parseWarmup } from '../../core/warmup';
import type { Session } from '../session';
import { registerCommand } from '../command';
import { FileWatcher } from '../fileWatcher';
import { longTask } from '../longTask';
import { referenceOf } from '../modelUri';
import { WorkspaceModelFiles } from '../workspaceModelFiles';
import type { ConnectedSource, InspectorConnection } from './inspectorConnection';
import { LastEditor } from './lastEditor';

/** The panel that shows the running model. */
const panelType = 'charRnn.inspector';
/** The editor that shows a model file. */
const editorType = 'charRnn.inspectModel';

/**
 * The ways to the inspector: its commands, the panel that comes back when the window is reloaded, and the editor of model
 * files. What is behind them is loaded with the first page.
 */
export class Inspector implements vscode.Disposable {
  private readonly editors = new LastEditor();
  private readonly subscriptions: readonly { dispose(): void }[];
  private main:
    { readonly panel: vscode.WebviewPanel; readonly connection: Promise<InspectorConnection> } | undefined;

  constructor(private readonly session: Session) {
    const { log } = session;
    this.subscriptions = [
      this.editors,
      registerCommand('charRnn.openInspector', log, () => this.open().connection),
      registerCommand('charRnn.explainInInspector', log, () => this.explain()),
      vscode.window.registerWebviewPanelSerializer(panelType, {
        deserializeWebviewPanel: async (panel) => {
          await this.adopt(panel).connection;
        },
      }),
      vscode.window.registerCustomEditorProvider(
        editorType,
        {
          openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
          resolveCustomEditor: async ({ uri }, panel) => {
            await this.connect(panel, () => this.fileSource(uri));
          },
        },
        { webviewOptions: { retainContextWhenHidden: true }, supportsMultipleEditorsPerDocument: true },
      ),
    ];
  }

  dispose(): void {
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    this.main?.panel.dispose();
  }

  /** Shows the panel, a new one if there is none. */
  private open(column = vscode.ViewColumn.Active): NonNullable<Inspector['main']> {
    if (this.main) {
      this.main.panel.reveal(undefined, false);
      return this.main;
    }
    const title = vscode.l10n.t('Char-RNN Inspector');
    return this.adopt(
      vscode.window.createWebviewPanel(panelType, title, column, {
        enableScripts: true,
        enableFindWidget: true,
        retainContextWhenHidden: true,
      }),
    );
  }

  private adopt(panel: vscode.WebviewPanel): NonNullable<Inspector['main']> {
    // Two of them would show the same; the one that comes back after a reload is the one that is wanted.
    this.main?.panel.dispose();
    const main = { panel, connection: this.connect(panel, () => this.runningSource()) };
    this.main = main;
    panel.onDidDispose(() => {
      if (this.main === main) {
        this.main = undefined;
      }
    });
    return main;
  }

  private async explain(): Promise<void> {
    const editor = this.editors.current;
    if (!editor) {
      throw new PersonError(
        vscode.l10n.t('No text is open. Open one, select what shall be explained, and try again.'),
      );
    }
    const { connection } = this.open(vscode.ViewColumn.Beside);
    const ready = await connection;
    await longTask(vscode.l10n.t('Char-RNN is reading'), (control) =>
      ready.explain(editor, {
        signal: control.signal ?? new AbortController().signal,
        onProgress: (done, total) => control.onProgress?.(done, total),
      }),
    );
  }

  private async connect(
    panel: vscode.WebviewPanel,
    source: () => Promise<ConnectedSource>,
  ): Promise<InspectorConnection> {
    const closed = new AbortController();
    panel.onDidDispose(() => closed.abort());
    const { InspectorConnection } = await import('./inspectorConnection');
    const found = await source();
    if (closed.signal.aborted) {
      found.dispose();
      throw new vscode.CancellationError();
    }
    const { extensionUri, log } = this.session;
    const connection = new InspectorConnection(panel, found, { extensionUri, log, editors: this.editors });
    panel.onDidDispose(() => connection.dispose());
    return connection;
  }

  private async runningSource(): Promise<ConnectedSource> {
    const { models, edits, settings } = this.session;
    const { RunningModelSource } = await import('../../services/inspector/runningModelSource');
    return new RunningModelSource(
      models,
      edits,
      async (name) => (await import('../../services/kernelFiles')).loadKernel(name),
      () => ({
        warmup: parseWarmup(settings.current.warmup),
        unknown: settings.current.unknownCharacters,
      }),
    );
  }

  private async fileSource(uri: vscode.Uri): Promise<ConnectedSource> {
    const { FileModelSource } = await import('./fileModelSource');
    return new FileModelSource(
      new WorkspaceModelFiles(this.session.extensionUri),
      referenceOf(uri),
      (changed) => {
        const watcher = new FileWatcher(changed);
        watcher.watch(uri);
        return watcher;
      },
    );
  }
}
