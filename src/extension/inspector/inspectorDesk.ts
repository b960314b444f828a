import * as vscode from 'vscode';
import { writeModel } from '../../core/format/modelFile';
import type { Model } from '../../core/model';
import type { CheckedParams } from '../../protocol/inspector/inspector';
import type { Desk, GivenText, OutsideSource } from '../../services/inspector/hostHandlers';
import type { LastEditor } from './lastEditor';
import { revealPlace } from './revealPlace';
import { saveFiles } from './saveFiles';
import { findText } from './textSources';

/** What the inspector needs of VS Code: texts, files, the clipboard. */
export class InspectorDesk implements Desk {
  constructor(
    private readonly panel: vscode.WebviewPanel,
    private readonly editors: LastEditor,
  ) {}

  readText(source: OutsideSource): Promise<GivenText | undefined> {
    return findText(source, this.editors.current);
  }

  reveal(uri: string, offset: number): Promise<void> {
    return revealPlace(uri, offset, this.panel.viewColumn);
  }

  save(params: CheckedParams<'save'>): Promise<string | null> {
    return saveFiles(params);
  }

  saveModel(model: Model): Promise<string | null> {
    return saveFiles({
      name: `${model.name}-edited.npz`,
      content: new Uint8Array(writeModel(model)),
    });
  }

  async copy(text: string): Promise<void> {
    await vscode.env.clipboard.writeText(text);
  }
}
