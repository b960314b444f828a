import {
  copyParameters,
  stateSizeOf,
  weightNamesOf,
  weightOf,
  zeroParameters,
  type Parameters,
} from '../parameters';
import type { KernelName, OptimizerState, Trainer, TrainerOptions } from './kernel';
import { ReferenceOptimizer } from './referenceOptimizer';
import { SequenceBackpropagation } from './sequenceBackpropagation';

/**
 * Training in plain float64 loops: truncated backpropagation through time, then Adagrad or Adam, as min-char-rnn and
 * the papers write them. The oracle for the faster kernels, and slow.
 */
export class ReferenceTrainer implements Trainer {
  private readonly weights: Parameters;
  private readonly gradient: Parameters;
  private readonly optimizer: ReferenceOptimizer;
  private readonly backpropagation: SequenceBackpropagation;
  /** (batch, S): the state of each stream before the next step. */
  private readonly carried: Float64Array;
  private readonly stateSize: number;

  constructor(
    readonly kernel: KernelName,
    readonly engine: string,
    parameters: Parameters,
    readonly options: TrainerOptions,
    optimizerState?: OptimizerState,
  ) {
    this.weights = copyParameters(parameters);
    this.gradient = zeroParameters(parameters);
    this.optimizer = new ReferenceOptimizer(this.weights, options, optimizerState);
    this.backpropagation = new SequenceBackpropagation(this.weights, this.gradient, options);
    this.stateSize = stateSizeOf(parameters);
    this.carried = new Float64Array(options.batchSize * this.stateSize);
  }

  step(inputs: Uint16Array, targets: Uint16Array, learningRate: number, scale: number): number {
    const { batchSize, sequenceLength: T } = this.options;
    const gradients = weightNamesOf(this.weights).map((name) => weightOf(this.gradient, name));
    gradients.forEach((gradient) => gradient.fill(0));
    const before = this.carried.slice();
    let loss = 0;
    for (let stream = 0; stream < batchSize; stream++) {
      loss += this.backpropagation.run(
        inputs.subarray(stream * T, (stream + 1) * T),
        targets.subarray(stream * T, (stream + 1) * T),
        this.carried.subarray(stream * this.stateSize, (stream + 1) * this.stateSize),
        stream,
        this.optimizer.updates,
      );
    }
    for (const gradient of gradients) {
      for (let at = 0; at < gradient.length; at++) {
        gradient[at] *= scale;
      }
    }
    if (!Number.isFinite(loss) || !gradients.every((gradient) => gradient.every(Number.isFinite))) {
      this.carried.set(before);
      return NaN;
    }
    this.optimizer.update(this.gradient, learningRate);
    return loss;
  }

  resetState(stream?: number): void {
    if (stream === undefined) {
      this.carried.fill(0);
    } else {
      this.carried.fill(0, stream * this.stateSize, (stream + 1) * this.stateSize);
    }
  }

  readState(): Float64Array {
    return this.carried.slice();
  }

  writeState(states: Float64Array): void {
    this.carried.set(states);
  }

  parameters(): Parameters {
    return copyParameters(this.weights);
  }

  optimizerState(): OptimizerState {
    return this.optimizer.state();
  }

  gradients(): Parameters {
    return copyParameters(this.gradient);
  }

  dispose(): void {
    // Plain arrays: nothing to free.
  }
}
