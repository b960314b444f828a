import * as vscode from 'vscode';
import { PersonError } from '../../core/personError';
import { isSameForm, type TrainingForm } from '../../protocol/training/form';
import type { RunView, TrainingView } from '../../protocol/training/view';
import { Emitter, type Disposable } from '../../services/event';
import { copyFile, isThere, join, readFile } from '../../services/files';
import { gpuFolderIn } from '../../services/engines/gpuFolder';
import { launchFor, type TrainerLaunch } from '../../services/engines/trainerLaunch';
import type { ImportedJob } from '../../services/pytorchJob/importPyTorchJob';
import { loadCheckpoint } from '../../services/training/checkpoint';
import { editorRunning } from '../../services/training/editorRunning';
import { settingsOf } from '../../services/training/formSettings';
import { fileProblem } from '../../services/fileProblem';
import { replaceFile } from '../../services/replaceFile';
import { presetsFor } from '../../services/training/presets';
import { RunFolder, readJson, type RunRecord } from '../../services/training/runFolder';
import { RunHistory } from '../../services/training/runHistory';
import { writeImportedRun } from '../../services/pytorchJob/writeImportedRun';
import { lockHolder } from '../../services/training/runLock';
import type { FromTrainer, TextSize } from '../../services/training/trainerMessages';
import type { TrainingCommand } from '../../services/training/trainingJob';
import { modelName } from '../../services/modelReference';
import { pathOf, uriOfPath } from '../modelUri';
import type { LiveSettings } from '../settings';
import { CurrentTrainer } from './currentTrainer';
import { DraftFolders } from './draftFolders';
import type { JobToExport } from './exportJob';
import { baseName, type TextToTrain } from './textToTrain';
import { askDestination, shownDestination, usualDestination, writeDestination } from './modelDestination';

/** A text that was chosen and is not trained on yet. */
interface Draft {
  readonly folder: RunFolder;
  readonly name: string;
  readonly size: TextSize;
  /** Paths of saved files with the same text. */
  readonly files: readonly string[] | undefined;
  destination: vscode.Uri;
}

/** Milliseconds from one look to the next whether another window still trains. */
const watchInterval = 1000;

/**
 * Training as one window knows it: a text that was chosen, or the run. The work is done by a process of its own; what is
 * here relays, and puts the model where it belongs.
 */
export class TrainingSession implements Disposable {
  private current: TrainingView = { kind: 'empty', notice: null };
  private readonly trainer: CurrentTrainer;
  private readonly drafts: DraftFolders;
  private draft: Draft | undefined;
  private run: RunRecord | undefined;
  private watching: NodeJS.Timeout | undefined;
  private described: ((message: FromTrainer) => void) | undefined;
  private readonly runFolder: RunFolder;
  private readonly lock: string;
  private readonly changed = new Emitter<TrainingView>();

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly storage: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
    private readonly settings: LiveSettings,
  ) {
    const root = join(pathOf(storage), 'training');
    this.runFolder = new RunFolder(join(root, 'run'));
    this.lock = join(root, 'lock');
    this.drafts = new DraftFolders(root);
    const launch = (): TrainerLaunch => {
      const { 'training.engine': engine, 'training.node': node, kernel } = settings.current;
      return launchFor({ engine, node, kernel }, gpuFolderIn(pathOf(storage)));
    };
    this.trainer = new CurrentTrainer(launch, {
      hear: (message) => this.hear(message),
      died: (why, wasGpu) => this.died(why, wasGpu),
    });
  }

  get view(): TrainingView {
    return this.current;
  }

  /** Whether something is done that another window may not do meanwhile. */
  get isTraining(): boolean {
    return (
      this.current.kind === 'run' &&
      ['preparing', 'running', 'paused', 'stopping'].includes(this.current.status)
    );
  }

  /** The model that was trained last, once it is where it belongs. */
  get model(): vscode.Uri | undefined {
    const kept = this.run?.kept ?? null;
    return kept === null ? undefined : vscode.Uri.parse(kept);
  }

  dispose(): void {
    clearInterval(this.watching);
    this.trainer.dispose();
    void this.draft?.folder.remove().catch(() => undefined);
    this.changed.dispose();
  }

  /** Ends what no longer has a page to be seen in: a choice that was not made, the process of a run that has ended. */
  leave(): void {
    if (!this.isTraining) {
      this.trainer.dispose();
      this.dropDraft();
      // A run that has ended is found again in storage; what is unfinished stays in sight.
      if (
        this.current.kind === 'choosing' ||
        (this.current.kind === 'run' && this.current.status === 'ended')
      ) {
        this.show({ kind: 'empty', notice: null });
      }
    }
  }

  /** @throws PersonError if a run is under way, or if the text cannot be trained on. */
  async choose(text: TextToTrain): Promise<void> {
    this.refuseWhileTraining();
    const folder = await this.drafts.make();
    try {
      await replaceFile(folder.text, text.bytes);
    } catch (error) {
      await folder.remove().catch(() => undefined);
      throw fileProblem('the copy of the text that training reads', folder.text, error, 'written');
    }
    await this.describe(folder, text, await usualDestination(text, this.storage));
  }

  /** Chooses the text of the run that has ended again. */
  async another(): Promise<void> {
    this.refuseWhileTraining();
    const { run } = this;
    if (!run) {
      this.show({ kind: 'empty', notice: null });
      return;
    }
    const folder = await this.drafts.make();
    await copyFile(this.runFolder.text, folder.text);
    const last = vscode.Uri.parse(run.destination);
    const text = { name: run.text, folder: vscode.Uri.joinPath(last, '..') };
    await this.describe(folder, text, await usualDestination(text, this.storage));
  }

  measure(form: TrainingForm): void {
    const { draft, current } = this;
    if (
      !draft ||
      current.kind !== 'choosing' ||
      current.estimates.some((one) => isSameForm(one.form, form))
    ) {
      return;
    }
    this.show({ ...current, estimates: [...current.estimates, { form, estimate: { kind: 'measuring' } }] });
    this.trainer.send({ kind: 'measure', form, size: draft.size });
  }

  async chooseDestination(): Promise<void> {
    const { draft } = this;
    const chosen = draft && (await askDestination(draft.destination));
    if (chosen && this.draft === draft && this.current.kind === 'choosing') {
      draft.destination = chosen.path.endsWith('.npz') ? chosen : chosen.with({ path: `${chosen.path}.npz` });
      this.show({ ...this.current, destination: shownDestination(draft.destination) });
    }
  }

  async start(form: TrainingForm): Promise<void> {
    const { draft, current } = this;
    const known =
      current.kind === 'choosing' ? current.estimates.find((one) => isSameForm(one.form, form)) : undefined;
    if (known?.estimate.kind === 'failed') {
      // Refused before anything is begun, or an earlier run given up for it.
      this.problem(known.estimate.message);
      return;
    }
    if (!draft || !(await this.mayReplaceRun())) {
      return;
    }
    const { name, size, destination, folder } = draft;
    const record: RunRecord = {
      text: name,
      characters: size.characters,
      form,
      name: modelName(baseName(destination)),
      destination: destination.toString(),
      kept: null,
    };
    await folder.write(record);
    await folder.replace(this.runFolder);
    this.draft = undefined;
    this.run = record;
    this.begin(new RunHistory(record));
  }

  /** Goes on with the run that is in storage, from its last checkpoint. */
  async goOn(learningRate?: number): Promise<void> {
    this.refuseWhileTraining();
    this.run = await this.runFolder.read();
    if (!this.run) {
      this.show({ kind: 'empty', notice: vscode.l10n.t('There is no training to go on with.') });
      return;
    }
    const history = new RunHistory(this.run, await readJson(this.runFolder.history));
    history.goOn();
    this.begin(history, learningRate);
  }

  async discard(): Promise<void> {
    this.refuseWhileTraining();
    if (!(await lockHolder(this.lock))) {
      await this.runFolder.remove();
    }
    this.run = undefined;
    this.show({ kind: 'empty', notice: null });
  }

  /** What was chosen, to be trained elsewhere; undefined where nothing is. */
  jobOf(form: TrainingForm): JobToExport | undefined {
    const { draft, settings } = this;
    return (
      draft && {
        name: draft.name,
        files: draft.files,
        copy: draft.folder.text,
        start: { kind: 'new', settings: settingsOf(form, draft.size.characters) },
        running: { ...editorRunning, kernel: settings.current.kernel },
        near: vscode.Uri.joinPath(draft.destination, '..'),
      }
    );
  }

  /** The run that is in storage, to be gone on with elsewhere from its last checkpoint; undefined where there is none. */
  async jobOfRun(): Promise<JobToExport | undefined> {
    const record = await this.runFolder.read();
    const path = record && this.runFolder.checkpoint(record);
    if (path === undefined || !(await isThere(path))) {
      return undefined;
    }
    const checkpoint = await loadCheckpoint(path);
    return {
      name: record!.text,
      files: undefined,
      copy: this.runFolder.text,
      start: { kind: 'checkpoint', checkpoint },
      running: checkpoint.record.running,
      near: vscode.Uri.joinPath(vscode.Uri.parse(record!.destination), '..'),
    };
  }

  /**
   * Makes a job that has come back the run that can be gone on with here: its checkpoint, its curves, its text.
   *
   * @param text what it was trained on.
   */
  async adopt(job: ImportedJob, text: string, near: vscode.Uri): Promise<void> {
    this.refuseWhileTraining();
    if (!(await this.mayReplaceRun())) {
      return;
    }
    const folder = await this.drafts.make();
    const destination = await usualDestination({ name: job.config.name, folder: near }, this.storage);
    const record = await writeImportedRun(job, text, folder, this.runFolder, destination);
    await folder.replace(this.runFolder);
    this.dropDraft();
    this.run = record;
    const history = new RunHistory(record, await readJson(this.runFolder.history));
    this.show(await this.withCheckpoint(history.view, record));
  }

  command(command: TrainingCommand): void {
    this.trainer.tell({ kind: 'command', command });
  }

  /** Shows what an earlier window left in storage: a run that was interrupted, or one that has ended. */
  async restore(): Promise<void> {
    if (this.isBusy()) {
      return;
    }
    const holder = await lockHolder(this.lock);
    if (this.isBusy()) {
      return;
    }
    if (holder) {
      // Another window's, or that of a window that was closed just now and whose last checkpoint is being written.
      this.show({ kind: 'empty', notice: elsewhere(holder.text) });
      this.watching ??= setInterval(() => void this.restore(), watchInterval);
      return;
    }
    if (this.watching) {
      clearInterval(this.watching);
      this.watching = undefined;
      // Whoever it was has a moment to put its model where it belongs.
      await new Promise((resolve) => setTimeout(resolve, watchInterval));
    }
    const record = await this.runFolder.read();
    if (!record || (await lockHolder(this.lock))) {
      return;
    }
    const history = new RunHistory(record, await readJson(this.runFolder.history));
    const hasEnded = history.view.status === 'ended';
    if (!hasEnded) {
      history.interrupt();
    }
    const view = await this.withCheckpoint(history.view, record);
    const hasModel = await isThere(this.runFolder.model(record));
    if (this.isBusy()) {
      return;
    }
    this.run = record;
    if (!hasEnded) {
      this.show(view);
    } else if (hasModel) {
      await this.ended(history.view);
    }
  }

  private begin(history: RunHistory, learningRate?: number): void {
    this.show(history.view);
    this.trainer.send({
      ...{ kind: 'train', folder: this.runFolder.path, lock: this.lock },
      ...(learningRate !== undefined && { learningRate }),
    });
  }

  private async describe(
    folder: RunFolder,
    { name, files }: Pick<TextToTrain, 'name' | 'files'>,
    destination: vscode.Uri,
  ): Promise<void> {
    const answer = await new Promise<FromTrainer>((resolve) => {
      this.described = resolve;
      this.trainer.send({ kind: 'describe', folder: folder.path });
    });
    if (answer.kind !== 'described') {
      await folder.remove();
      const message =
        answer.kind === 'notDescribed'
          ? // The person knows the text by its name, not by that of the copy.
            answer.message.replaceAll(folder.text, name)
          : vscode.l10n.t('The text was not read.');
      if (this.current.kind !== 'run') {
        this.show({ kind: 'empty', notice: message });
      }
      throw new PersonError(message);
    }
    this.dropDraft();
    const { size } = answer;
    this.draft = { folder, name, size, files, destination };
    this.show({
      kind: 'choosing',
      text: { name, ...size },
      presets: presetsFor(size.characters),
      estimates: [],
      destination: shownDestination(destination),
      problem: null,
    });
    for (const { form } of presetsFor(size.characters)) {
      this.measure(form);
    }
  }

  private hear(message: FromTrainer): void {
    switch (message.kind) {
      case 'described':
      case 'notDescribed':
        this.described?.(message);
        return;
      case 'measured':
        if (this.current.kind === 'choosing') {
          const { form, estimate } = message;
          const others = this.current.estimates.filter((one) => !isSameForm(one.form, form));
          this.show({ ...this.current, estimates: [...others, { form, estimate }] });
        }
        return;
      case 'run':
        this.relay(message.run);
        return;
      case 'refused':
        this.show({ kind: 'empty', notice: message.message });
        return;
      case 'log':
        this.log.warn(message.message);
    }
  }

  private relay(run: RunView): void {
    if (run.status === 'ended' || run.status === 'failed') {
      // Its work is done, and it would hold its memory.
      this.trainer.dispose();
    }
    if (run.status === 'ended') {
      this.ended(run).catch((error: unknown) => this.log.error(String(error)));
    } else {
      this.show(run);
    }
  }

  /** Puts the model where it belongs, and says so. */
  private async ended(view: RunView): Promise<void> {
    const record = this.run!;
    if (record.kept !== null) {
      this.show({ ...view, model: shownDestination(vscode.Uri.parse(record.kept)) });
      return;
    }
    const made = this.runFolder.model(record);
    if (!(await isThere(made))) {
      // Stopped before the first step.
      this.show({ ...view, model: null });
      return;
    }
    let kept = vscode.Uri.parse(record.destination);
    let message = view.message;
    try {
      await writeDestination(kept, await readFile(made));
    } catch (error) {
      // It is not lost, and can be used from where it is.
      kept = uriOfPath(made);
      const why = error instanceof Error ? error.message : String(error);
      message = vscode.l10n.t('{0} It lies in {1}.', why, made);
    }
    this.run = { ...record, kept: kept.toString() };
    await this.runFolder.write(this.run).catch((error: unknown) => this.log.warn(String(error)));
    this.show({ ...view, message, model: shownDestination(kept) });
  }

  private died(why: string, wasGpu: boolean): void {
    this.log.error(`The trainer's process: ${why}`);
    this.described?.({
      kind: 'notDescribed',
      message: vscode.l10n.t('The process that reads it ended: {0}', why),
    });
    const message = wasGpu
      ? vscode.l10n.t(
          'The process that trains with TensorFlow.js ended unexpectedly. What goes on from here, goes on with the kernel. ({0})',
          why.slice(0, 200),
        )
      : vscode.l10n.t(
          'The process that trains ended unexpectedly; the machine may have run out of memory. ({0})',
          why.slice(0, 200),
        );
    if (this.current.kind === 'choosing') {
      this.show({ ...this.current, estimates: [], problem: message });
    } else if (this.current.kind === 'run' && this.isTraining && this.run) {
      const failed: RunView = { ...this.current, status: 'failed', message };
      this.show(failed);
      void this.withCheckpoint(failed, this.run).then((view) => {
        if (this.current === failed) {
          this.show(view);
        }
      });
    }
  }

  /** What can be gone on with is what lies there, whatever was told. */
  private async withCheckpoint(view: RunView, record: RunRecord): Promise<RunView> {
    return (await isThere(this.runFolder.checkpoint(record))) ? view : { ...view, checkpoint: null };
  }

  /** A run that was interrupted is lost when another begins: the person decides. */
  private async mayReplaceRun(): Promise<boolean> {
    const holder = await lockHolder(this.lock);
    if (holder) {
      this.problem(elsewhere(holder.text));
      return false;
    }
    const record = await this.runFolder.read();
    if (!record || record.kept !== null || !(await isThere(this.runFolder.checkpoint(record)))) {
      return true;
    }
    const discard = vscode.l10n.t('Discard and Begin');
    const answer = await vscode.window.showWarningMessage(
      vscode.l10n.t('The training on {0} was interrupted and can be gone on with.', record.text),
      { modal: true, detail: vscode.l10n.t('Beginning another one discards it.') },
      discard,
    );
    return answer === discard;
  }

  private refuseWhileTraining(): void {
    if (this.isTraining && this.current.kind === 'run') {
      throw new PersonError(
        vscode.l10n.t(
          'Char-RNN is training on {0}, and trains one network at a time. Stop it first, or wait until it has ended.',
          this.current.text,
        ),
      );
    }
  }

  /** Whether there is something to be seen already. */
  private isBusy(): boolean {
    return this.current.kind !== 'empty';
  }

  private dropDraft(): void {
    void this.draft?.folder.remove().catch(() => undefined);
    this.draft = undefined;
  }

  private problem(message: string): void {
    if (this.current.kind === 'choosing') {
      this.show({ ...this.current, problem: message });
    }
  }

  private show(view: TrainingView): void {
    this.current = view;
    this.changed.fire(view);
  }
}

function elsewhere(text: string): string {
  return vscode.l10n.t(
    'Another window trains on {0}; or it has just been closed and writes its last checkpoint. One network is trained at a time: wait until it has ended, or stop it there.',
    text,
  );
}
