/** Lags, in characters, up to which the autocorrelation is computed; a multiple of four. */
export const longestLag = 64;

/** Values that are kept of what came before, and places that are kept until their products are summed. */
const history = longestLag + 4;
const block = 256;

/**
 * Autocorrelations of many series at once, of which one value each comes at a time: H series, N values.
 *
 * The products are summed a block of places at a time, series by series, four lags together, each value loaded
 * once: place by place, with a sum to load and store for each product, it takes five times as long.
 */
export class Autocorrelation {
  private places = 0;
  /** (H): sums of all values. */
  private readonly sums: Float64Array;
  /** (H, longestLag + 4): sums of x(t) x(t - lag). */
  private readonly products: Float64Array;
  /** (H, history + block): the last values, and behind them those of the block. */
  private readonly recent: Float64Array;
  /** Values in the block. */
  private filled = 0;
  /** (longestLag, H): the first values. */
  private readonly first: Float64Array;

  constructor(private readonly count: number) {
    this.sums = new Float64Array(count);
    this.products = new Float64Array(count * (longestLag + 4));
    this.recent = new Float64Array(count * (history + block));
    this.first = new Float64Array(longestLag * count);
  }

  /** Takes in the next value of each series, (H). */
  add(values: Float64Array): void {
    const { count, recent, sums } = this;
    if (this.places < longestLag) {
      this.first.set(values, this.places * count);
    }
    const at = history + this.filled;
    for (let k = 0; k < count; k++) {
      recent[k * (history + block) + at] = values[k];
      sums[k] += values[k];
    }
    this.places++;
    this.filled++;
    if (this.filled === block) {
      this.sumUp();
    }
  }

  /**
   * The autocorrelation of one series at lags 0 to longestLag (fewer if it is short): the mean of
   * (x(t) - m)(x(t + lag) - m) over the variance, m the mean of all values.
   */
  of(series: number, variance: number): Float64Array {
    this.sumUp();
    const { count, places: N, first, products, recent, sums } = this;
    const mean = sums[series] / N;
    const lags = Math.min(longestLag, N - 1);
    let head = sums[series];
    let tail = sums[series];
    const out = new Float64Array(lags + 1);
    for (let lag = 0; lag <= lags; lag++) {
      if (lag > 0) {
        // Without the last `lag` values, and without the first.
        head -= recent[series * (history + block) + history - lag];
        tail -= first[(lag - 1) * count + series];
      }
      const pairs = N - lag;
      const product = products[series * (longestLag + 4) + lag] / pairs;
      const covariance = product - (mean * (head + tail)) / pairs + mean * mean;
      out[lag] = variance > 0 ? covariance / variance : Number(lag === 0);
    }
    return out;
  }

  /** Sums the products of the values in the block, and moves them among the last. */
  private sumUp(): void {
    const { count, filled, products, recent } = this;
    const end = history + filled;
    for (let k = 0; k < count; k++) {
      // Before the first place there are zeros, which add nothing.
      const x = recent.subarray(k * (history + block), (k + 1) * (history + block));
      const base = k * (longestLag + 4);
      for (let lag = 0; lag <= longestLag; lag += 4) {
        let a = 0;
        let b = 0;
        let c = 0;
        let d = 0;
        let p = x[history - lag - 1];
        let q = x[history - lag - 2];
        let r = x[history - lag - 3];
        for (let t = history; t < end; t++) {
          const value = x[t];
          const o = x[t - lag];
          a += value * o;
          b += value * p;
          c += value * q;
          d += value * r;
          r = q;
          q = p;
          p = o;
        }
        products[base + lag] += a;
        if (lag < longestLag) {
          products[base + lag + 1] += b;
          products[base + lag + 2] += c;
          products[base + lag + 3] += d;
        }
      }
      x.copyWithin(0, filled, end);
    }
    this.filled = 0;
  }
}

/** Characters until an autocorrelation first falls to 1/e, between lags by a straight line; null if it never does. */
export function memoryLength(autocorrelation: Float64Array): number | null {
  const level = Math.exp(-1);
  const lag = autocorrelation.findIndex((value) => value <= level);
  if (lag <= 0) {
    return null;
  }
  const [before, after] = [autocorrelation[lag - 1], autocorrelation[lag]];
  return lag - 1 + (before - level) / (before - after);
}
