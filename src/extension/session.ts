import type * as vscode from 'vscode';
import type { ModelEdits } from '../services/modelEdits';
import type { ModelStore } from '../services/modelStore';
import type { BundledModels } from './bundledModels';
import type { LastWritten } from './lastWritten';
import type { RecentModels } from './recentModels';
import type { LiveSettings } from './settings';

/** What the commands share. */
export interface Session {
  readonly extensionUri: vscode.Uri;
  /** The extension's own. */
  readonly version: string;
  readonly settings: LiveSettings;
  readonly models: ModelStore;
  readonly edits: ModelEdits;
  readonly bundled: BundledModels;
  readonly recent: RecentModels;
  readonly last: LastWritten;
  readonly log: vscode.LogOutputChannel;
}
