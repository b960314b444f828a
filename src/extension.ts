import * as vscode from 'vscode';
import { BundledModels } from './extension/bundledModels';
import { chooseModel, useModel } from './extension/chooseModel';
import { registerCommand } from './extension/command';
import { compareTemperatures } from './extension/compareTemperatures';
import { completeSelection } from './extension/completeSelection';
import { LastWritten } from './extension/lastWritten';
import { followModel } from './extension/followModel';
import { GhostText } from './extension/ghostText/ghostText';
import { toggleGhostText, toggleGhostTextForLanguage } from './extension/ghostText/toggleGhostText';
import { showMenu } from './extension/menu';
import { referenceOf } from './extension/modelUri';
import { RecentModels } from './extension/recentModels';
import { reportFault } from './extension/reportFault';
import { sampleAtTemperature } from './extension/sampleAtTemperature';
import type { Session } from './extension/session';
import { Inspector } from './extension/inspector/inspector';
import { LiveSettings } from './extension/settings';
import { StatusBar } from './extension/statusBar';
import { Training } from './extension/training/training';
import { openSampleFolder } from './extension/welcome/openSampleFolder';
import { openWalkthrough } from './extension/welcome/openWalkthrough';
import { tryCompleting, tryGhostText, tryInspecting, tryTemperatures } from './extension/welcome/tryOut';
import { WorkspaceModelFiles } from './extension/workspaceModelFiles';
import { ModelEdits } from './services/modelEdits';
import { ModelStore } from './services/modelStore';
import { checkedOptions } from './services/writing';

/** Constructs and wires; the kernel and the model are loaded when they are first needed. */
export function activate({
  extension,
  extensionUri,
  globalState,
  globalStorageUri,
  subscriptions,
}: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Char-RNN', { log: true });
  const settings = new LiveSettings();
  const { model, kernel } = settings.current;
  const models = new ModelStore(
    new WorkspaceModelFiles(extensionUri),
    async (name) => (await import('./services/kernelFiles')).loadKernel(name),
    { reference: model, kernel },
  );
  const edits = new ModelEdits(models);
  const last = new LastWritten();
  const session: Session = {
    extensionUri,
    version: (extension.packageJSON as { version: string }).version,
    settings,
    models,
    edits,
    bundled: new BundledModels(extensionUri),
    recent: new RecentModels(globalState),
    last,
    log,
  };
  const ghostText = new GhostText(session);
  const training = new Training(session, globalStorageUri);
  subscriptions.push(
    log,
    settings,
    models,
    edits,
    last,
    followModel(session),
    ghostText,
    new Inspector(session),
    new StatusBar(session, 'charRnn.showMenu'),
    training,
    registerCommand('charRnn.complete', log, (options) =>
      completeSelection(session, checkedOptions(options)),
    ),
    registerCommand('charRnn.sampleAtTemperature', log, () => sampleAtTemperature(session)),
    registerCommand('charRnn.compareTemperatures', log, () => compareTemperatures(session)),
    registerCommand('charRnn.chooseModel', log, () => chooseModel(session)),
    registerCommand('charRnn.useModel', log, (file) =>
      file instanceof vscode.Uri ? useModel(session, referenceOf(file)) : chooseModel(session),
    ),
    registerCommand('charRnn.importModel', log, async (file) =>
      (await import('./extension/importModel/importModel')).importModel(
        { session, training, storage: globalStorageUri },
        file,
      ),
    ),
    registerCommand('charRnn.toggleGhostText', log, () => toggleGhostText(settings)),
    registerCommand('charRnn.toggleGhostTextForLanguage', log, () => toggleGhostTextForLanguage(settings)),
    registerCommand('charRnn.explainSuggestion', log, () => ghostText.explain()),
    registerCommand('charRnn.showMenu', log, () => showMenu(session)),
    registerCommand('charRnn.setUpGpuTraining', log, async () =>
      (await import('./extension/gpu/setUpGpuTraining')).setUpGpuTraining(
        settings.current['training.node'],
        globalStorageUri.fsPath,
      ),
    ),
    registerCommand('charRnn.removeGpuTraining', log, async () =>
      (await import('./extension/gpu/removeGpuTraining')).removeGpuTraining(globalStorageUri.fsPath),
    ),
    registerCommand('charRnn.openWalkthrough', log, openWalkthrough),
    registerCommand('charRnn.openSampleFolder', log, () => openSampleFolder(extensionUri, globalStorageUri)),
    registerCommand('charRnn.tryCompleting', log, () => tryCompleting(session)),
    registerCommand('charRnn.tryTemperatures', log, () => tryTemperatures(session)),
    registerCommand('charRnn.tryGhostText', log, () => tryGhostText(session)),
    registerCommand('charRnn.tryInspecting', log, () => tryInspecting(session)),
    registerCommand('charRnn.reportFault', log, () => reportFault(session)),
  );
}
