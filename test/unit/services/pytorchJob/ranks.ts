import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** The first Python that has PyTorch; undefined where none has. */
export function pythonWithTorch(): string | undefined {
  return ['/usr/bin/python3', 'python3'].find(
    (python) => spawnSync(python, ['-c', 'import torch'], { timeout: 120_000 }).status === 0,
  );
}

/** The processes of a job on this machine, started one by one as SLURM does it: all of them end with `end`. */
export class Ranks {
  /** What each has printed and said. */
  readonly printed: string[];
  /** Of each: its exit code, or undefined where it was killed. */
  readonly codes: Promise<(number | undefined)[]>;
  private readonly children: readonly ChildProcess[];
  private readonly heard = new Set<() => void>();

  private constructor(python: string, folder: string, count: number, port: number, args: readonly string[]) {
    this.printed = new Array<string>(count).fill('');
    this.children = this.printed.map((_, rank) => {
      const env = {
        ...process.env,
        ...{ RANK: `${rank}`, WORLD_SIZE: `${count}`, MASTER_ADDR: '127.0.0.1', MASTER_PORT: `${port}` },
        ...{ OMP_NUM_THREADS: '1', GLOO_SOCKET_IFNAME: 'lo' },
      };
      const child = spawn(python, [join(folder, 'train.py'), ...args], { env, cwd: folder });
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          this.printed[rank] += text;
          this.heard.forEach((listener) => listener());
        });
      }
      return child;
    });
    this.codes = Promise.all(
      this.children.map(
        (child) =>
          new Promise<number | undefined>((resolve) => {
            child.once('close', (code) => resolve(code ?? undefined));
          }),
      ),
    );
  }

  /**
   * @param folder has a `train.py`.
   * @param isJob whether that is a job's, which is told to leave GPUs alone.
   */
  static async start(
    python: string,
    folder: string,
    count: number,
    args: readonly string[] = [],
    isJob = true,
  ): Promise<Ranks> {
    return new Ranks(python, folder, count, await freePort(), [...(isJob ? ['--cpu'] : []), ...args]);
  }

  /** Resolves when the first rank has printed something like that, or has ended. */
  async says(pattern: RegExp): Promise<void> {
    await Promise.race([
      this.codes,
      new Promise<void>((resolve) => {
        const listener = (): void => {
          if (pattern.test(this.printed[0])) {
            this.heard.delete(listener);
            resolve();
          }
        };
        this.heard.add(listener);
        listener();
      }),
    ]);
  }

  kill(rank: number): void {
    this.children[rank].kill('SIGKILL');
  }

  /** Ends whatever has not ended. */
  end(): void {
    this.children.forEach((child) => child.kill('SIGKILL'));
  }
}

/** A port of this machine that nobody listened on just now. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
