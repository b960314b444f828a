import type { TrainerLaunch } from '../engines/trainerLaunch';
import { trainingEngine } from '../engines/trainingEngine';
import { loadTrainingKernel } from '../kernelFiles';
import { architectureOf, parameterCount } from '../../core/parameters';
import { pause } from '../../core/pause';
import { PersonError } from '../../core/personError';
import { TrainingRun } from '../../core/training/trainingRun';
import type { TrainingForm } from '../../protocol/training/form';
import type { Estimate } from '../../protocol/training/view';
import { lengthOf, settingsOf } from './formSettings';
import { heldOutLoss } from './heldOutLoss';
import { prepareTraining } from './prepareTraining';
import { trainerThreads } from './trainerThreads';
import { checkTrainingMemory, trainingMemory } from './trainingMemory';
import type { TextSize } from './trainerMessages';

/** Milliseconds of steps before those that count (threads start, the compiler optimises), and of those. */
const warmup = 200;
const measured = 500;
/** Characters that are judged, at most, to learn how fast that is. */
const judgedCharacters = 8192;

/**
 * Measures how long training would take, by some steps of it on a text of the same size and vocabulary.
 *
 * @param isWanted ends it early.
 * @returns undefined where it was ended.
 */
export async function measureSpeed(
  form: TrainingForm,
  size: TextSize,
  { engine, gpuFolder, kernel: kernelName }: TrainerLaunch,
  isWanted: () => boolean,
): Promise<Estimate | undefined> {
  try {
    const length = lengthOf(form, size.characters);
    const settings = { ...settingsOf(form, size.characters), heldOut: 0 };
    const perStep = form.batchSize * form.sequenceLength;
    const needed = Math.max(size.distinct, 8 * (perStep + form.batchSize));
    const text = textOf(Math.min(needed, length.trained), size.distinct);
    const {
      model,
      text: indices,
      options,
      schedule,
    } = prepareTraining(
      text,
      undefined,
      'measured',
      settings,
      trainerThreads(form.batchSize),
      engine === 'tfjs' ? undefined : checkTrainingMemory,
    );
    const kernel = await loadTrainingKernel(kernelName);
    const chosen = await trainingEngine(engine, gpuFolder, kernel, model.parameters, options);
    const run = new TrainingRun(chosen, model, indices, options, schedule);
    try {
      await stepFor(run, warmup, isWanted);
      const secondsPerStep = await stepFor(run, measured, isWanted);
      if (!isWanted()) {
        return undefined;
      }
      const judged = indices.subarray(0, judgedCharacters);
      const began = performance.now();
      await heldOutLoss(kernel, model.parameters, {
        text: judged,
        before: new Uint16Array(),
        opening: new Uint16Array(),
      });
      const secondsPerCharacter = (performance.now() - began) / 1000 / judged.length;
      const judgements = Math.ceil(length.steps / length.judgeEvery);
      return {
        kind: 'measured',
        seconds: length.steps * secondsPerStep + judgements * length.heldOut * secondsPerCharacter,
        steps: length.steps,
        charactersPerSecond: perStep / secondsPerStep,
        parameters: parameterCount(model.parameters),
        memory:
          run.memoryBytes === undefined ? null : trainingMemory(architectureOf(model.parameters), options),
      };
    } finally {
      run.dispose();
    }
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  }
}

/** Seconds a step, over so many milliseconds and one step at least. */
async function stepFor(run: TrainingRun, milliseconds: number, isWanted: () => boolean): Promise<number> {
  const began = performance.now();
  let steps = 0;
  do {
    run.step();
    steps++;
    await pause();
  } while (isWanted() && performance.now() - began < milliseconds);
  return (performance.now() - began) / 1000 / steps;
}

/** A text without meaning that has so many characters, all of them different as often as can be. */
function textOf(characters: number, distinct: number): string {
  const first = 0x4e00;
  return Array.from({ length: characters }, (_, n) => String.fromCodePoint(first + (n % distinct))).join('');
}

/** What a person reads of an error: memory that could not be had is a frequent one. */
export function messageOf(error: unknown): string {
  if (error instanceof PersonError) {
    return error.message;
  }
  const message = error instanceof Error ? error.message : String(error);
  return error instanceof RangeError && /memory|allocation|array length|array buffer/i.test(message)
    ? 'There is not enough memory for this network. Take fewer hidden units or layers, a smaller batch or shorter sequences.'
    : message;
}
