import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import { BadMessage } from '../../protocol/inspector/messages';
import type { EventData, MethodName } from '../../protocol/inspector/inspector';
import { Responder, type Control, type Failure, type Handlers } from '../../protocol/inspector/responder';
import type { TextInfo, TextSource } from '../../protocol/inspector/texts';
import type { LastEditor } from './lastEditor';
import type { ModelAnswers } from './modelAnswers';
import { revealPlace } from './revealPlace';
import { saveFiles } from './saveFiles';
import { showPage } from './showPage';
import { findText, type FoundText } from './textSources';
import { webviewPort } from './webviewPort';

interface Parts {
  readonly extensionUri: vscode.Uri;
  readonly log: vscode.LogOutputChannel;
  readonly editors: LastEditor;
}

/** One page of the inspector, and what answers it. It ends with the panel; the answers are its own. */
export class InspectorConnection implements vscode.Disposable {
  private readonly responder: Responder;
  private readonly listening: { dispose(): void };
  /** What opens a text again, by its id. */
  private readonly again = new Map<string, TextSource>();

  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly answers: ModelAnswers,
    private readonly parts: Parts,
  ) {
    const { webview } = panel;
    this.responder = new Responder(webviewPort(webview), this.handlers(), (error, method) =>
      this.describe(error, method),
    );
    this.listening = answers.listen((event, data) => this.responder.tell(event, data));
    showPage(webview, parts.extensionUri);
  }

  dispose(): void {
    this.listening.dispose();
    this.responder.close();
    this.answers.dispose();
  }

  /** Shows something in the page. What it shows is remembered by a page that is still loading. */
  show(what: EventData<'show'>): void {
    this.responder.tell('show', what);
  }

  /** Reads a text that was found, as the page does. */
  async openText(found: FoundText, control: Control): Promise<TextInfo | null> {
    const { text } = await this.answers.handlers.openText({ source: found.source, start: 'auto' }, control);
    if (!text) {
      return null;
    }
    if (found.again) {
      this.again.set(text.id, found.again);
    }
    return this.withAgain(text);
  }

  private handlers(): Handlers {
    const { answers, parts, panel } = this;
    return {
      ...answers.handlers,
      openText: async ({ source, start }, control) => {
        const found = await findText(source, parts.editors.current);
        if (!found) {
          return { text: null };
        }
        const { text } = await answers.handlers.openText({ source: found.source, start }, control);
        if (text && found.again) {
          this.again.set(text.id, found.again);
        }
        return { text: text && this.withAgain(text) };
      },
      listTexts: async (params, control) => {
        const { texts } = await answers.handlers.listTexts(params, control);
        return { texts: texts.map((text) => this.withAgain(text)) };
      },
      reveal: async ({ text, position }) => {
        await revealPlace(await answers.placeOf(text, position), panel.viewColumn);
        return {};
      },
      save: async (what) => ({ name: await saveFiles(what) }),
      saveEdited: async () => {
        const { name, bytes } = await answers.editedFile();
        return { name: await saveFiles({ name, content: new Uint8Array(bytes) }) };
      },
      copy: async ({ text }) => {
        await vscode.env.clipboard.writeText(text);
        return {};
      },
    };
  }

  private withAgain(text: TextInfo): TextInfo {
    const again = this.again.get(text.id);
    return again ? { ...text, again } : text;
  }

  private describe(error: unknown, method: MethodName | undefined): Failure {
    if (error instanceof PersonError || error instanceof BadMessage) {
      return { message: error.message, reason: 'person' };
    }
    if (error instanceof vscode.CancellationError) {
      return { message: vscode.l10n.t('Cancelled.'), reason: 'cancelled' };
    }
    const message = error instanceof Error ? error.message : String(error);
    // A failure that came from the worker says itself whom it is for.
    const reason = (error as { reason?: unknown } | null)?.reason;
    if (reason === 'person' || reason === 'cancelled') {
      return { message, reason };
    }
    this.parts.log.error(`inspector, ${method ?? 'message'}:`, error instanceof Error ? error : message);
    return {
      message: vscode.l10n.t('Unexpected error: {0}. The log of Char-RNN has more.', message),
      reason: 'fault',
    };
  }
}
