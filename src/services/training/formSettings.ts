import { stepsPerPass } from '../../core/training/sweep';
import type { TrainingForm } from '../../protocol/training/form';
import { usualSettings, type TrainingSettings } from './trainingSettings';

/** Judgements by the held-out text there are about so many of, or one a pass if that is more often. */
const judgements = 20;

/** How a run will go, as far as it is known beforehand. */
export interface Length {
  /** Characters. */
  readonly trained: number;
  readonly heldOut: number;
  readonly stepsPerPass: number;
  readonly steps: number;
  /** Steps from one judgement to the next. */
  readonly judgeEvery: number;
}

/** @throws PersonError if the text is too short for these settings. */
export function lengthOf(form: TrainingForm, characters: number): Length {
  const { batchSize, sequenceLength } = form;
  const trained = Math.floor(characters * (1 - form.heldOut));
  const perPass = stepsPerPass(trained, batchSize, sequenceLength);
  const steps = Math.max(1, Math.round(form.passes * perPass));
  return {
    trained,
    heldOut: characters - trained,
    stepsPerPass: perPass,
    steps,
    judgeEvery: Math.max(1, Math.min(perPass, Math.ceil(steps / judgements))),
  };
}

/**
 * A person's choice with what goes with it: for Adam what the project's own recipes use, for Adagrad what min-char-rnn
 * does.
 *
 * @throws PersonError if the text is too short for it.
 */
export function settingsOf(form: TrainingForm, characters: number): TrainingSettings {
  const { cell, layers, hidden, sequenceLength, batchSize, optimizer, learningRate, dropout, heldOut } = form;
  const { steps, judgeEvery } = lengthOf(form, characters);
  const chosen = {
    cell,
    layers,
    hidden,
    sequenceLength,
    batchSize,
    optimizer,
    learningRate,
    dropout,
    heldOut,
  };
  const recipe: Partial<TrainingSettings> =
    optimizer === 'adam'
      ? {
          start: 'orthogonal',
          schedule: 'cosine',
          finalLearningRate: learningRate / 30,
          learningRateWarmup: Math.min(100, Math.floor(steps / 20)),
          clip: 0,
          // Gradients are summed over a sequence: 1 for their mean.
          clipNorm: sequenceLength,
          weightDecay: 0.02,
        }
      : {};
  return { ...usualSettings, ...recipe, ...chosen, steps, evaluateEvery: judgeEvery };
}
