import type { TrainingForm } from '../../protocol/training/form';
import type { Estimate, RunView } from '../../protocol/training/view';
import type { TrainingCommand } from './trainingJob';

/** What the extension and the trainer's process say to each other: plain JSON. */

export interface TextSize {
  /** Code points. */
  readonly characters: number;
  /** Different ones. */
  readonly distinct: number;
}

export type ToTrainer =
  /** Reads the text of a folder, to see whether it can be trained on. */
  | { readonly kind: 'describe'; readonly folder: string }
  | { readonly kind: 'measure'; readonly form: TrainingForm; readonly size: TextSize }
  /** Trains what a folder's record says, from the beginning or, if there is one, from its checkpoint. */
  | {
      readonly kind: 'train';
      readonly folder: string;
      readonly lock: string;
      /** Of the first step, if not the one that the plan or the checkpoint has. */
      readonly learningRate?: number;
    }
  | { readonly kind: 'command'; readonly command: TrainingCommand };

export type FromTrainer =
  | { readonly kind: 'described'; readonly size: TextSize }
  | { readonly kind: 'notDescribed'; readonly message: string }
  | { readonly kind: 'measured'; readonly form: TrainingForm; readonly estimate: Estimate }
  /** A run as it now is. */
  | { readonly kind: 'run'; readonly run: RunView }
  /** Training did not begin. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'log'; readonly message: string };
