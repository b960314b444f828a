import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import type { Control } from '../../core/pause';
import type { MethodName } from '../../protocol/inspector/inspector';
import { BadMessage } from '../../protocol/inspector/messages';
import { Responder, type Failure, type Handlers } from '../../protocol/inspector/responder';
import type { Event } from '../../services/event';
import { hostHandlers, type ShownModelSource } from '../../services/inspector/hostHandlers';
import { InspectorClient } from '../../services/inspector/inspectorClient';
import { startInspectorWorker } from '../../services/inspector/inspectorLine';
import { explained } from './explained';
import { InspectorDesk } from './inspectorDesk';
import type { LastEditor } from './lastEditor';
import { showPage } from './showPage';
import { webviewPort } from './webviewPort';
import { personMessage } from '../personMessage';

/** The model that a page shows; it belongs to the page. */
export interface ConnectedSource extends ShownModelSource {
  readonly onDidChange: Event<unknown>;
  dispose(): void;
}

interface Surroundings {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly editors: LastEditor;
}

/** One page of the inspector with what answers it: a worker of its own, and this extension. Ends with its panel. */
export class InspectorConnection implements vscode.Disposable {
  private readonly client = new InspectorClient(startInspectorWorker);
  private readonly handlers: Handlers;
  private readonly responder: Responder;
  private readonly following: { dispose(): void };
  private readonly abort = new AbortController();

  constructor(
    panel: vscode.WebviewPanel,
    private readonly source: ConnectedSource,
    private readonly surroundings: Surroundings,
  ) {
    const handlers = hostHandlers(this.client, source, new InspectorDesk(panel, surroundings.editors));
    this.handlers = {
      ...handlers,
      openText: async (params, control) => {
        const reply = await handlers.openText(params, control);
        this.responder.tell('textsChanged', {});
        return reply;
      },
    };
    this.responder = new Responder(webviewPort(panel.webview), this.handlers, (error, method) =>
      this.describe(error, method),
    );
    this.following = source.onDidChange(() =>
      this.responder.tell('modelChanged', { generation: source.generation }),
    );
    showPage(panel.webview, surroundings.extensionUri, {
      name: 'main',
      title: vscode.l10n.t('Char-RNN Inspector'),
    });
  }

  dispose(): void {
    this.abort.abort(new vscode.CancellationError());
    this.following.dispose();
    this.responder.close();
    this.client.dispose();
    this.source.dispose();
  }

  /** Shows why the network made, or would make, what is selected. @throws PersonError if it cannot be read. */
  async explain(editor: vscode.TextEditor, control: Control): Promise<void> {
    const signal = AbortSignal.any([this.abort.signal, ...(control.signal ? [control.signal] : [])]);
    const { document, selection } = editor;
    const offsets = { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) };
    const within = { signal, onProgress: (done: number, total: number) => control.onProgress?.(done, total) };
    const source = { kind: 'document' as const, uri: document.uri.toString() };
    const { text } = await this.handlers.openText({ source, start: 'auto' }, within);
    if (text) {
      this.responder.tell('show', await explained(this.handlers, text, offsets, within));
    }
  }

  private describe(error: unknown, method: MethodName | undefined): Failure {
    if (error instanceof PersonError || error instanceof BadMessage) {
      const message = error instanceof PersonError ? personMessage(error) : error.message;
      return { message, reason: 'person' };
    }
    const message = error instanceof Error ? error.message : String(error);
    this.surroundings.log.error(
      `inspector, ${method ?? 'message'}:`,
      error instanceof Error ? error : message,
    );
    return {
      message: vscode.l10n.t('Unexpected error: {0}. The log of Char-RNN has more.', message),
      reason: 'fault',
    };
  }
}
