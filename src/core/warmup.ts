import { Encoder } from './encoding';
import type { Network, State } from './kernel/kernel';
import type { Model } from './model';
import { finished, type Pieces } from './kernel/pieces';

/**
 * What a network reads before the first character.
 *
 * A hidden state of zeros is one that training met only once an epoch, and from it some beginnings throw a vanilla RNN
 * into a *trap*: a region of saturated states that it never leaves, where it predicts the same few characters whatever
 * it reads. `auto` begins from a state that was warmed by a passage in the manner of the training text, and leaves a
 * trap if it meets one; `none` is the bare zero state; `text` begins after a given text.
 */
export type Warmup =
  { readonly kind: 'auto' } | { readonly kind: 'none' } | { readonly kind: 'text'; readonly text: string };

/** Reads a setting or an option: `auto`, `none`, or the text itself. */
export function parseWarmup(setting: string): Warmup {
  if (setting === 'auto' || setting === 'none') {
    return { kind: setting };
  }
  return { kind: 'text', text: setting };
}

/** The inverse of `parseWarmup`. */
export function formatWarmup(warmup: Warmup): string {
  return warmup.kind === 'text' ? warmup.text : warmup.kind;
}

/** For models that bring no passage of their own: the beginning of Coriolanus, where tinyshakespeare begins too. */
const passage =
  'First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.\n\n' +
  'First Citizen:\nYou are all resolved rather to die than to famish?\n\nAll:\nResolved. resolved.\n\n';

/** Characters of the warm-up passage that a state is probed with. */
const probeLength = 32;
/** Of those, the last ones count: by then a healthy network has forgotten where it came from. */
const probeTail = 16;
/**
 * Characters read in one piece: of two layers of 400 gated units a millisecond, three before their loops are optimised.
 */
const pieceLength = 16;

/** A place to begin from: the first state, and a way to tell a trapped one. */
export class Start {
  private constructor(
    private readonly network: Network,
    private readonly first: State,
    private readonly probe: Uint16Array,
    /** Nats a character from which a probed state counts as trapped; Infinity where traps are not looked for. */
    readonly threshold: number,
  ) {}

  /** A new copy of the first state. */
  state(): State {
    return this.first.slice();
  }

  /** Whether trapped states are looked for. */
  get watches(): boolean {
    return this.threshold < Infinity;
  }

  /**
   * Whether a state is trapped. The definition: from this state, `probeLength` characters of the warm-up passage are
   * read; the state is trapped if the last `probeTail` of them still cost, on average, more than ln V nats (what
   * guessing blindly would cost), and at least 2 nats more than they cost from the warmed state. In the assignment's
   * snapshot the two kinds lie far apart: 2 nats for healthy states, 14 to 16 for trapped ones, nothing between.
   */
  isTrapped(state: State): boolean {
    return this.watches && finished(probing(this.network, state, this.probe)) > this.threshold;
  }

  /** Warms a network at once. */
  static of(network: Network, model: Model, warmup: Warmup): Start {
    return finished(Start.warming(network, model, warmup));
  }

  /** The same piece by piece, for who wants to pause in between: yields how many characters each piece took. */
  static *warming(network: Network, model: Model, warmup: Warmup): Pieces<Start> {
    const zero = network.createState();
    const encoder = new Encoder(model.vocabulary, 'map');
    if (warmup.kind === 'none') {
      return new Start(network, zero, new Uint16Array(), Infinity);
    }
    if (warmup.kind === 'text') {
      yield* reading(network, zero, encoder.encode(warmup.text).indices);
      return new Start(network, zero, new Uint16Array(), Infinity);
    }
    const blind = Math.log(network.vocabularySize);
    let best: { loss: number; state: State; indices: Uint16Array } | undefined;
    const candidates = warmupCandidates(network, model, encoder);
    for (let next = candidates.next(); !next.done; next = candidates.next()) {
      if (typeof next.value === 'number') {
        yield next.value;
        continue;
      }
      const indices = next.value;
      const state = network.createState();
      yield* reading(network, state, indices);
      // A passage can itself lead into a trap; then a probe right after it is as bad as ever.
      const loss = yield* probing(network, state, indices.subarray(0, probeLength));
      if (!best || loss < best.loss) {
        best = { loss, state, indices };
      }
      if (loss < blind) {
        break;
      }
    }
    if (!best || !(best.loss < blind)) {
      // An untrained network, or one that no passage warms: there is nothing to tell a trap by.
      return new Start(network, best?.state ?? zero, new Uint16Array(), Infinity);
    }
    return new Start(network, best.state, best.indices.slice(0, probeLength), Math.max(blind, best.loss + 2));
  }
}

/** Reads into `state`, piece by piece. */
function* reading(network: Network, state: State, indices: Uint16Array): Pieces<void> {
  for (let at = 0; at < indices.length; at += pieceLength) {
    const piece = indices.subarray(at, at + pieceLength);
    network.prime(state, piece);
    yield piece.length;
  }
}

/** Mean surprise, in nats, of the last characters of a probe that is read from a copy of the state. */
function* probing(network: Network, state: State, probe: Uint16Array): Pieces<number> {
  const losses = new Float64Array(probe.length);
  const probed = state.slice();
  for (let at = 0; at < probe.length; at += pieceLength) {
    const piece = probe.subarray(at, at + pieceLength);
    network.score(probed, piece, losses.subarray(at, at + piece.length));
    yield piece.length;
  }
  const tail = losses.subarray(Math.max(0, probe.length - probeTail));
  return tail.reduce((sum, loss) => sum + loss, 0) / Math.max(1, tail.length);
}

/**
 * Passages to warm a network with, best first: its own, the built-in one if it can read it, what it says itself. In
 * between, the number of characters that finding them took.
 */
function* warmupCandidates(
  network: Network,
  model: Model,
  encoder: Encoder,
): Generator<Uint16Array | number, void> {
  for (const text of [model.notes?.warmup, passage]) {
    if (text === undefined || text === '') {
      continue;
    }
    const { indices, unknown } = encoder.encode(text);
    if (indices.length >= probeLength && unknown.mapped + unknown.skipped <= 0.05 * text.length) {
      yield indices;
    }
  }
  // What a network writes from nothing is in the manner of its training text too, unless it is trapped; a trapped one
  // repeats itself, so the most varied of a few samples comes first.
  const samples: Uint16Array[] = [];
  for (let seed = 0; seed < 16; seed++) {
    const sample = new Uint16Array(4 * probeLength);
    network.generate(network.createState(), sample, { temperature: 1, seed, position: 0 });
    samples.push(sample);
    yield sample.length;
  }
  yield* samples.sort((a, b) => entropy(b) - entropy(a)).slice(0, 4);
}

/** Entropy, in nats, of the characters of a sample. */
function entropy(indices: Uint16Array): number {
  const counts = new Map<number, number>();
  for (const index of indices) {
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  let sum = 0;
  for (const count of counts.values()) {
    sum -= (count / indices.length) * Math.log(count / indices.length);
  }
  return sum;
}
