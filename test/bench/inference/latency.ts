import { kernelNames, type Kernel } from '../../../src/core/kernel/kernel';
import type { Parameters } from '../../../src/core/parameters';
import { loadKernel } from '../../../src/services/kernelFiles';
import { figures, printTable, processorSeconds } from '../figures';

const wasmNames = kernelNames.filter((name) => name === 'exact' || name === 'fast');

/**
 * What a person waits for: a model being loaded (instantiated, laid out, packed), and 2,000 characters being read and 100
 * written. The first time counts by itself, as it runs before the optimising compiler has stepped in; so this must be
 * measured before anything else in the process has used the kernels.
 */
export async function measureLatency(
  parameters: Parameters,
  text: Uint16Array,
  rounds: number,
): Promise<void> {
  const rows: string[][] = [];
  for (const name of wasmNames) {
    const kernel = await loadKernel(name);
    const chain = chainOf(kernel, parameters, text);
    const firstLoad = milliseconds(() => kernel.load(parameters));
    const first = milliseconds(chain);
    for (let warm = 0; warm < 30; warm++) {
      chain();
      kernel.load(parameters).dispose();
    }
    const loads = figures(repeat(4 * rounds, () => milliseconds(() => kernel.load(parameters).dispose())));
    const chains = figures(repeat(4 * rounds, () => milliseconds(chain)));
    for (const [what, once, { median, from, to }] of [
      ['load and pack the model', firstLoad, loads],
      ['read 2,000 characters, write 100', first, chains],
    ] as const) {
      rows.push([`${name}: ${what}`, ...[once, median, from, to].map((value) => value.toFixed(2))]);
    }
  }
  printTable('Milliseconds of the processor', ['', 'the first time', 'warm, median', 'from', 'to'], rows);
}

function chainOf(kernel: Kernel, parameters: Parameters, text: Uint16Array): () => void {
  const network = kernel.load(parameters);
  const prompt = text.subarray(0, 2000);
  const out = new Uint16Array(100);
  return () => {
    const state = network.createState();
    network.prime(state, prompt);
    network.generate(state, out, { temperature: 0.5, seed: 1, position: 0 });
  };
}

function milliseconds(work: () => void): number {
  return 1000 * processorSeconds(work);
}

function repeat(times: number, measure: () => number): number[] {
  return Array.from({ length: times }, measure);
}
