import { createReferenceKernel } from '../../../src/core/kernel/reference';
import type { Network } from '../../../src/core/kernel/kernel';
import { softmax, surprise } from '../../../src/core/kernel/sampling';
import type { Parameters } from '../../../src/core/parameters';
import { loadKernel } from '../../../src/services/kernelFiles';
import { printTable } from '../figures';

/**
 * How far each kernel is from float64: on a step from the same state, and after reading by itself. A walk of its own is
 * another one after some hundred characters where the network is chaotic, so its loss counts, not its state.
 */
export async function measureAccuracy(parameters: Parameters, text: Uint16Array): Promise<void> {
  const oracle = createReferenceKernel('reference').load(parameters);
  const names = ['reference32', 'exact', 'fast'] as const;
  const contestants = await Promise.all(
    names.map(async (name) => ({
      name,
      network: (await loadKernel(name)).load(parameters),
      own: undefined as unknown as ReturnType<Network['createState']>,
      loss: 0,
      drift: 0,
      step: 0,
      logit: 0,
      surprise: 0,
      variation: 0,
    })),
  );
  contestants.forEach((contestant) => (contestant.own = contestant.network.createState()));
  const V = parameters.vocabularySize;
  const state = oracle.createState();
  const [y, ours] = [new Float64Array(V), new Float64Array(V)];
  const [p, q] = [new Float64Array(V), new Float64Array(V)];
  let loss = 0;
  for (let at = 0; at < text.length; at++) {
    const input = text.subarray(at, at + 1);
    oracle.logits(state, y);
    loss += surprise(y, input[0]);
    softmax(y, 1, p);
    const start = Float32Array.from(state);
    oracle.prime(state, input);
    for (const contestant of contestants) {
      const { network, own } = contestant;
      network.logits(own, ours);
      contestant.loss += surprise(ours, input[0]);
      network.prime(own, input);
      contestant.drift += meanDistance(own, state);
      const before = start.slice();
      network.logits(before, ours);
      contestant.logit = Math.max(contestant.logit, largestDistance(ours, y));
      contestant.surprise = Math.max(
        contestant.surprise,
        Math.abs(surprise(ours, input[0]) - surprise(y, input[0])),
      );
      softmax(ours, 1, q);
      contestant.variation = Math.max(contestant.variation, (V / 2) * meanDistance(p, q));
      network.prime(before, input);
      contestant.step = Math.max(contestant.step, largestDistance(before, state));
    }
  }
  printTable(
    `Distance from float64 (loss ${(loss / text.length).toFixed(6)} nats), ${text.length.toLocaleString('en')} characters`,
    [
      '',
      'hidden state, one step, largest',
      'logits, largest',
      'loss of a character, largest',
      'distribution (total variation), largest',
      'mean loss, by itself',
      'hidden state, by itself, mean',
    ],
    contestants.map((contestant) => [
      contestant.name,
      ...[contestant.step, contestant.logit, contestant.surprise, contestant.variation].map((value) =>
        value.toExponential(1),
      ),
      ((contestant.loss - loss) / text.length).toExponential(1),
      (contestant.drift / text.length).toExponential(1),
    ]),
  );
}

type Numbers = Float32Array | Float64Array;

function largestDistance(a: Numbers, b: Numbers): number {
  let most = 0;
  for (let at = 0; at < a.length; at++) {
    most = Math.max(most, Math.abs(a[at] - b[at]));
  }
  return most;
}

function meanDistance(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) {
    sum += Math.abs(a[at] - b[at]);
  }
  return sum / a.length;
}
