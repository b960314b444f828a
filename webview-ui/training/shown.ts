import type { TrainingView } from '../../src/protocol/training/view';

/** What the extension told to show last; undefined before its first word. */
export type Shown = TrainingView | undefined;
