import type { Environment } from './environment';

/**
 * Milliseconds after an interruption in which another is taken for the same one: of one Ctrl-C a process that npx
 * started hears twice, from the terminal and from npx. Later, another one ends it at once.
 */
const patience = 1000;

/** What this process has to do with the world. */
export function createProcessEnvironment(bundledFolder: string): Environment {
  const { stdin, stdout, stderr } = process;
  const abort = new AbortController();
  let watched = false;
  let interrupted = 0;
  let line = '';

  /** Who reads our output may go at any time (`char-rnn ... | head`): that is no error of ours. */
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') {
      throw error;
    }
    if (watched) {
      abort.abort();
    } else {
      process.exit(0);
    }
  });
  stderr.on('error', () => {
    // Nobody is there to be told.
  });

  const show = (text: string | undefined): void => {
    const next = text === undefined ? '' : text.slice(0, (stderr.columns || 80) - 1);
    stderr.write(`\r${next.padEnd(line.length)}${next === '' ? '\r' : ''}`);
    line = next;
  };
  const clear = (): void => {
    if (line !== '') {
      show(undefined);
    }
  };

  return {
    bundledFolder,
    print: (text) => {
      clear();
      stdout.write(text);
    },
    tell: (text) => {
      clear();
      stderr.write(`${text}\n`);
    },
    show: stderr.isTTY ? show : undefined,
    readInput: async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of stdin) {
        chunks.push(chunk as Uint8Array);
      }
      return Buffer.concat(chunks);
    },
    interruption: () => {
      if (!watched) {
        watched = true;
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
          process.on(signal, () => {
            if (abort.signal.aborted && performance.now() - interrupted > patience) {
              process.exit(1);
            }
            if (!abort.signal.aborted) {
              interrupted = performance.now();
              abort.abort();
            }
          });
        }
      }
      return abort.signal;
    },
  };
}
