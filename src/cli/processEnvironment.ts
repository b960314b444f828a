import type { Environment } from './environment';

/** What this process has to do with the world. */
export function createProcessEnvironment(bundledFolder: string): Environment {
  const { stdin, stdout, stderr } = process;
  const abort = new AbortController();
  let watched = false;
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
    const next = text === undefined ? '' : text.slice(0, stderr.columns - 1);
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
          // Once: a second one ends the process at once, as it would without us.
          process.once(signal, () => {
            abort.abort();
          });
        }
      }
      return abort.signal;
    },
  };
}
