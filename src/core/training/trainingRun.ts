import type { Kernel, OptimizerState, Trainer, TrainerOptions } from '../kernel/kernel';
import type { Model } from '../model';
import { weightNamesOf, weightOf, type Parameters } from '../parameters';
import { learningRateAt, type Schedule } from './schedule';
import { Sweep, type SweepPosition } from './sweep';
import { WeightAverage, type AverageState, type Averaging } from './weightAverage';

/** What one step of training tells of itself. */
export interface StepReport {
  /** Steps done, this one included. */
  readonly step: number;
  /** Mean loss of the step's characters in nats, before the update. */
  readonly loss: number;
  /** min-char-rnn's running mean: it begins with ln V, and each step adds a thousandth of its loss. */
  readonly smoothLoss: number;
  readonly learningRate: number;
  /** Norm of all gradients before clipping, where it is known. */
  readonly gradientNorm?: number;
}

/** All that decides how a run goes on. What is random is a function of the seed and of the counters in here. */
export interface RunState {
  readonly parameters: Parameters;
  readonly optimizer: OptimizerState;
  /** (batch, stateSize): the carried hidden states. */
  readonly hidden: Float64Array;
  readonly average: AverageState | undefined;
  readonly position: SweepPosition;
  readonly steps: number;
  readonly smoothLoss: number;
  /** What the schedule's learning rate is multiplied by. */
  readonly rateFactor: number;
}

/** What a run may be told beyond its trainer's options. */
export interface RunOptions {
  /** Without it the network judged and saved is the one that trains. */
  readonly averaging?: Averaging;
  /** The state that a run with the same model, text, options and schedule was in: it goes on as that one would have. */
  readonly state?: RunState;
}

/**
 * Training of one network on one text, step by step, as min-char-rnn does it: characters are read in sequences, the hidden
 * state is carried from one to the next, and each is followed by one update. Gradients are summed over a sequence and
 * averaged over the batch, then cut to the clip.
 *
 * With a batch of one, Adagrad and a constant learning rate every number is min-char-rnn's own. Given a model, training
 * goes on from its weights and, for Adagrad, its memories, from the beginning of the text and a hidden state of zeros:
 * just where min-char-rnn begins when its weights are loaded.
 */
export class TrainingRun {
  readonly characters: number;
  private rateFactor: number;
  private readonly trainer: Trainer;
  private readonly sweep: Sweep;
  private readonly average: WeightAverage | undefined;
  private readonly inputs: Uint16Array;
  private readonly targets: Uint16Array;
  private done: number;
  private smoothLoss: number;

  /**
   * @param model what training begins with.
   * @param text vocabulary indices to train on.
   * @throws PersonError if the text is too short.
   */
  constructor(
    engine: Pick<Kernel, 'train'>,
    private readonly model: Model,
    text: Uint16Array,
    private readonly options: TrainerOptions,
    private readonly schedule: Schedule,
    { averaging, state }: RunOptions = {},
  ) {
    const { batchSize, sequenceLength, seed = 0, optimizer } = options;
    this.characters = batchSize * sequenceLength;
    this.sweep = new Sweep(text, batchSize, sequenceLength, seed, state?.position);
    this.average = averaging && new WeightAverage(averaging, state?.average);
    this.inputs = new Uint16Array(this.characters);
    this.targets = new Uint16Array(this.characters);
    const memory = optimizer === 'adagrad' ? model.memory : undefined;
    this.trainer = engine.train(
      state?.parameters ?? model.parameters,
      options,
      state?.optimizer ?? (memory && { squares: memory, updates: 0 }),
    );
    if (state) {
      this.trainer.writeState(state.hidden);
    }
    this.done = state?.steps ?? 0;
    this.smoothLoss = state?.smoothLoss ?? Math.log(model.vocabulary.size);
    this.rateFactor = state?.rateFactor ?? 1;
  }

  /** Steps done. */
  get steps(): number {
    return this.done;
  }

  /** Steps from the beginning of the text to its end. */
  get stepsPerPass(): number {
    return this.sweep.stepsPerPass;
  }

  /** What trains: the kernel's name, or `tfjs`, and what really runs. */
  get engine(): string {
    return `${this.trainer.kernel} (${this.trainer.engine})`;
  }

  /** The learning rate of the next step. */
  get learningRate(): number {
    return this.rateFactor * learningRateAt(this.schedule, this.done);
  }

  /** Makes it this for the next step; the schedule goes on from there in proportion. */
  changeLearningRate(next: number): void {
    const planned = learningRateAt(this.schedule, this.done);
    this.rateFactor = planned > 0 ? next / planned : this.rateFactor;
  }

  /** From the next step on, on top of all that happened to it before. */
  scaleLearningRate(factor: number): void {
    this.rateFactor *= factor;
  }

  /** The norm of all gradients of the last step before clipping. Of gradients that are summed over a sequence. */
  gradientNorm(): number {
    const known = this.trainer.gradientNorm?.();
    if (known !== undefined) {
      return known;
    }
    const gradients = this.trainer.gradients();
    let sum = 0;
    for (const name of weightNamesOf(gradients)) {
      for (const gradient of weightOf(gradients, name)) {
        sum += gradient * gradient;
      }
    }
    return Math.sqrt(sum);
  }

  /** Bytes that the trainer takes, where it knows. */
  get memoryBytes(): number | undefined {
    return this.trainer.memoryBytes;
  }

  step(): StepReport {
    if (this.sweep.next(this.inputs, this.targets)) {
      this.trainer.resetState();
    }
    const { learningRate } = this;
    const sum = this.trainer.step(this.inputs, this.targets, learningRate, 1 / this.options.batchSize);
    const loss = sum / this.characters;
    this.smoothLoss = 0.999 * this.smoothLoss + 0.001 * loss;
    this.done++;
    if (this.average?.isDue(this.done)) {
      this.average.look(this.trainer.parameters());
    }
    const gradientNorm = this.trainer.gradientNorm?.();
    return {
      ...{ step: this.done, loss, smoothLoss: this.smoothLoss, learningRate },
      ...(gradientNorm !== undefined && { gradientNorm }),
    };
  }

  /** The weights that the network has: those that train, or their average where there is one. */
  parameters(): Parameters {
    return this.average?.state()?.weights ?? this.trainer.parameters();
  }

  /** The network as it now is, with the memories from which Adagrad can go on. */
  result(): Model {
    const { name, vocabulary, dataSize, notes } = this.model;
    return {
      name,
      vocabulary,
      parameters: this.parameters(),
      memory: this.options.optimizer === 'adagrad' ? this.trainer.optimizerState().squares : undefined,
      dataSize,
      notes: { ...notes, steps: (notes?.steps ?? 0) + this.done },
    };
  }

  /** A copy of everything that a later run needs to go on from here. */
  state(): RunState {
    return {
      parameters: this.trainer.parameters(),
      optimizer: this.trainer.optimizerState(),
      hidden: this.trainer.readState(),
      average: this.average?.state(),
      position: this.sweep.position,
      steps: this.done,
      smoothLoss: this.smoothLoss,
      rateFactor: this.rateFactor,
    };
  }

  dispose(): void {
    this.trainer.dispose();
  }
}
