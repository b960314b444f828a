import { constants, setPriority } from 'node:os';
import * as v from 'valibot';
import { trainerLaunch } from './services/engines/trainerLaunch';
import { allowRelaxedSimd } from './services/relaxedSimd';
import { TrainerHost } from './services/training/trainerHost';
import type { ToTrainer } from './services/training/trainerMessages';

/**
 * The process that trains, started by the extension. It ends when the extension does or is gone; what it was doing can be
 * gone on with from its last checkpoint.
 */

/** A checkpoint that takes longer than this is given up, ms: the one before it stands. */
const patience = 20_000;

try {
  // The editor, and everything else, comes first.
  setPriority(constants.priority.PRIORITY_LOW);
} catch {
  // Where that may not be done, the system shares the cores as it likes.
}

// The process is ours alone, and so are the engine's flags.
allowRelaxedSimd();

const launch = v.parse(trainerLaunch, JSON.parse(process.argv[2]));
const host = new TrainerHost((message) => {
  if (process.connected) {
    // Where the extension went away meanwhile, `disconnect` tells of it.
    process.send!(message, () => undefined);
  }
}, launch);

// What is said when nobody listens any more is lost.
process.stderr.on('error', () => undefined);

let isLeaving = false;
const leave = (): void => {
  if (!isLeaving) {
    isLeaving = true;
    setTimeout(() => process.exit(1), patience).unref();
    void host.leave().finally(() => process.exit(0));
  }
};
process.on('message', (message: ToTrainer) => host.hear(message));
process.on('disconnect', leave);
process.on('SIGTERM', leave);
process.on('SIGINT', leave);
