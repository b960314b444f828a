import { Encoder, type Encoded, type UnknownCharacters, type UnknownPolicy } from './encoding';
import type { Network, State } from './kernel/kernel';
import type { Model } from './model';
import { inSlices, Slicer, type Control } from './pause';
import { Start, type Warmup } from './warmup';

/** How a text is read. */
export interface ReadingOptions {
  readonly warmup: Warmup;
  readonly unknown: UnknownPolicy;
}

/** Where a network stands in a text. Never changed once made: reading on makes a new one. */
export interface Context {
  /** The hidden state after the last character read. */
  readonly state: State;
  /** Characters read, without the warm-up: the position of the next one, which names its random number. */
  readonly position: number;
  /** The last characters read, at most `tailLength`: what a network that left a trap reads again. */
  readonly tail: Uint16Array;
  /** How often a trap was left on the way. */
  readonly escapes: number;
}

/** What is asked for. */
export interface CompletionRequest {
  readonly prompt: string;
  /** Characters to write. */
  readonly length: number;
  /** From 0 (always the most likely character) up; 1 is the network's own distribution. */
  readonly temperature: number;
  /** An integer from 0 to 2^53 - 1. */
  readonly seed: number;
}

/** A completion, with all that is needed to make it again. */
export interface Completion extends CompletionRequest {
  readonly text: string;
  readonly unknown: UnknownCharacters;
  /** How often a trapped state was left, in the prompt and in the completion. */
  readonly escapes: number;
}

/** Positions at which a running text is probed for the trap. A probe costs 32 steps: an eighth more. */
const watchInterval = 256;
const tailLength = 64;

/**
 * Completes text: reads the prompt, each character once, then draws characters one after the other, reading each.
 *
 * The n-th character of a text, prompt and completion taken together, is drawn with the random number (seed, n), so
 * that a continuation does not change because it was asked for in two pieces.
 */
export class Completer {
  private readonly encoder: Encoder;
  private start: Start | undefined;

  constructor(
    readonly network: Network,
    readonly model: Model,
    readonly options: ReadingOptions,
  ) {
    this.encoder = new Encoder(model.vocabulary, options.unknown);
  }

  /** @throws PersonError if the policy is to stop at unknown characters and there is one. */
  encode(text: string): Encoded {
    return this.encoder.encode(text);
  }

  /** Reads the warm-up in slices, so that `begin` has it at hand. @throws the signal's reason once it is aborted. */
  async prepare({ signal, pause }: Control = {}): Promise<void> {
    if (this.start) {
      return;
    }
    const start = await inSlices(Start.warming(this.network, this.model, this.options.warmup), {
      signal,
      pause,
    });
    this.start ??= start;
  }

  /** Before the first character. */
  begin(): Context {
    return { state: this.warmStart().state(), position: 0, tail: new Uint16Array(), escapes: 0 };
  }

  /** Reads on from a context, in slices of a few milliseconds. @throws the signal's reason once it is aborted. */
  async read(from: Context, indices: Uint16Array, control: Control = {}): Promise<Context> {
    return this.run(from, indices.length, control, (state, begin, end) => {
      const chunk = indices.subarray(begin, end);
      this.network.prime(state, chunk);
      return chunk;
    });
  }

  /** The same at once, for few characters: a step of 250 units takes about 3 microseconds. */
  readNow(from: Context, indices: Uint16Array): Context {
    return this.runNow(from, indices.length, (state, begin, end) => {
      const chunk = indices.subarray(begin, end);
      this.network.prime(state, chunk);
      return chunk;
    });
  }

  /**
   * Reads on from a context and writes to `losses[t]` the surprise of `indices[t]` in nats, as it was predicted (at
   * temperature 1) before it was read.
   */
  async score(
    from: Context,
    indices: Uint16Array,
    losses: Float64Array,
    control: Control = {},
  ): Promise<Context> {
    return this.run(from, indices.length, control, (state, begin, end) => {
      const chunk = indices.subarray(begin, end);
      this.network.score(state, chunk, losses.subarray(begin, end));
      return chunk;
    });
  }

  /**
   * The same, and writes to `likeliest[t]` which character was the likeliest in the place of `indices[t]`, the first of
   * equals. Slower: one character at a time.
   */
  async predict(
    from: Context,
    indices: Uint16Array,
    losses: Float64Array,
    likeliest: Uint16Array,
    control: Control = {},
  ): Promise<Context> {
    const logits = new Float64Array(this.model.vocabulary.size);
    return this.run(from, indices.length, control, (state, begin, end) => {
      for (let at = begin; at < end; at++) {
        this.network.logits(state, logits);
        likeliest[at] = largest(logits);
        losses[at] = surprise(logits, indices[at]);
        this.network.prime(state, indices.subarray(at, at + 1));
      }
      return indices.subarray(begin, end);
    });
  }

  /**
   * Draws `length` characters after a context.
   *
   * @returns their indices, and the context after them.
   */
  async write(
    from: Context,
    length: number,
    sampling: { temperature: number; seed: number },
    control: Control = {},
  ): Promise<{ indices: Uint16Array; context: Context }> {
    const indices = new Uint16Array(length);
    const context = await this.run(
      this.untrapped(from),
      length,
      control,
      this.generator(from, indices, sampling),
    );
    return { indices, context };
  }

  /** The same at once, for few characters. */
  writeNow(
    from: Context,
    length: number,
    sampling: { temperature: number; seed: number },
  ): { indices: Uint16Array; context: Context } {
    return this.writeOnNow(this.untrapped(from), length, sampling);
  }

  /** The same after a context that is known to be no trap, as that which an earlier piece ended with. */
  writeOnNow(
    from: Context,
    length: number,
    sampling: { temperature: number; seed: number },
  ): { indices: Uint16Array; context: Context } {
    const indices = new Uint16Array(length);
    const context = this.runNow(from, length, this.generator(from, indices, sampling));
    return { indices, context };
  }

  /** Reads a prompt and writes on. @throws PersonError for unknown characters under `stop`. */
  async complete(request: CompletionRequest, control: Control = {}): Promise<Completion> {
    const { indices, unknown } = this.encode(request.prompt);
    const total = indices.length + request.length;
    await this.prepare(control);
    const context = await this.read(this.begin(), indices, {
      ...control,
      onProgress: (done) => control.onProgress?.(done, total),
    });
    const written = await this.write(context, request.length, request, {
      ...control,
      onProgress: (done) => control.onProgress?.(indices.length + done, total),
    });
    return {
      ...request,
      text: this.model.vocabulary.decode(written.indices),
      unknown,
      escapes: written.context.escapes,
    };
  }

  /**
   * The context itself, or one outside the trap if its state is trapped: the warmed state, from which the last
   * characters are read again (if that leads back into the trap, the warmed state alone).
   */
  untrapped(context: Context): Context {
    const start = this.warmStart();
    if (context.position === 0 || !start.isTrapped(context.state)) {
      return context;
    }
    let state = start.state();
    this.network.prime(state, context.tail);
    if (start.isTrapped(state)) {
      state = start.state();
    }
    return { ...context, state, escapes: context.escapes + 1 };
  }

  private warmStart(): Start {
    this.start ??= Start.of(this.network, this.model, this.options.warmup);
    return this.start;
  }

  private generator(
    from: Context,
    out: Uint16Array,
    { temperature, seed }: { temperature: number; seed: number },
  ): Advance {
    return (state, begin, end) => {
      const chunk = out.subarray(begin, end);
      this.network.generate(state, chunk, { temperature, seed, position: from.position + begin });
      return chunk;
    };
  }

  private async run(from: Context, length: number, control: Control, advance: Advance): Promise<Context> {
    const slicer = new Slicer(control, length);
    let context = from;
    for (let at = 0; at < length;) {
      const size = slicer.size(Math.min(length - at, toWatch(context.position)));
      context = this.advance(context, at, at + size, advance);
      at += size;
      await slicer.done(size);
    }
    return context;
  }

  private runNow(from: Context, length: number, advance: Advance): Context {
    let context = from;
    for (let at = 0; at < length;) {
      const size = Math.min(length - at, toWatch(context.position));
      context = this.advance(context, at, at + size, advance);
      at += size;
    }
    return context;
  }

  private advance(context: Context, begin: number, end: number, advance: Advance): Context {
    const state = context.state.slice();
    const chunk = advance(state, begin, end);
    const position = context.position + chunk.length;
    const next = { ...context, state, position, tail: joinTail(context.tail, chunk) };
    return position % watchInterval === 0 ? this.untrapped(next) : next;
  }
}

/** The index of the largest number, the first of equals. */
function largest(numbers: Float64Array): number {
  let at = 0;
  for (let index = 1; index < numbers.length; index++) {
    at = numbers[index] > numbers[at] ? index : at;
  }
  return at;
}

/** -ln p of a character at temperature 1. */
function surprise(logits: Float64Array, character: number): number {
  const most = logits[largest(logits)];
  const total = logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0);
  return Math.log(total) + most - logits[character];
}

/** Moves `state` over the characters [begin, end) and returns them. */
type Advance = (state: State, begin: number, end: number) => Uint16Array;

/** Characters up to the next position at which the trap is looked for. */
function toWatch(position: number): number {
  return watchInterval - (position % watchInterval);
}

/** The last `tailLength` of two sequences joined. */
function joinTail(before: Uint16Array, chunk: Uint16Array): Uint16Array {
  if (chunk.length >= tailLength) {
    return chunk.slice(-tailLength);
  }
  const kept = before.subarray(Math.max(0, before.length - (tailLength - chunk.length)));
  const tail = new Uint16Array(kept.length + chunk.length);
  tail.set(kept);
  tail.set(chunk, kept.length);
  return tail;
}
