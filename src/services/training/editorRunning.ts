import { version } from '../../../package.json';
import type { RunningSettings } from './trainingJob';

/** Judgements in a row without a new best one, after which training ends: it will only learn by heart. */
const patience = 15;

/** How a run goes that was begun in the editor. */
export const editorRunning: Omit<RunningSettings, 'kernel'> = {
  checkpointEvery: 20,
  progressEvery: 150,
  patience,
  sampleEvery: 12,
  sampleLength: 240,
  baselines: true,
  precision: 'f4',
  compress: true,
  madeBy: `Char-RNN for VS Code ${version}`,
};
