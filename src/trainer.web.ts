import * as v from 'valibot';
import { trainerLaunch } from './services/engines/trainerLaunch';
import { parentPort } from './services/parentPort';
import { TrainerHost } from './services/training/trainerHost';
import type { ToTrainer } from './services/training/trainerMessages';
import { hasLeft, leaving } from './services/training/trainerProcess.web';

/** The worker that trains in a browser, as the process of `trainer.ts` does elsewhere. Its first message says how. */

let host: TrainerHost | undefined;

parentPort.listen((message) => {
  if (!host) {
    host = new TrainerHost((said) => parentPort.post(said), v.parse(trainerLaunch, message));
  } else if ((message as { kind: unknown }).kind === leaving.kind) {
    void host.leave().finally(() => parentPort.post(hasLeft));
  } else {
    host.hear(message as ToTrainer);
  }
});
