import type { Intervention, Network } from '../../../src/core/kernel/kernel';
import type { Parameters } from '../../../src/core/parameters';
import { loadKernel } from '../../../src/services/kernelFiles';
import { figures, printTable, processorSeconds } from '../figures';

const variants = 20;

/**
 * A text read by twenty variants of a network at once, against twenty single passes over it: variants that take a neuron's
 * output away share one recurrence, variants that take a neuron away altogether each have their own.
 */
export async function measureEvaluation(
  parameters: Parameters,
  text: Uint16Array,
  rounds: number,
): Promise<void> {
  const rows: string[][] = [];
  for (const name of ['fast', 'exact'] as const) {
    const network = (await loadKernel(name)).load(parameters);
    const works: [what: string, how: (neuron: number) => Intervention | undefined][] = [
      ['20 variants without an output', (neuron) => ({ output: [{ neuron, value: 0 }] })],
      ['20 variants without a neuron', (neuron) => ({ whole: [{ neuron, value: 0 }] })],
    ];
    const single = (): number => variants * pass(network, text, [undefined]);
    const runs = works.map(
      ([, how]) =>
        () =>
          pass(
            network,
            text,
            Array.from({ length: variants }, (_, neuron) => how(neuron)),
          ),
    );
    const seconds = [single, ...runs].map((run) => ({ run, taken: [] as number[] }));
    for (let round = -1; round < rounds; round++) {
      for (const { run, taken } of seconds) {
        const took = run();
        if (round >= 0) {
          taken.push(took);
        }
      }
    }
    seconds.forEach(({ taken }, index) => {
      const { median, from, to } = figures(taken);
      const ratio = figures(taken.map((took, round) => seconds[0].taken[round] / took)).median;
      const what = index === 0 ? '20 single passes (one, times 20)' : works[index - 1][0];
      rows.push([
        `${name}: ${what}`,
        ...[median, from, to].map((value) => value.toFixed(2)),
        ratio.toFixed(2),
      ]);
    });
    network.dispose();
  }
  printTable(
    `Evaluation of ${text.length.toLocaleString('en')} characters, one thread`,
    ['', 'seconds of the processor, median', 'from', 'to', 'x single passes'],
    rows,
  );
}

function pass(
  network: Network,
  text: Uint16Array,
  interventions: readonly (Intervention | undefined)[],
): number {
  const states = interventions.map(() => network.createState());
  const losses = interventions.map(() => new Float32Array(text.length));
  return processorSeconds(() =>
    network.scoreBatch(
      states,
      interventions.map(() => text),
      losses,
      interventions,
    ),
  );
}
