import { driversOf } from '../../core/attribution/drivers';
import type { Control } from '../../core/pause';
import type { Pair } from '../../protocol/inspector/discovery';
import type { InspectedText } from './inspectedText';
import type { Inspection } from './inspection';
import { walk } from './walk';

/** Pairs that are looked at closely, and how often one must occur. */
const mostPairs = 240;
const leastCount = 10;
/** Neurons whose output is taken away for a pair. */
const strongest = 3;

/** A pair with the sums that are gathered for it. */
interface Work {
  readonly from: number;
  readonly to: number;
  readonly drivers: readonly number[];
  followed: number;
  whenFollowed: number;
  withoutFirst: number;
  withoutAll: number;
}

/**
 * All pairs of characters in a text, ranked by how often they occur times how much of the mean probability their strongest
 * drivers carry: what is frequent, sure and caused by few neurons comes first. Takes one reading.
 */
export async function discoverPairs(
  inspection: Inspection,
  text: InspectedText,
  control: Control,
): Promise<Pair[]> {
  const { model, reader } = inspection;
  const { parameters } = model;
  const { hiddenSize: H, vocabularySize: V, Why } = parameters;
  const { counts, followed, hidden, probability } = text.statistics;
  const usual = text.meanHidden;
  const chosen = Array.from({ length: V * V }, (_, at) => ({
    from: Math.floor(at / V),
    to: at % V,
    count: followed[at],
  }))
    .filter(({ count }) => count >= leastCount)
    .sort((a, b) => b.count * probabilityOf(b) - a.count * probabilityOf(a))
    .slice(0, mostPairs);
  function probabilityOf({ from, to }: { from: number; to: number }): number {
    return probability[from * V + to] / counts[from];
  }
  const work: Work[][] = Array.from({ length: V }, () => []);
  for (const { from, to } of chosen) {
    const mean = hidden.slice(from * H, (from + 1) * H).map((sum) => sum / counts[from]);
    const { drivers } = driversOf(parameters, { from, to, hidden: mean, usual });
    work[from].push({
      from,
      to,
      drivers: drivers.slice(0, strongest).map(({ neuron }) => neuron),
      followed: 0,
      whenFollowed: 0,
      withoutFirst: 0,
      withoutAll: 0,
    });
  }
  const changed = new Float64Array(V);
  /** p(to) with the outputs of neurons gone, from ln p of all characters with them. */
  const without = (logP: Float64Array, h: Float64Array, neurons: readonly number[], to: number): number => {
    changed.set(logP);
    let sum = 0;
    for (let c = 0; c < V; c++) {
      for (const neuron of neurons) {
        changed[c] -= Why[c * H + neuron] * h[neuron];
      }
    }
    const largest = changed.reduce((most, value) => Math.max(most, value), -Infinity);
    for (let c = 0; c < V; c++) {
      sum += Math.exp(changed[c] - largest);
    }
    return Math.exp(changed[to] - largest) / sum;
  };
  await walk(
    reader,
    text,
    ({ from, inputs, hidden: states }) => {
      const logP = reader.logProbabilities(states);
      for (let t = 0; t < inputs.length; t++) {
        const row = logP.subarray(t * V, (t + 1) * V);
        const h = states.subarray(t * H, (t + 1) * H);
        for (const pair of work[inputs[t]]) {
          pair.withoutFirst += without(row, h, pair.drivers.slice(0, 1), pair.to);
          pair.withoutAll += without(row, h, pair.drivers, pair.to);
          if (text.indices[from + t + 1] === pair.to) {
            pair.followed++;
            pair.whenFollowed += Math.exp(row[pair.to]);
          }
        }
      }
    },
    control,
  );
  return work
    .flat()
    .map((pair): Pair => {
      const { from, to, drivers } = pair;
      return {
        from,
        to,
        occurrences: counts[from],
        count: pair.followed,
        probability: probabilityOf(pair),
        probabilityWhenFollowed: pair.followed > 0 ? pair.whenFollowed / pair.followed : 0,
        surprise: Math.log(probabilityOf(pair) / (counts[to] / text.length)),
        drivers: [...drivers],
        withoutFirst: pair.withoutFirst / counts[from],
        withoutAll: pair.withoutAll / counts[from],
      };
    })
    .sort((a, b) => b.count * (b.probability - b.withoutAll) - a.count * (a.probability - a.withoutAll));
}
