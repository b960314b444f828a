import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import type { PageMessage } from '../../protocol/training/messages';
import type { RunView, TrainingView } from '../../protocol/training/view';
import type { Disposable } from '../../services/event';
import { isThere, join } from '../../services/files';
import type { ImportedJob } from '../../services/pytorchJob/importPyTorchJob';
import { useModel } from '../chooseModel';
import { registerCommand, tellError } from '../command';
import { showPage } from '../inspector/showPage';
import { pathOf, referenceOf } from '../modelUri';
import type { Session } from '../session';
import type { JobToExport } from './exportJob';
import { TrainingStatus } from './trainingStatus';
import type { TrainingSession } from './trainingSession';

const panelType = 'charRnn.training';
const openCommand = 'charRnn.openTraining';

/**
 * The ways to training: its commands, the Training view, the item in the status bar, and the offer to go on with what was
 * interrupted. What is behind them is loaded when it is first needed.
 */
export class Training implements Disposable {
  private readonly status = new TrainingStatus(openCommand);
  private readonly subscriptions: readonly Disposable[];
  private session: Promise<TrainingSession> | undefined;
  private panel: vscode.WebviewPanel | undefined;
  private lastStatus: RunView['status'] | undefined;
  private isDisposed = false;

  constructor(
    private readonly app: Session,
    private readonly storage: vscode.Uri,
  ) {
    const { log } = app;
    this.subscriptions = [
      this.status,
      registerCommand(openCommand, log, () => this.open()),
      registerCommand('charRnn.trainOnFile', log, (file, files) => this.trainOnFile(file, files)),
      registerCommand('charRnn.trainOnSelection', log, () => this.trainOnSelection()),
      registerCommand('charRnn.exportJob', log, () => this.chooseJob()),
      vscode.window.registerWebviewPanelSerializer(panelType, {
        deserializeWebviewPanel: (panel) => this.adopt(panel),
      }),
    ];
    this.offer().catch((error: unknown) => log.error(String(error)));
  }

  dispose(): void {
    this.isDisposed = true;
    for (const subscription of this.subscriptions) {
      subscription.dispose();
    }
    this.panel?.dispose();
    void this.session?.then((session) => session.dispose());
  }

  private async trainOnFile(file: unknown, files: unknown): Promise<void> {
    const { textOfDocument, textOfFiles } = await import('./textToTrain');
    const several = Array.isArray(files) ? files.filter((one) => one instanceof vscode.Uri) : [];
    const chosen = several.length > 0 ? several : file instanceof vscode.Uri ? [file] : undefined;
    const text = chosen ? await textOfFiles(chosen) : textOfDocument(activeDocument());
    if (text) {
      await this.choose(text);
    }
  }

  private async trainOnSelection(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor || editor.selections.every(({ isEmpty }) => isEmpty)) {
      throw new PersonError(vscode.l10n.t('Nothing is selected. Select a text, and try again.'));
    }
    const { textOfDocument } = await import('./textToTrain');
    await this.choose(textOfDocument(editor.document, editor.selections));
  }

  /** Shows the form for the text in the editor: its button writes the job, with the settings that are chosen there. */
  private async chooseJob(): Promise<void> {
    const session = await this.started();
    if (session.view.kind === 'choosing') {
      await this.open();
    } else {
      await this.trainOnFile(undefined, undefined);
    }
    void vscode.window.showInformationMessage(
      vscode.l10n.t(
        'Choose size and settings in the Training view; Export as PyTorch Job... is beside Start Training.',
      ),
    );
  }

  private async exportJob(job: JobToExport | undefined): Promise<void> {
    if (job) {
      await (await import('./exportJob')).exportJob(job);
    }
  }

  /**
   * Shows a job that has come back, with its loss curve, so that training can go on here.
   *
   * @param text what it was trained on.
   * @param near where the model is proposed to go.
   */
  async showJob(job: ImportedJob, text: string, near: vscode.Uri): Promise<void> {
    await (await this.started()).adopt(job, text, near);
    await this.open();
  }

  private async choose(text: Parameters<TrainingSession['choose']>[0]): Promise<void> {
    const session = await this.started();
    await this.open(vscode.ViewColumn.Beside);
    await session.choose(text);
  }

  /** Shows the Training view, a new one if there is none. */
  private async open(column = vscode.ViewColumn.Active): Promise<void> {
    if (this.panel) {
      this.panel.reveal(undefined, false);
      return;
    }
    const title = vscode.l10n.t('Char-RNN Training');
    await this.adopt(vscode.window.createWebviewPanel(panelType, title, column, { enableScripts: true }));
  }

  private async adopt(panel: vscode.WebviewPanel): Promise<void> {
    this.panel?.dispose();
    this.panel = panel;
    const { checkPageMessage } = await import('../../protocol/training/messages');
    const session = await this.started();
    await session.restore();
    panel.webview.onDidReceiveMessage((message) => {
      this.hear(session, checkPageMessage(message)).catch((error: unknown) => tellError(error, this.app.log));
    });
    panel.onDidDispose(() => {
      if (this.panel === panel) {
        this.panel = undefined;
        session.leave();
      }
    });
    panel.onDidChangeViewState(() => this.post(session.view));
    showPage(panel.webview, this.app.extensionUri, {
      name: 'training',
      title: vscode.l10n.t('Char-RNN Training'),
    });
  }

  private async hear(session: TrainingSession, message: PageMessage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.post(session.view);
        return;
      case 'chooseText':
        return this.chooseText(message.from);
      case 'measure':
        session.measure(message.form);
        return;
      case 'chooseDestination':
        return session.chooseDestination();
      case 'start':
        return session.start(message.form);
      case 'exportJob':
        return this.exportJob(session.jobOf(message.form));
      case 'exportRun':
        return this.exportJob(await session.jobOfRun());
      case 'pause':
      case 'resume':
      case 'stop':
      case 'learningRate':
        session.command(message);
        return;
      case 'goOn':
        return session.goOn(message.learningRate);
      case 'discard':
        return session.discard();
      case 'another':
        return session.another();
      case 'use':
        return useModel(this.app, referenceOf(modelOf(session)));
      case 'inspect':
        await vscode.commands.executeCommand('vscode.openWith', modelOf(session), 'charRnn.inspectModel');
    }
  }

  private async chooseText(from: 'editor' | 'file' | 'folder'): Promise<void> {
    const { textOfDocument, textOfFiles } = await import('./textToTrain');
    if (from === 'editor') {
      return this.choose(textOfDocument(activeDocument()));
    }
    const isFolder = from === 'folder';
    const chosen = await vscode.window.showOpenDialog({
      title: isFolder ? vscode.l10n.t('Train on a Folder') : vscode.l10n.t('Train on Files'),
      openLabel: vscode.l10n.t('Train'),
      canSelectFiles: !isFolder,
      canSelectFolders: isFolder,
      canSelectMany: true,
      defaultUri: vscode.workspace.workspaceFolders?.[0]?.uri,
    });
    const text = chosen && (await textOfFiles(chosen));
    if (text) {
      await this.choose(text);
    }
  }

  /** Offers to go on with what was interrupted when a window was closed or the power failed. */
  private async offer(): Promise<void> {
    const folder = join(pathOf(this.storage), 'training', 'run');
    if (!(await isThere(join(folder, 'run.json')))) {
      return;
    }
    const { RunFolder } = await import('../../services/training/runFolder');
    const record = await new RunFolder(folder).read();
    if (record?.kept === null) {
      await (await this.started()).restore();
    }
  }

  private started(): Promise<TrainingSession> {
    this.session ??= import('./trainingSession').then(({ TrainingSession }) => {
      const session = new TrainingSession(this.storage, this.app.log, this.app.settings);
      session.onDidChange((view) => this.changed(session, view));
      if (this.isDisposed) {
        session.dispose();
      }
      return session;
    });
    return this.session;
  }

  private changed(session: TrainingSession, view: TrainingView): void {
    this.status.show(view);
    this.post(view);
    const before = this.lastStatus;
    this.lastStatus = view.kind === 'run' ? view.status : undefined;
    if (view.kind === 'run' && view.status !== before && !this.panel?.visible) {
      this.tell(session, view).catch((error: unknown) => tellError(error, this.app.log));
    }
  }

  /** Says what a person should know who does not look at the view. */
  private async tell(session: TrainingSession, run: RunView): Promise<void> {
    const show = vscode.l10n.t('Show');
    const use = vscode.l10n.t('Use This Model');
    const goOn = vscode.l10n.t('Go On');
    const discard = vscode.l10n.t('Discard');
    let answer: string | undefined;
    switch (run.status) {
      case 'ended':
        answer = await vscode.window.showInformationMessage(
          run.best === null
            ? vscode.l10n.t('Trained on {0}.', run.text)
            : vscode.l10n.t('Trained on {0}: held-out loss {1}.', run.text, run.best.loss.toFixed(3)),
          use,
          show,
        );
        break;
      case 'failed':
        answer = await vscode.window.showErrorMessage(
          vscode.l10n.t('Training on {0} failed: {1}', run.text, run.message ?? ''),
          show,
          goOn,
        );
        break;
      case 'interrupted':
        answer = await vscode.window.showInformationMessage(
          run.checkpoint === null
            ? vscode.l10n.t('Training on {0} was interrupted before its first checkpoint.', run.text)
            : vscode.l10n.t(
                'Training on {0} was interrupted. It can go on exactly from step {1}.',
                run.text,
                run.checkpoint.step,
              ),
          goOn,
          show,
          discard,
        );
        break;
      case 'preparing':
      case 'running':
      case 'paused':
      case 'stopping':
        return;
    }
    if (answer === show) {
      await this.open();
    } else if (answer === use) {
      await useModel(this.app, referenceOf(modelOf(session)));
    } else if (answer === goOn) {
      await session.goOn();
    } else if (answer === discard) {
      await session.discard();
    }
  }

  private post(view: TrainingView): void {
    if (this.panel?.visible) {
      void this.panel.webview.postMessage({ kind: 'view', view });
    }
  }
}

function activeDocument(): vscode.TextDocument {
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.at(0);
  if (!editor) {
    throw new PersonError(vscode.l10n.t('No text is open. Open the one to train on, and try again.'));
  }
  return editor.document;
}

function modelOf(session: TrainingSession): vscode.Uri {
  const { model } = session;
  if (!model) {
    throw new PersonError(vscode.l10n.t('There is no trained model yet.'));
  }
  return model;
}
