import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';

/**
 * Another program that does the same work: it takes as many steps as a line of its standard input says, and answers with
 * the seconds it took (a loss and the processors' seconds too, where it trains).
 */
export class Peer {
  private readonly lines: AsyncIterator<string, undefined>;
  private readonly reader: Interface;

  private constructor(private readonly child: ChildProcess) {
    this.reader = createInterface({ input: child.stdout! });
    this.lines = this.reader[Symbol.asyncIterator]() as AsyncIterator<string, undefined>;
  }

  /** Starts it and waits until it is ready; its first line says what it is. */
  static async start(command: string, args: string[], threads: number): Promise<Peer> {
    const env = { ...process.env, OPENBLAS_NUM_THREADS: `${threads}`, OMP_NUM_THREADS: `${threads}` };
    const peer = new Peer(spawn(command, args, { env, stdio: ['pipe', 'pipe', 'inherit'] }));
    await peer.line();
    return peer;
  }

  /** Works: seconds, the loss of the last step in nats a character, seconds of processor time (NaN where not told). */
  async run(steps: number): Promise<{ seconds: number; loss: number; processor: number }> {
    this.child.stdin!.write(`${steps}\n`);
    const [seconds, loss = NaN, processor = NaN] = (await this.line()).split(' ').map(Number);
    return { seconds, loss, processor };
  }

  dispose(): void {
    this.reader.close();
    this.child.stdin!.end();
  }

  private async line(): Promise<string> {
    const next = await this.lines.next();
    if (next.done === true) {
      throw new Error('A peer ended too early: see above.');
    }
    return next.value;
  }
}

/** The first Python that imports a module, with its version; undefined where none does. */
export function pythonWith(module: string): { python: string; version: string } | undefined {
  for (const python of ['python3', '/usr/bin/python3']) {
    const { status, stdout } = spawnSync(python, ['-c', `import ${module}; print(${module}.__version__)`], {
      encoding: 'utf8',
    });
    if (status === 0) {
      return { python, version: stdout.trim() };
    }
  }
  return undefined;
}
