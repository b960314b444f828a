import type { Intervention } from '../../core/kernel/kernel';
import type { StateReader } from '../../core/kernel/stateReader';
import type { Model } from '../../core/model';
import { parameterCount } from '../../core/parameters';
import type { Control } from '../../core/pause';
import { coresHere } from '../machine';
import { measureTransition, type Transition, type TransitionFigures } from './measureTransition';
import type { ReadableText } from './readVariants';
import { recurrencesOf, shareVariants } from './shareVariants';
import { measureInThread } from './variantThread';

/** More threads than this are left to others. */
const mostThreads = 4;
/** Products that a thread should have to do, about a second's work: else it is not worth its start. */
const worthThread = 4e9;

/** What reads the text: here, and as a copy of the weights in other threads. */
export interface Measuring {
  readonly reader: StateReader;
  readonly model: Pick<Model, 'parameters'>;
  /** How many threads may work, this one among them. Default: as many as there are cores, four at most. */
  readonly threads?: number;
}

/**
 * `measureTransition`, its variants shared out among threads where the text is long: they are independent of each other,
 * and each is computed by the same instructions wherever it is computed.
 *
 * @returns their figures, in the order of the variants.
 */
export async function measureVariants(
  { reader, model: { parameters }, threads = Math.min(mostThreads, coresHere()) }: Measuring,
  { indices, startState }: ReadableText,
  transition: Transition,
  variants: readonly Intervention[],
  control: Control = {},
): Promise<TransitionFigures[]> {
  const text = { indices, startState };
  const work = recurrencesOf(variants).length * indices.length * parameterCount(parameters);
  const shares = shareVariants(variants, Math.max(1, Math.min(threads, Math.floor(work / worthThread))));
  const progress = shares.map(() => 0);
  const part = (at: number): Control => ({
    ...control,
    onProgress: (done, total) => {
      progress[at] = Math.max(progress[at], (done / total) * (shares[at].length / variants.length));
      control.onProgress?.(
        progress.reduce((sum, share) => sum + share, 0),
        1,
      );
    },
  });
  const here = (at: number): Promise<TransitionFigures[]> =>
    measureTransition(
      reader,
      text,
      transition,
      shares[at].map((variant) => variants[variant]),
      part(at),
    );
  const ended = new AbortController();
  const end = (): void => ended.abort();
  control.signal?.addEventListener('abort', end, { once: true });
  const elsewhere = shares
    .slice(1)
    .map((share, at) =>
      measureInThread(
        { parameters, text, transition, variants: share.map((variant) => variants[variant]) },
        { ...part(at + 1), signal: ended.signal },
      ),
    );
  const figures: TransitionFigures[] = [];
  try {
    for (const [at, share] of shares.entries()) {
      const found = (at === 0 ? undefined : await elsewhere[at - 1]) ?? (await here(at));
      share.forEach((variant, n) => (figures[variant] = found[n]));
    }
  } finally {
    control.signal?.removeEventListener('abort', end);
    ended.abort();
  }
  return figures;
}
