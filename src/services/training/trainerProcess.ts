import { fork, type ChildProcess } from 'node:child_process';
import { findBuiltFile } from '../builtFile';
import { kernelLaunch, type TrainerLaunch } from '../engines/trainerLaunch';
import type { FromTrainer, ToTrainer } from './trainerMessages';

/** Characters of what a process said last that are kept. */
const keptErrors = 2000;

export interface TrainerListener {
  hear(message: FromTrainer): void;
  /** The process is gone, and nobody asked it to go. @param why for the log. */
  died(why: string): void;
}

/** The process that trains, from outside. */
export class TrainerProcess {
  private readonly child: ChildProcess;
  private isDisposed = false;
  private errors = '';

  constructor(
    listener: TrainerListener,
    readonly launch: TrainerLaunch = kernelLaunch,
  ) {
    const file = findBuiltFile('trainer.js');
    if (file === undefined) {
      throw new Error('trainer.js is missing: build first.');
    }
    this.child = fork(file, [JSON.stringify(launch)], {
      ...(launch.node !== undefined && { execPath: launch.node }),
      // In the desktop's editor this is Electron, which then is Node.
      env: { ...process.env, NODE_OPTIONS: undefined, ELECTRON_RUN_AS_NODE: '1' },
      execArgv: [],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.on('message', (message) => {
      if (!this.isDisposed) {
        listener.hear(message as FromTrainer);
      }
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.errors = (this.errors + text).slice(-keptErrors);
    });
    const gone = (why: string): void => {
      if (!this.isDisposed) {
        this.isDisposed = true;
        listener.died(`${why} ${this.errors}`.trim());
      }
    };
    this.child.on('error', (error) => gone(error.message));
    this.child.on('exit', (code, signal) =>
      gone(signal ? `Ended by ${signal}.` : `Ended with code ${code ?? 0}.`),
    );
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  send(message: ToTrainer): void {
    if (!this.isDisposed && this.child.connected) {
      this.child.send(message, () => undefined);
    }
  }

  /** Lets the process end by itself, with a last checkpoint. */
  dispose(): void {
    this.isDisposed = true;
    if (this.child.connected) {
      this.child.disconnect();
    }
    this.child.unref();
  }
}
