import type { Reply } from '../../../src/protocol/inspector/inspector';
import type { Handlers } from '../../../src/protocol/inspector/responder';
import { mean, type PlainNetwork, type Reading } from './plainNetwork';

/** The neurons behind a transition, by the formula. */
export function plainDrivers(
  network: PlainNetwork,
  readings: ReadonlyMap<string, Reading>,
  scope: Parameters<Handlers['drivers']>[0]['scope'],
  to: number,
  foil: number | undefined,
): Reply<'drivers'> {
  const { parameters, vocabulary } = network.model;
  const { hiddenSize: H, vocabularySize: V } = parameters;
  const reading = scope.kind === 'zero' ? undefined : readings.get(scope.text)!;
  const from = scope.kind === 'place' ? reading!.characters[scope.position] : scope.from;
  const places =
    scope.kind === 'text' ? network.places(reading!, from) : scope.kind === 'place' ? [scope.position] : [];
  const states = scope.kind === 'zero' ? [network.fromZero(from)] : places.map((at) => reading!.h[at]);
  const h = Float64Array.from({ length: H }, (_, k) => mean(states.map((state) => state[k])));
  const p = states.map((state) => network.probabilities(state));
  const meanP = Array.from({ length: V }, (_, c) => mean(p.map((one) => one[c])));
  const drivers = Array.from({ length: H }, (_, neuron) => ({
    neuron,
    input: parameters.Wxh[neuron * V + from],
    output: network.why(to, neuron),
    activation: h[neuron],
    contribution: network.why(to, neuron) * h[neuron],
    centred: (network.why(to, neuron) - network.meanWhy(neuron)) * h[neuron],
    ...(foil === undefined
      ? {}
      : { difference: (network.why(to, neuron) - network.why(foil, neuron)) * h[neuron] }),
  })).sort((a, b) => (b.difference ?? b.centred) - (a.difference ?? a.centred));
  const sum = drivers.reduce((total, { contribution }) => total + contribution, 0);
  const logit = parameters.by[to] + sum;
  const followed =
    scope.kind === 'zero' ? null : places.filter((at) => reading!.characters[at + 1] === to).length;
  return {
    from,
    to,
    ...(foil === undefined
      ? {}
      : {
          foil,
          foilProbability: meanP[foil],
          foilBias: parameters.by[foil],
          foilLogit:
            parameters.by[foil] + [...h].reduce((total, value, k) => total + network.why(foil, k) * value, 0),
        }),
    occurrences: states.length,
    followed,
    probability: meanP[to],
    bias: parameters.by[to],
    sum,
    logit,
    rank: 1 + meanP.filter((value) => value > meanP[to]).length,
    drivers,
    sentence: `After ${JSON.stringify(vocabulary.characters[from])} neuron ${drivers[0].neuron} adds most to ${JSON.stringify(vocabulary.characters[to])}: ${drivers[0].contribution}.`,
  };
}
