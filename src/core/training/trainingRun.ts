import type { Kernel, Trainer, TrainerOptions } from '../kernel/kernel';
import type { Model } from '../model';
import type { Parameters } from '../parameters';
import { learningRateAt, type Schedule } from './schedule';
import { Sweep } from './sweep';

/** What one step of training tells of itself. */
export interface StepReport {
  /** Steps done, this one included. */
  readonly step: number;
  /** Mean loss of the step's characters in nats, before the update. */
  readonly loss: number;
  /** min-char-rnn's running mean: it begins with ln V, and each step adds a thousandth of its loss. */
  readonly smoothLoss: number;
  readonly learningRate: number;
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
  private readonly trainer: Trainer;
  private readonly sweep: Sweep;
  private readonly inputs: Uint16Array;
  private readonly targets: Uint16Array;
  private done = 0;
  private smoothLoss: number;

  /**
   * @param model what training begins with.
   * @param text vocabulary indices to train on.
   * @throws PersonError if the text is too short.
   */
  constructor(
    kernel: Kernel,
    private readonly model: Model,
    text: Uint16Array,
    private readonly options: TrainerOptions,
    private readonly schedule: Schedule,
  ) {
    const { batchSize, sequenceLength, seed = 0, optimizer } = options;
    this.characters = batchSize * sequenceLength;
    this.sweep = new Sweep(text, batchSize, sequenceLength, seed);
    this.inputs = new Uint16Array(this.characters);
    this.targets = new Uint16Array(this.characters);
    const memory = optimizer === 'adagrad' ? model.memory : undefined;
    this.trainer = kernel.train(model.parameters, options, memory && { squares: memory, updates: 0 });
    this.smoothLoss = Math.log(model.vocabulary.size);
  }

  /** Steps done. */
  get steps(): number {
    return this.done;
  }

  /** Steps from the beginning of the text to its end. */
  get stepsPerPass(): number {
    return this.sweep.stepsPerPass;
  }

  /** What trains: the kernel's name and engine. */
  get engine(): string {
    return `${this.trainer.kernel} (${this.trainer.engine})`;
  }

  step(): StepReport {
    if (this.sweep.next(this.inputs, this.targets)) {
      this.trainer.resetState();
    }
    const learningRate = learningRateAt(this.schedule, this.done);
    const sum = this.trainer.step(this.inputs, this.targets, learningRate, 1 / this.options.batchSize);
    const loss = sum / this.characters;
    this.smoothLoss = 0.999 * this.smoothLoss + 0.001 * loss;
    this.done++;
    return { step: this.done, loss, smoothLoss: this.smoothLoss, learningRate };
  }

  /** The weights as they now are. */
  parameters(): Parameters {
    return this.trainer.parameters();
  }

  /** The network as it now is, with the memories from which Adagrad can go on. */
  result(): Model {
    const { name, vocabulary, dataSize, notes } = this.model;
    return {
      name,
      vocabulary,
      parameters: this.trainer.parameters(),
      memory: this.options.optimizer === 'adagrad' ? this.trainer.optimizerState().squares : undefined,
      dataSize,
      notes: { ...notes, steps: (notes?.steps ?? 0) + this.done },
    };
  }

  dispose(): void {
    this.trainer.dispose();
  }
}
