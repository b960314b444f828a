/** How the learning rate changes while a network is trained. */
export interface Schedule {
  /** The largest. */
  readonly learningRate: number;
  /** Steps in which it rises to that in equal parts; 0 begins with it. */
  readonly warmupSteps: number;
  /** Where it goes from there: nowhere, or along half a cosine to `final` at the last step. */
  readonly decay:
    | { readonly kind: 'constant' }
    | { readonly kind: 'cosine'; readonly steps: number; readonly final: number };
}

/** The learning rate of a step, counted from 0. */
export function learningRateAt({ learningRate, warmupSteps, decay }: Schedule, step: number): number {
  if (step < warmupSteps) {
    return (learningRate * (step + 1)) / (warmupSteps + 1);
  }
  if (decay.kind === 'constant') {
    return learningRate;
  }
  const span = Math.max(1, decay.steps - 1 - warmupSteps);
  const share = Math.min(1, (step - warmupSteps) / span);
  return decay.final + 0.5 * (learningRate - decay.final) * (1 + Math.cos(Math.PI * share));
}
