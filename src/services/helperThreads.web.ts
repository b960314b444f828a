import type { HelperThreads } from '../core/kernel/wasmTrainer';

/** In a browser a trainer is alone: workers share no memory there unless the page that has loaded them is isolated. */
export function startHelperThreads(): HelperThreads {
  return { dispose: () => undefined };
}
