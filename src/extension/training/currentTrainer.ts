import type { Disposable } from '../../services/event';
import { kernelLaunch, type TrainerLaunch } from '../../services/engines/trainerLaunch';
import type { FromTrainer, ToTrainer } from '../../services/training/trainerMessages';
import { TrainerProcess } from '../../services/training/trainerProcess';

/** Who is told what the process says, and of its unexpected end. */
export interface TrainerListener {
  hear(message: FromTrainer): void;
  /** @param wasGpu whether it trained with TensorFlow.js: from here on the kernel does. */
  died(why: string, wasGpu: boolean): void;
}

/** The process that trains: started when it is first needed, and another one where it is to be started otherwise by now. */
export class CurrentTrainer implements Disposable {
  private process: TrainerProcess | undefined;
  /** Whether TensorFlow.js has ended its process. */
  private avoidsGpu = false;

  /** @param launch how it is to be started now: settings change, and something may have been installed since. */
  constructor(
    private readonly launch: () => TrainerLaunch,
    private readonly listener: TrainerListener,
  ) {}

  dispose(): void {
    this.process?.dispose();
    this.process = undefined;
  }

  /** Sends a message, to a process that may have to be started first. */
  send(message: ToTrainer): void {
    const wanted = this.launch();
    const launch = this.avoidsGpu ? { ...kernelLaunch, kernel: wanted.kernel } : wanted;
    if (this.process && JSON.stringify(this.process.launch) !== JSON.stringify(launch)) {
      this.dispose();
    }
    this.process ??= this.start(launch);
    this.process.send(message);
  }

  /** Sends a message to the process that runs, if one does. */
  tell(message: ToTrainer): void {
    this.process?.send(message);
  }

  private start(launch: TrainerLaunch): TrainerProcess {
    const started: TrainerProcess = new TrainerProcess(
      {
        hear: (message) => this.listener.hear(message),
        died: (why) => {
          if (this.process === started) {
            this.process = undefined;
            const wasGpu = launch.engine !== 'kernel';
            this.avoidsGpu ||= wasGpu;
            this.listener.died(why, wasGpu);
          }
        },
      },
      launch,
    );
    return started;
  }
}
