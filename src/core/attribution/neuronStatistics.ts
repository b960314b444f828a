import { Autocorrelation } from './autocorrelation';
import type { TextFeature } from './textFeatures';

/** Activations are counted in so many bins from -1 to 1: what areas under curves are computed from. */
export const activationBins = 1024;

/**
 * Gathers, in one walk over a text, all that is said of its neurons: moments, autocorrelations, histograms, and sums of
 * the activation where features hold. N places, H neurons.
 */
export class NeuronStatistics {
  places = 0;
  /** (H). */
  readonly sum: Float64Array;
  readonly squares: Float64Array;
  readonly smallest: Float64Array;
  readonly largest: Float64Array;
  /** Places with |h| above 0.9, (H). */
  readonly saturated: Float64Array;
  /** Places by activation, (H, activationBins). */
  readonly bins: Uint32Array;
  /** For each feature: sum of h over the places of each group, (groups, H), and how many they are, (groups). */
  private readonly groups: readonly { readonly sums: Float64Array; readonly counts: Float64Array }[];
  /** For each feature that holds or does not: the same bins for the places where it holds; undefined for others. */
  private readonly binsInside: readonly (Uint32Array | undefined)[];
  private readonly correlation: Autocorrelation;

  constructor(
    readonly hiddenSize: number,
    readonly features: readonly TextFeature[],
  ) {
    const H = hiddenSize;
    this.sum = new Float64Array(H);
    this.squares = new Float64Array(H);
    this.smallest = new Float64Array(H).fill(Infinity);
    this.largest = new Float64Array(H).fill(-Infinity);
    this.saturated = new Float64Array(H);
    this.bins = new Uint32Array(H * activationBins);
    this.groups = features.map(({ groups }) => ({
      sums: new Float64Array(groups * H),
      counts: new Float64Array(groups),
    }));
    this.binsInside = features.map(({ groups }) =>
      groups === 2 ? new Uint32Array(H * activationBins) : undefined,
    );
    this.correlation = new Autocorrelation(H);
  }

  /** Takes in the next place. @param h its state, (H). */
  add(h: Float64Array): void {
    const { hiddenSize: H, places: place, bins } = this;
    for (let k = 0; k < H; k++) {
      const value = h[k];
      this.sum[k] += value;
      this.squares[k] += value * value;
      if (value < this.smallest[k]) {
        this.smallest[k] = value;
      }
      if (value > this.largest[k]) {
        this.largest[k] = value;
      }
      if (value > 0.9 || value < -0.9) {
        this.saturated[k]++;
      }
      bins[k * activationBins + binOf(value)]++;
    }
    this.addFeatures(h, place);
    this.correlation.add(h);
    this.places++;
  }

  /** The variance of each activation over the text, (H). */
  variances(): Float64Array {
    return this.squares.map((sum, k) => Math.max(0, sum / this.places - (this.sum[k] / this.places) ** 2));
  }

  /**
   * The share of the activation's variance that lies between the groups of a feature (eta squared): 0 for a feature that
   * says nothing, 1 for one that says all.
   */
  explained(feature: number, neuron: number, variance: number): number {
    const { places } = this;
    const { counts } = this.groups[feature];
    const sums = this.groupSums(feature, neuron);
    const mean = this.sum[neuron] / places;
    let between = 0;
    counts.forEach((count, group) => {
      if (count > 0) {
        between += (count / places) * (sums[group] / count - mean) ** 2;
      }
    });
    return variance > 0 ? Math.min(1, between / variance) : 0;
  }

  /**
   * The area under the receiver's curve: the probability that h, rounded down to 1/512, is larger at a place where the
   * feature holds than at one where it does not, ties counted half.
   */
  areaUnderCurve(feature: number, neuron: number): number {
    const inside = this.binsInside[feature]!;
    let below = 0;
    let area = 0;
    let holds = 0;
    for (let bin = neuron * activationBins; bin < (neuron + 1) * activationBins; bin++) {
      const outside = this.bins[bin] - inside[bin];
      area += inside[bin] * (below + outside / 2);
      below += outside;
      holds += inside[bin];
    }
    return area / (holds * below);
  }

  /** At lags 0, 1, 2, ... characters; see `Autocorrelation.of`. */
  autocorrelation(neuron: number, variance: number): Float64Array {
    return this.correlation.of(neuron, variance);
  }

  /** Places of each group of a feature, (groups). */
  groupCounts(feature: number): Float64Array {
    return this.groups[feature].counts;
  }

  /** Sum of h over the places of each group of a feature, (groups). */
  groupSums(feature: number, neuron: number): Float64Array {
    const { hiddenSize: H } = this;
    const { sums, counts } = this.groups[feature];
    const out = Float64Array.from(counts, (_, group) => sums[group * H + neuron]);
    if (this.binsInside[feature]) {
      out[0] = this.sum[neuron] - out[1];
    }
    return out;
  }

  private addFeatures(h: Float64Array, place: number): void {
    const { hiddenSize: H } = this;
    this.features.forEach(({ values }, at) => {
      const group = values[place];
      const { sums, counts } = this.groups[at];
      counts[group]++;
      const inside = this.binsInside[at];
      if (inside && group === 0) {
        // Most features hold in few places: what the others sum to follows from the whole.
        return;
      }
      const base = group * H;
      for (let k = 0; k < H; k++) {
        sums[base + k] += h[k];
      }
      if (inside) {
        for (let k = 0; k < H; k++) {
          inside[k * activationBins + binOf(h[k])]++;
        }
      }
    });
  }
}

function binOf(activation: number): number {
  return Math.min(activationBins - 1, Math.floor((activation + 1) * (activationBins / 2)));
}
