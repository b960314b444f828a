import type { Kernel } from '../../core/kernel/kernel';
import type { Parameters } from '../../core/parameters';
import { Slicer, type Control } from '../../core/pause';

/** What is kept away from training to judge the network by. */
export interface HeldOutText {
  /** Vocabulary indices; each is predicted. */
  readonly text: Uint16Array;
  /** What stands before it, which is read first. */
  readonly before: Uint16Array;
  /** How the text that is trained on begins: read before everything else. */
  readonly opening: Uint16Array;
}

/**
 * The text is read in so many streams side by side at most, which batched kernels do a little faster than one long one. Each
 * has at least `shortest` characters, so that its warm-up is a small part of the work (24 streams of 1,024 took a third more
 * than four of 6,144), and first reads the opening and the `warmup` characters before its own: a network that learned
 * with one stream has seen the zero state before the opening only, and elsewhere it may throw it into a state that it never
 * leaves.
 */
const mostStreams = 8;
const shortest = 6144;
export const warmup = 512;
export const openingLength = 320;
/** Characters of each stream between two looks at the clock. */
const chunk = 16;

/** In how many streams so many characters are read. */
export function streamsOf(characters: number): number {
  return Math.max(1, Math.min(mostStreams, Math.floor(characters / shortest)));
}

/**
 * Mean loss of the held-out text at temperature 1, in nats a character. `evaluate`, which reads in one stream, says the
 * same but for what is older than the warm-up: see docs/terminal.md for how little that is.
 */
export async function heldOutLoss(
  kernel: Kernel,
  parameters: Parameters,
  { text, before, opening }: HeldOutText,
  control: Control = {},
  streams = streamsOf(text.length),
  warmed = warmup,
): Promise<number> {
  const all = new Uint16Array(before.length + text.length);
  all.set(before);
  all.set(text, before.length);
  const cut = (stream: number): number => before.length + Math.floor((stream * text.length) / streams);
  const parts = Array.from({ length: streams }, (_, stream) => {
    const begin = cut(stream);
    const first = Math.max(0, begin - warmed);
    return { indices: all.subarray(first, cut(stream + 1)), warmed: begin - first };
  });
  const longest = Math.max(...parts.map(({ indices }) => indices.length));
  const network = kernel.load(parameters);
  try {
    const slicer = new Slicer(control, longest);
    const opened = network.createState();
    network.prime(opened, opening);
    const states = parts.map(() => opened.slice());
    const losses = parts.map(({ indices }) => new Float64Array(indices.length));
    for (let at = 0; at < longest; at += chunk) {
      network.scoreBatch(
        states,
        parts.map(({ indices }) => indices.subarray(at, at + chunk)),
        losses.map((part) => part.subarray(at, at + chunk)),
      );
      await slicer.done(chunk);
    }
    const sums = losses.map((part, stream) =>
      part.subarray(parts[stream].warmed).reduce((sum, loss) => sum + loss, 0),
    );
    return sums.reduce((sum, part) => sum + part, 0) / text.length;
  } finally {
    network.dispose();
  }
}
