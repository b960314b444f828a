import * as vscode from 'vscode';
import { checkEngine, type CheckedEngine } from '../../services/engines/checkEngine';
import { comparedSizes } from '../../services/engines/comparedSizes';
import type { FoundNode } from '../../services/engines/findNode';
import {
  addSpeed,
  gpuFolderIn,
  gpuPackage,
  readInstalled,
  writeInstalled,
  type Installed,
  type Speed,
} from '../../services/engines/gpuFolder';
import { gpuReport, type GpuReport } from '../../services/engines/gpuReport';
import { installGpu } from '../../services/engines/installGpu';
import { lookAround } from '../../services/engines/lookAround';
import { openSetting } from './openSetting';
import { removeGpuTraining } from './removeGpuTraining';

/**
 * Says what this machine has and lacks for training on its GPU; fetches tfjs-node-gpu if the person wants it; tries it, and
 * measures it against the kernel.
 *
 * @param nodeSetting the setting `training.node`.
 * @param storage the extension's global storage, where it goes.
 */
export async function setUpGpuTraining(nodeSetting: string, storage: string): Promise<void> {
  const folder = gpuFolderIn(storage);
  const surroundings = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: vscode.l10n.t('Looking for a GPU...') },
    () => lookAround(nodeSetting, folder),
  );
  const report = gpuReport(surroundings);
  const { node } = surroundings;
  if (report.prevents.length > 0 || typeof node === 'string') {
    await tellPrevented(report, typeof node === 'string');
    return;
  }
  const choice = await ask(report, folder);
  if (choice === 'install') {
    await install(node, folder);
  }
  if (choice !== undefined) {
    await tell(await tryIt(node, folder), storage);
  }
}

async function tellPrevented(report: GpuReport, lacksNode: boolean): Promise<void> {
  const set = vscode.l10n.t('Open Setting');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('Training on a GPU cannot be set up here. The kernel trains on the processor as before.'),
    {
      modal: true,
      detail: [
        ...section(vscode.l10n.t('In the way'), report.prevents),
        ...section(vscode.l10n.t('Missing besides'), report.missing),
        ...section(vscode.l10n.t('Found'), report.found),
        vscode.l10n.t('Nothing was fetched.'),
      ].join('\n'),
    },
    ...(lacksNode ? [set] : []),
  );
  if (answer === set) {
    await openSetting('training.node');
  }
}

/** Asks before anything is fetched. */
async function ask(report: GpuReport, folder: string): Promise<'install' | 'measure' | undefined> {
  const installed = readInstalled(folder);
  const isThere = installed !== undefined;
  const install = isThere ? vscode.l10n.t('Install Again') : vscode.l10n.t('Fetch and Install');
  const measure = installed?.isGpu === true ? vscode.l10n.t('Measure Again') : vscode.l10n.t('Try It');
  const answer = await vscode.window.showInformationMessage(
    question(installed),
    {
      modal: true,
      detail: [
        ...section(vscode.l10n.t('Found'), report.found),
        ...section(vscode.l10n.t('Missing: without it TensorFlow stays on the processor'), report.missing),
        vscode.l10n.t(
          '{0} comes from npm\'s registry; its script fetches TensorFlow 2.9.1 (about 400 MB, more when unpacked) from storage.googleapis.com. All of it goes to {1}; "Remove GPU Training" takes it away.',
          `${gpuPackage.name} ${gpuPackage.version}`,
          folder,
        ),
        '',
        vscode.l10n.t('This project has not run it on a GPU yet: you may be the first.'),
      ].join('\n'),
    },
    ...(isThere ? [measure, install] : [install]),
  );
  return answer === install ? 'install' : answer === measure ? 'measure' : undefined;
}

/** By what is there, and what came of it when it was tried last. */
function question(installed: Installed | undefined): string {
  if (installed === undefined) {
    return vscode.l10n.t('Set up training on a GPU? About 400 MB are fetched.');
  }
  switch (installed.isGpu) {
    case true:
      return vscode.l10n.t('Training on a GPU is set up. Measure it again, or install it again?');
    case false:
      return vscode.l10n.t('TensorFlow is installed, but found no GPU when it was tried last. Try it again?');
    case undefined:
      return vscode.l10n.t('TensorFlow is installed, but has not run here yet. Try it, or install it again?');
  }
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `• ${line}`), ''];
}

async function install(node: FoundNode, folder: string): Promise<void> {
  await cancellable(vscode.l10n.t('Installing TensorFlow for the GPU'), (signal, report) =>
    installGpu(node, folder, {
      signal,
      onProgress: (bytes, seconds) =>
        report(vscode.l10n.t('{0} MB on the disk after {1}', Math.round(bytes / 1e6), clock(seconds))),
    }),
  );
}

async function tryIt(node: FoundNode, folder: string): Promise<CheckedEngine> {
  const checked = await cancellable(vscode.l10n.t('Measuring GPU and kernel'), (signal, report) => {
    report(vscode.l10n.t('starting TensorFlow'));
    return checkEngine(node.path, folder, comparedSizes(), {
      signal,
      onStep: (done, total) => report(vscode.l10n.t('step {0} of {1}', done, total)),
    });
  });
  await writeInstalled(folder, { version: gpuPackage.version, node: node.path, isGpu: checked.isGpu });
  for (const speed of checked.speeds) {
    await addSpeed(folder, speed);
  }
  return checked;
}

async function tell(
  { isGpu, engine, speeds, missingLibraries }: CheckedEngine,
  storage: string,
): Promise<void> {
  if (!isGpu) {
    const keep = { title: vscode.l10n.t('Keep It'), isCloseAffordance: true };
    const remove = { title: vscode.l10n.t('Remove GPU Training') };
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('TensorFlow runs, but found no GPU that it can use. The kernel trains as before.'),
      {
        modal: true,
        detail: [
          ...section(vscode.l10n.t('Libraries that it looked for in vain'), missingLibraries),
          vscode.l10n.t('With CUDA 11.2 and cuDNN 8.1 installed, run "Set Up GPU Training" again.'),
        ].join('\n'),
      },
      keep,
      remove,
    );
    if (answer === remove) {
      await removeGpuTraining(storage, false);
    }
    return;
  }
  const isWorth = speeds.some(({ gpu, kernel }) => gpu > kernel);
  await vscode.window.showInformationMessage(
    isWorth
      ? vscode.l10n.t('Training on a GPU is set up: {0}.', engine)
      : vscode.l10n.t('The GPU works ({0}), but the kernel is faster here.', engine),
    {
      modal: true,
      detail: [
        vscode.l10n.t('Up to ten steps of each, in characters a second:'),
        ...speeds.map(wordsOf),
        '',
        vscode.l10n.t(
          'The faster one trains that size. Other sizes are measured when they are first trained; the setting {0} can say otherwise.',
          'charRnn.training.engine',
        ),
      ].join('\n'),
    },
  );
}

function wordsOf({ size, gpu, kernel }: Speed): string {
  const number = (value: number): string => Math.round(value).toLocaleString();
  const ratio = (Math.max(gpu, kernel) / Math.min(gpu, kernel)).toFixed(1);
  return gpu > kernel
    ? vscode.l10n.t(
        '• GPU {1}, kernel {2}: the GPU trains, {3} times as fast\n({0})',
        size,
        number(gpu),
        number(kernel),
        ratio,
      )
    : vscode.l10n.t(
        '• GPU {1}, kernel {2}: the kernel trains, {3} times as fast\n({0})',
        size,
        number(gpu),
        number(kernel),
        ratio,
      );
}

/** Shows progress that can be cancelled. @throws vscode.CancellationError if it is. */
function cancellable<T>(
  title: string,
  work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
): Promise<T> {
  const abort = new AbortController();
  return Promise.resolve(
    vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title, cancellable: true },
      (progress, token) => {
        token.onCancellationRequested(() => abort.abort(new vscode.CancellationError()));
        return work(abort.signal, (message) => progress.report({ message }));
      },
    ),
  );
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}
