import type { Curve } from '../../protocol/training/view';

/**
 * Figures by step that never take more than so many points: where there would be more, neighbours become their mean.
 * What is added since the last point is gathered until it is as wide as the others.
 */
export class GrowingCurve {
  private steps: number[];
  private values: number[];
  private pointWidth: number;
  private sum = 0;
  private gathered = 0;

  /** @param from what another one kept. */
  constructor(
    private readonly most: number,
    from: KeptCurve = { steps: [], values: [], width: 1 },
  ) {
    this.steps = [...from.steps];
    this.values = [...from.values];
    this.pointWidth = from.width;
  }

  add(step: number, value: number): void {
    this.sum += value;
    this.gathered++;
    if (this.gathered < this.pointWidth) {
      return;
    }
    this.steps.push(step);
    this.values.push(this.sum / this.gathered);
    this.sum = this.gathered = 0;
    if (this.steps.length > this.most) {
      this.halve();
    }
  }

  get points(): Curve {
    return { steps: this.steps, values: this.values };
  }

  /** How many figures a point is the mean of: with the points all that is needed to go on. */
  get width(): number {
    return this.pointWidth;
  }

  /** Forgets what came after a step. */
  cutAfter(step: number): void {
    const end = this.steps.findIndex((at) => at > step);
    if (end >= 0) {
      this.steps.length = this.values.length = end;
    }
    this.sum = this.gathered = 0;
  }

  private halve(): void {
    const { steps, values } = this;
    const pairs = Math.floor(steps.length / 2);
    this.steps = Array.from({ length: pairs }, (_, pair) => steps[2 * pair + 1]);
    this.values = Array.from({ length: pairs }, (_, pair) => (values[2 * pair] + values[2 * pair + 1]) / 2);
    // A point without a neighbour is gathered anew.
    if (steps.length % 2 === 1) {
      this.sum = values[steps.length - 1] * this.pointWidth;
      this.gathered = this.pointWidth;
    }
    this.pointWidth *= 2;
  }
}

export interface KeptCurve extends Curve {
  readonly width: number;
}
