import * as vscode from 'vscode';
import { writeModel } from '../../core/format/modelFile';
import { importNetwork, ownVocabulary } from '../../core/format/pytorch/importNetwork';
import type { Model } from '../../core/model';
import { PersonError } from '../../core/personError';
import type { ImportedJob } from '../../services/pytorchJob/importPyTorchJob';
import { useModel } from '../chooseModel';
import { longTask } from '../longTask';
import { referenceOf } from '../modelUri';
import { personMessage } from '../personMessage';
import type { Session } from '../session';
import { shownDestination, usualDestination, writeDestination } from '../training/modelDestination';
import { baseName } from '../training/textToTrain';
import type { Training } from '../training/training';
import { askSource } from './askSource';
import { askVocabulary } from './askVocabulary';
import { confirmMapping } from './confirmMapping';
import { jobPath, readJob } from './readJob';
import { textOfJob } from './textOfJob';

interface Import {
  readonly session: Session;
  readonly training: Training;
  /** Where models go that can go nowhere else. */
  readonly storage: vscode.Uri;
}

/**
 * Import Model...: a network trained in PyTorch, or what a job made of one. What each tensor becomes is shown first; then the
 * model lies beside its source, and can be used, looked into and, where there is a checkpoint, trained further.
 *
 * @throws PersonError for what does not fit, by name and shape.
 */
export async function importModel(context: Import, given: unknown): Promise<void> {
  const source = given instanceof vscode.Uri ? given : await askSource();
  if (!source) {
    return;
  }
  const job = await jobPath(source);
  await (job === undefined ? importFile(context, source) : importJob(context, job));
}

async function importFile(context: Import, source: vscode.Uri): Promise<void> {
  const { session, storage } = context;
  const name = baseName(source);
  const bytes = await contents(source);
  const own = ownVocabulary(bytes);
  const vocabulary = own ?? (await askVocabulary(source));
  if (!vocabulary) {
    return;
  }
  const title = vscode.l10n.t('Char-RNN reads {0}', name);
  const imported = await longTask(title, (control) => importNetwork(bytes, name, vocabulary, control)).catch(
    (error: unknown) => refuse(error, own ? undefined : () => importFile(context, source)),
  );
  if (!imported) {
    return;
  }
  const { model, mapping } = imported;
  const facts =
    model.parameters.cell === 'rnn'
      ? [vscode.l10n.t('tanh is taken: no file of weights says whether it was relu.')]
      : [];
  const destination = await usualDestination({ name, folder: writable(source, '..') }, storage);
  if (!(await confirmMapping({ name, model, mapping, destination, facts }))) {
    return;
  }
  await save(session, { ...model, name: baseName(destination).replace(/\.npz$/, '') }, destination);
  await offer(session, model, destination);
}

async function importJob({ session, training, storage }: Import, path: string): Promise<void> {
  const name = baseName(vscode.Uri.file(path));
  const title = vscode.l10n.t('Char-RNN reads {0}', name);
  const job = await longTask(title, (control) => readJob(path, control));
  const near = vscode.Uri.joinPath(vscode.Uri.file(path), '..');
  const destination = await usualDestination({ name: job.config.name, folder: near }, storage);
  const { model, mapping } = job;
  if (!(await confirmMapping({ name, model, mapping, destination, facts: factsOf(job) }))) {
    return;
  }
  await save(session, model, destination);
  await offer(session, model, destination, job.run && (() => goOn(training, job, path, near)));
}

function factsOf({ run, config, losses }: ImportedJob): string[] {
  const best = run?.progress.best;
  const judged = losses.filter(({ heldOutLoss }) => heldOutLoss !== undefined).length;
  const count = (value: number): string => value.toLocaleString(vscode.env.language);
  return [
    run
      ? vscode.l10n.t(
          'Trained to step {0} of {1}; from there it can go on here.',
          count(run.state.steps),
          count(config.steps),
        )
      : vscode.l10n.t('There is no checkpoint: it can be used and looked into, but not trained further.'),
    ...(best
      ? [vscode.l10n.t('Best held-out loss: {0}, at step {1}.', best.loss.toFixed(4), count(best.step))]
      : []),
    ...(losses.length > 0
      ? [
          vscode.l10n.t(
            'The loss curve has {0} points, {1} of them of the held-out text.',
            count(losses.length),
            count(judged),
          ),
        ]
      : []),
  ];
}

async function goOn(training: Training, job: ImportedJob, path: string, near: vscode.Uri): Promise<void> {
  const text = await textOfJob(job, path);
  if (text !== undefined) {
    await training.showJob(job, text, near);
  }
}

async function save({ version }: Session, model: Model, destination: vscode.Uri): Promise<void> {
  const notes = { ...model.notes, madeBy: `Char-RNN for VS Code ${version}, import` };
  await writeDestination(destination, writeModel({ ...model, notes }, { precision: 'f4', compress: true }));
}

/** Says why a file does not fit. The characters may be to blame: others can be given. @throws what is not meant for people. */
async function refuse(error: unknown, again?: () => Promise<void>): Promise<undefined> {
  if (!(error instanceof PersonError) || !again) {
    throw error;
  }
  const other = vscode.l10n.t('Other Characters...');
  if ((await vscode.window.showErrorMessage(personMessage(error), other)) === other) {
    await again();
  }
}

/** What can be done with it, each by one click. */
async function offer(
  session: Session,
  { parameters: { layers, cell, hiddenSize } }: Model,
  destination: vscode.Uri,
  goOn?: () => Promise<void>,
): Promise<void> {
  const use = vscode.l10n.t('Use This Model');
  const inspect = vscode.l10n.t('Open in Inspector');
  const train = vscode.l10n.t('Go On Training...');
  const answer = await vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The model is in {0}: {1} × {2}, {3} units.',
      shownDestination(destination),
      layers,
      cell.toUpperCase(),
      hiddenSize,
    ),
    use,
    inspect,
    ...(goOn ? [train] : []),
  );
  if (answer === use) {
    await useModel(session, referenceOf(destination));
  } else if (answer === inspect) {
    await vscode.commands.executeCommand('vscode.openWith', destination, 'charRnn.inspectModel');
  } else if (answer === train) {
    await goOn?.();
  }
}

async function contents(uri: vscode.Uri): Promise<Uint8Array> {
  try {
    return await vscode.workspace.fs.readFile(uri);
  } catch (error) {
    throw new PersonError(
      vscode.l10n.t(
        '{0} cannot be read: {1}',
        baseName(uri),
        error instanceof Error ? error.message : String(error),
      ),
      { cause: error },
    );
  }
}

function writable(uri: vscode.Uri, ...path: string[]): vscode.Uri | undefined {
  return vscode.workspace.fs.isWritableFileSystem(uri.scheme) === true
    ? vscode.Uri.joinPath(uri, ...path)
    : undefined;
}
