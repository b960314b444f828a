import { parameterCount } from '../../core/parameters';
import { stepsPerPass } from '../../core/training/sweep';
import { formRanges, type FormNumber, type TrainingForm } from '../../protocol/training/form';
import { writeFile } from '../files';
import { modelName } from '../modelReference';
import { replaceFile } from '../replaceFile';
import { saveCheckpoint } from '../training/checkpoint';
import { writeJson, type RunFolder, type RunRecord } from '../training/runFolder';
import { RunHistory } from '../training/runHistory';
import type { ImportedJob } from './importPyTorchJob';
import type { JobConfig } from './jobRecords';

/**
 * Writes a job that has come back as a run of the editor that was interrupted: text, checkpoint and curves.
 *
 * @param text what it was trained on.
 * @param folder to write it to; it will be renamed to `later`.
 * @param destination URI of the file that the model goes to once training has ended: something with `path` and `toString`.
 * @throws PersonError if a file cannot be written.
 */
export async function writeImportedRun(
  { run, config, losses }: ImportedJob,
  text: string,
  folder: RunFolder,
  later: RunFolder,
  destination: { readonly path: string; toString(): string },
): Promise<RunRecord> {
  if (!run) {
    throw new Error('The job has no checkpoint.');
  }
  const { settings, running } = config;
  const characters = countCodePoints(text);
  const trained = config.dataSize ?? Math.floor(characters * (1 - settings.heldOut));
  const perPass = stepsPerPass(trained, settings.batchSize, settings.sequenceLength);
  const record: RunRecord = {
    text: config.name,
    characters,
    form: formOf(config, perPass),
    name: modelName(destination.path),
    destination: destination.toString(),
    kept: null,
  };
  await writeFile(folder.text, new TextEncoder().encode(text));
  await saveCheckpoint(replaceFile, folder.checkpoint(record), run.model, run.state, run.progress, {
    settings: { ...settings, steps: config.steps, epochs: undefined },
    running,
    text: { paths: [later.text], sha256: config.text.sha256 },
    out: later.model(record),
  });
  const history = new RunHistory(record);
  const from = run.state.steps;
  history.hear({
    kind: 'begun',
    settings,
    parameters: parameterCount(run.model.parameters),
    vocabularySize: run.model.vocabulary.size,
    trained,
    heldOut: characters - trained,
    stepsPerPass: perPass,
    steps: config.steps,
    from,
    seconds: run.progress.seconds,
    best: run.progress.best,
    engine: 'PyTorch',
    out: later.model(record),
  });
  for (const { step, loss, smoothLoss, learningRate, gradientNorm, seconds, heldOutLoss } of losses) {
    if (step > from) {
      break;
    }
    history.hear({
      kind: 'progress',
      ...{ step, loss, meanLoss: loss, smoothLoss, learningRate, gradientNorm, seconds },
      passes: step / perPass,
      charactersPerSecond: (step * settings.batchSize * settings.sequenceLength) / Math.max(seconds, 1e-9),
      memory: 0,
    });
    if (heldOutLoss !== undefined) {
      history.hear({ kind: 'judged', step, loss: heldOutLoss, best: step === run.progress.best?.step });
    }
  }
  history.hear({ kind: 'checkpoint', step: from, path: '', bytes: 0 });
  history.interrupt();
  await writeJson(folder.history, history.kept());
  await folder.write(record);
  return record;
}

/** As the form shows it: what is beyond its ranges at their ends, as training goes on by the checkpoint anyway. */
function formOf({ settings, steps }: JobConfig, perPass: number): TrainingForm {
  const within = (name: FormNumber, value: number): number =>
    Math.min(formRanges[name].maximum, Math.max(formRanges[name].minimum, value));
  return {
    cell: settings.cell,
    layers: settings.layers,
    hidden: within('hidden', settings.hidden),
    sequenceLength: within('sequenceLength', settings.sequenceLength),
    batchSize: within('batchSize', settings.batchSize),
    optimizer: settings.optimizer,
    learningRate: within('learningRate', settings.learningRate),
    dropout: within('dropout', settings.dropout),
    heldOut: within('heldOut', settings.heldOut),
    passes: within('passes', Number((settings.epochs ?? steps / perPass).toPrecision(4))),
  };
}

function countCodePoints(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) {
    count++;
  }
  return count;
}
