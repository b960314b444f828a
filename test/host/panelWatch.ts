import * as vscode from 'vscode';
import { checkHostMessage, type PageMessage } from '../../src/protocol/training/messages';
import type { RunStatus, RunView, TrainingView } from '../../src/protocol/training/view';

/** Takes the place of the Training view's page while a test runs: what it is told, and what is done in it. */
export class PanelWatch {
  private readonly original = vscode.window.createWebviewPanel;
  private readonly received = new vscode.EventEmitter<unknown>();
  private readonly disposed = new vscode.EventEmitter<void>();
  private readonly states = new vscode.EventEmitter<vscode.WebviewPanelOnDidChangeViewStateEvent>();
  private waiting: (() => void)[] = [];
  /** What is shown now. */
  view: TrainingView | undefined;

  constructor() {
    const loaded = (): void => this.send({ kind: 'ready' });
    const webview = {
      options: {},
      /** A page that is loaded says so. */
      set html(_: string) {
        queueMicrotask(loaded);
      },
      cspSource: '',
      asWebviewUri: (uri: vscode.Uri) => uri,
      onDidReceiveMessage: this.received.event,
      postMessage: (message: unknown) => {
        this.view = checkHostMessage(message).view;
        const { waiting } = this;
        this.waiting = [];
        for (const resolve of waiting) {
          resolve();
        }
        return Promise.resolve(true);
      },
    };
    const panel = {
      webview,
      visible: true,
      onDidDispose: this.disposed.event,
      onDidChangeViewState: this.states.event,
      reveal: () => undefined,
      dispose: () => this.close(),
    };
    const { original } = this;
    const createWebviewPanel: typeof original = (type, ...rest) =>
      type === 'charRnn.training' ? (panel as unknown as vscode.WebviewPanel) : original(type, ...rest);
    Object.assign(vscode.window, { createWebviewPanel });
  }

  /** Does something in the page. */
  send(message: PageMessage): void {
    this.received.fire(message);
  }

  /** Waits for a view of a kind; Mocha's time limit is the only one. */
  async shows<K extends TrainingView['kind']>(
    kind: K,
    fits: (view: Extract<TrainingView, { kind: K }>) => boolean = () => true,
  ): Promise<Extract<TrainingView, { kind: K }>> {
    for (;;) {
      const { view } = this;
      if (view?.kind === kind && fits(view as Extract<TrainingView, { kind: K }>)) {
        return view as Extract<TrainingView, { kind: K }>;
      }
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  run(status: RunStatus, fits: (run: RunView) => boolean = () => true): Promise<RunView> {
    return this.shows('run', (run) => run.status === status && fits(run));
  }

  close(): void {
    this.disposed.fire();
  }

  restore(): void {
    this.close();
    Object.assign(vscode.window, { createWebviewPanel: this.original });
  }
}
