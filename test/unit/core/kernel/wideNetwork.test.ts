import assert from 'node:assert/strict';
import { finished } from '../../../../src/core/kernel/pieces';
import { compileEntry, type Flavour } from '../../../../src/core/kernel/wasm';
import { WasmNetwork } from '../../../../src/core/kernel/wasmNetwork';
import { cells, type Architecture } from '../../../../src/core/parameters';
import { readKernelFile } from '../../../../src/services/kernelFiles';
import { allowRelaxedSimd } from '../../../../src/services/relaxedSimd';
import { randomCharacters, randomParameters } from './randomNetwork';

/** What a network of a build computes: states, losses of five streams, and characters that it draws. */
async function results(
  flavour: Flavour,
  name: 'exact' | 'fast',
  architecture: Architecture,
): Promise<unknown[]> {
  const { module } = (await compileEntry('network', [flavour], readKernelFile))!;
  const network = finished(WasmNetwork.loading(name, flavour, module, randomParameters(architecture, 7)));
  const inputs = Array.from({ length: 5 }, (_, at) =>
    randomCharacters(40, architecture.vocabularySize, at + 1),
  );
  const states = inputs.map(() => network.createState());
  const losses = inputs.map(() => new Float64Array(40));
  network.scoreBatch(
    states,
    inputs,
    losses,
    inputs.map((_, neuron) => ({ output: [{ neuron, value: 0.5 }] })),
  );
  const drawn = new Uint16Array(60);
  network.generate(states[0], drawn, { temperature: 1, seed: 1, position: 0 });
  return [states, losses, drawn];
}

describe('the build for joined vectors', () => {
  // Node 24 joins them; elsewhere the same file runs as it is.
  before(allowRelaxedSimd);

  for (const name of ['exact', 'fast'] as const) {
    it(`gives the bits of the other one, whatever its panels leave over (${name})`, async () => {
      for (const cell of cells) {
        for (const hiddenSize of [5, 28, 32, 60, 100, 257]) {
          const architecture = { cell, layers: 2, hiddenSize, vocabularySize: 65 };
          assert.deepEqual(
            await results('wideSimd', name, architecture),
            await results('simd', name, architecture),
            `${cell} ${hiddenSize}`,
          );
        }
      }
    });
  }
});
