import type { Reply } from '../../../src/protocol/inspector/inspector';
import type { Handlers } from '../../../src/protocol/inspector/responder';
import { plainDrivers } from './plainDrivers';
import { distributionOf, mean, type PlainNetwork, type Reading } from './plainNetwork';

/** Neurons taken away, and others beside them. */
export function plainAblate(
  network: PlainNetwork,
  readings: ReadonlyMap<string, Reading>,
  { text, from, to, ablations, controls, seed }: Parameters<Handlers['ablate']>[0],
): Reply<'ablate'> {
  const { hiddenSize: H, vocabularySize: V } = network.model.parameters;
  const base = readings.get(text)!;
  const before = network.places(base, from).map((at) => base.p[at][to]);
  const loss = mean(network.surprises(base));
  const results = ablations.map((ablation) => {
    const changed = network.read(base.characters, ablation);
    const places = network.places(changed, from);
    const after = places.map((at) => changed.p[at][to]);
    const measured = places
      .map((position, n) => ({ ...network.excerpt(base, position), value: after[n] - before[n] }))
      .sort((a, b) => a.value - b.value);
    const shifts = Array.from({ length: V }, (_, character) => ({
      character,
      before: mean(places.map((at) => base.p[at][character])),
      after: mean(places.map((at) => changed.p[at][character])),
    })).sort((a, b) => Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
    return {
      ablation,
      after: distributionOf(after),
      loss: mean(network.surprises(changed)),
      lossElsewhere: mean(network.surprises(changed)),
      shifts: shifts.slice(0, 6),
      examples: measured.slice(0, 5),
      counterExamples: measured.slice(-5).reverse(),
      controls: Array.from({ length: controls }, (_, n) => {
        const neurons = ablation.neurons.map((neuron, k) => (neuron + 7 * (n + 1) + 3 * k + seed) % H);
        const control = network.read(base.characters, { ...ablation, neurons });
        return {
          neurons,
          mean: mean(places.map((at) => control.p[at][to])),
          loss: mean(network.surprises(control)),
        };
      }),
    };
  });
  return {
    occurrences: before.length,
    before: distributionOf(before),
    loss,
    lossElsewhere: loss,
    results,
    sentence: `Without neurons ${ablations[0].neurons.join(', ')} the mean falls from ${mean(before).toFixed(4)} to ${results[0].after.mean.toFixed(4)}.`,
  };
}

/** Greedily: the drivers one after the other until the probability is halved. */
export function plainSmallestSet(
  network: PlainNetwork,
  readings: ReadonlyMap<string, Reading>,
  { text, from, to, goal, mode, value }: Parameters<Handlers['smallestSet']>[0],
): Reply<'smallestSet'> {
  const { vocabularySize: V } = network.model.parameters;
  const base = readings.get(text)!;
  const places = network.places(base, from);
  const meanOf = (reading: Reading): number => mean(places.map((at) => reading.p[at][to]));
  const before = meanOf(base);
  const { drivers } = plainDrivers(network, readings, { kind: 'text', text, from }, to, undefined);
  const neurons: number[] = [];
  const steps = drivers.slice(0, 12).map(({ neuron }) => {
    neurons.push(neuron);
    return {
      neuron,
      probability: meanOf(network.read(base.characters, { neurons, mode, value })),
    };
  });
  const enough = steps.findIndex(({ probability }) => probability <= before / 2);
  const found = enough < 0 ? null : neurons.slice(0, enough + 1);
  return {
    goal,
    occurrences: places.length,
    before,
    found: found && {
      neurons: found,
      probability: steps[enough].probability,
      likeliest: { character: 2 % V, probability: 0.25 },
    },
    atLeast: 1,
    certainty: 'upperBound' as const,
    steps: steps.slice(0, enough < 0 ? steps.length : enough + 1),
    tried: steps.length,
    sentence: found ? `${found.length} neurons halve it.` : 'No set was found.',
  };
}
