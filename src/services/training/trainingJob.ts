import type { Precision } from '../../core/format/weightMembers';
import type { KernelName } from '../../core/kernel/kernel';
import type { StepReport } from '../../core/training/trainingRun';
import type { EngineName } from '../engines/engineNames';
import type { TrainingSettings } from './trainingSettings';

/**
 * A training job as whoever drives it sees it: the terminal in its own process, the editor through a child process. All
 * here is plain JSON, so that it can be sent between processes as it stands. `runTrainingJob` does the work.
 */

/** The text to train on: files, read one after the other, or the text itself (which a checkpoint can't find again). */
export type TrainingText =
  | { readonly kind: 'files'; readonly paths: readonly string[] }
  | { readonly kind: 'text'; readonly text: string; readonly name: string };

/** How a job runs; it has no influence on what is learned, but for `minutes`, `patience` and the kernel. */
export interface RunningSettings {
  readonly kernel: KernelName | 'auto';
  /** What trains, in place of the kernel; the kernel judges in any case. Default `kernel`. */
  readonly engine?: EngineName;
  /** Default: all cores for a batch of 16 or more, else 1. */
  readonly threads?: number;
  /** Seconds from one checkpoint to the next; one more is written when training pauses or ends. 0 writes none. */
  readonly checkpointEvery: number;
  /** Milliseconds from one `progress` to the next; 0 tells of every step. */
  readonly progressEvery: number;
  /** Training ends after so many minutes of work, those before a resumption and no pauses included. */
  readonly minutes?: number;
  /** Training ends after so many judgements in a row none of which was the best. */
  readonly patience?: number;
  /** Seconds from one sample to the next, at most (`train.ts` says more); 0 or absent makes none. */
  readonly sampleEvery?: number;
  /** Characters of a sample. Default 300. */
  readonly sampleLength?: number;
  /** Whether n-grams are trained and judged as well, before the first step. */
  readonly baselines?: boolean;
  /** Of the numbers in the model's file. */
  readonly precision: Precision;
  readonly compress: boolean;
  /** What the model's notes say made it. */
  readonly madeBy: string;
}

export type TrainingRequest =
  | {
      readonly kind: 'new';
      readonly text: TrainingText;
      /** Path of the model's file, which ends in .npz. */
      readonly out: string;
      /** Path of a model's file to go on from: its weights and, for Adagrad, its memories. */
      readonly init?: string;
      readonly settings: TrainingSettings;
      readonly running: RunningSettings;
    }
  | {
      readonly kind: 'resume';
      /** Path of the checkpoint. The model goes where it went, and the checkpoint is written to this path again. */
      readonly checkpoint: string;
      /** Where the text is, if it is no longer where it was. */
      readonly text?: TrainingText;
      /** Where the model goes, if it is to go somewhere else. */
      readonly out?: string;
      /** How long training goes on, if not as long as was chosen first. */
      readonly settings?: Partial<Pick<TrainingSettings, 'steps' | 'epochs'>>;
      /** What is not given is as it was. */
      readonly running: Partial<RunningSettings>;
    };

/** What may be asked of a job under way. */
export type TrainingCommand =
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  /** Ends training after the step under way; what was learned is saved. */
  | { readonly kind: 'stop' }
  /** The learning rate of the next step; a schedule goes on from there in proportion. */
  | { readonly kind: 'learningRate'; readonly value: number };

/** What a job tells of itself, in this order: `begun`, then the others, then `ended` or `failed`. */
export type TrainingEvent =
  | ({ readonly kind: 'begun' } & TrainingDescription)
  | ({ readonly kind: 'progress' } & TrainingProgress)
  | ({ readonly kind: 'judged' } & Judgement)
  | { readonly kind: 'sample'; readonly step: number; readonly text: string }
  /** What 3- to 5-grams of the training text reach on the held-out text, in nats a character. */
  | { readonly kind: 'baselines'; readonly losses: readonly { order: number; loss: number }[] }
  /** The model's file was written, with the network of this step. */
  | { readonly kind: 'saved'; readonly step: number; readonly path: string }
  | { readonly kind: 'checkpoint'; readonly step: number; readonly path: string; readonly bytes: number }
  | { readonly kind: 'paused'; readonly step: number }
  | { readonly kind: 'resumed'; readonly step: number }
  /** Something went wrong that training survives, such as a full disk: it is tried again. For people. */
  | { readonly kind: 'problem'; readonly message: string }
  | {
      readonly kind: 'ended';
      readonly reason: EndReason;
      readonly step: number;
      readonly seconds: number;
      readonly best?: Best;
      /** The model's file. */
      readonly path: string;
    }
  /** For people. What was saved stays, and so does the last checkpoint. */
  | { readonly kind: 'failed'; readonly message: string };

export type EndReason = 'steps' | 'minutes' | 'patience' | 'stopped';

export interface TrainingDescription {
  readonly settings: TrainingSettings;
  readonly parameters: number;
  readonly vocabularySize: number;
  /** Characters. */
  readonly trained: number;
  readonly heldOut: number;
  readonly stepsPerPass: number;
  /** After which training ends; absent where it goes on until it is stopped. */
  readonly steps?: number;
  /** Steps done before: 0 for a new run. */
  readonly from: number;
  /** Seconds of training before. */
  readonly seconds: number;
  readonly best?: Best;
  /** Kernel and engine, for people. */
  readonly engine: string;
  /** Why it is not the engine, or not the device, that could be expected; for people. */
  readonly engineProblem?: string;
  /** Bytes that the trainer takes for weights, memories and activations, where it knows. */
  readonly trainerMemory?: number;
  readonly out: string;
  /** Absent where none is written. */
  readonly checkpoint?: string;
  /** Characters of the text that the model of `init` does not know: mapped to others and left out. */
  readonly unknown?: string;
}

export interface TrainingProgress extends StepReport {
  /** Mean loss of the steps since the last progress, in nats a character. */
  readonly meanLoss: number;
  /** Passes through the text done. */
  readonly passes: number;
  /** Of training, pauses and judgements not counted. */
  readonly charactersPerSecond: number;
  /** Of training, earlier sittings included and pauses not. */
  readonly seconds: number;
  /** Absent where training has no last step. */
  readonly secondsLeft?: number;
  /** Bytes that the process holds. */
  readonly memory: number;
}

export interface Best {
  readonly step: number;
  /** Nats a character of the held-out text. */
  readonly loss: number;
}

export interface Judgement extends Best {
  /** Whether no judgement before was as good: then the network is saved. */
  readonly best: boolean;
}
