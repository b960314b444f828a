import type { HostFiles } from './hostFiles';

/** How a worker reaches files: by asking, on a line of its own beside the one for its work. */

type Method = keyof HostFiles;

interface Question {
  readonly number: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

type Answer =
  | { readonly number: number; readonly value: unknown }
  | { readonly number: number; readonly message: string; readonly code: string | undefined };

/** Answers what is asked at the other end. */
export function serveFiles(port: MessagePort, files: HostFiles): void {
  port.onmessage = ({ data }: MessageEvent<Question>) => {
    const { number, method, args } = data;
    // Both ends are ours, of the same build.
    const calls = files as unknown as Record<Method, (...args: readonly unknown[]) => Promise<unknown>>;
    calls[method](...args).then(
      (value) => port.postMessage({ number, value } satisfies Answer),
      (error: unknown) => {
        const { message, code } = error as Error & { code?: string };
        port.postMessage({ number, message, code } satisfies Answer);
      },
    );
  };
}

/** Asks. */
export function filesOver(port: MessagePort): HostFiles {
  let asked = 0;
  const open = new Map<number, (answer: Answer) => void>();
  port.onmessage = ({ data }: MessageEvent<Answer>) => {
    open.get(data.number)?.(data);
    open.delete(data.number);
  };
  const ask =
    (method: Method) =>
    (...args: readonly unknown[]): Promise<never> =>
      new Promise((resolve, reject) => {
        const number = asked++;
        open.set(number, (answer) => {
          if ('value' in answer) {
            resolve(answer.value as never);
          } else {
            reject(Object.assign(new Error(answer.message), { code: answer.code }));
          }
        });
        port.postMessage({ number, method, args } satisfies Question);
      });
  return {
    readBuilt: ask('readBuilt'),
    read: ask('read'),
    write: ask('write'),
    rename: ask('rename'),
    remove: ask('remove'),
    makeFolder: ask('makeFolder'),
    list: ask('list'),
    stat: ask('stat'),
  };
}
