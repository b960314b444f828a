import type { Control } from '../core/pause';
import type { Environment } from './environment';

/** Milliseconds after which work counts as long, and between two looks at it. */
const patience = 400;
const interval = 100;

/** Does work that may be long: on a terminal, a line then says how far it is. */
export async function withProgress<T>(
  { show }: Environment,
  title: string,
  work: (control: Control) => Promise<T>,
): Promise<T> {
  if (!show) {
    return work({});
  }
  let next = performance.now() + patience;
  try {
    return await work({
      onProgress: (done, total) => {
        if (performance.now() >= next) {
          next = performance.now() + interval;
          show(`${title}: ${Math.floor((100 * done) / total)} %`);
        }
      },
    });
  } finally {
    show(undefined);
  }
}
