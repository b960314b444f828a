import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { weightNamesOf, weightOf, type Parameters } from '../../../src/core/parameters';
import { pythonWith } from '../peer';
import { gatedSizes, sizeName, untrainedModel } from '../gatedModel';
import { addPeer, ourKernels, type Contestant } from './contestants';
import { measureReading } from './reading';
import { measureSampling } from './sampling';

/** Gated networks: sampling beside NumPy and PyTorch, and reading with one stream and with many. */
export async function measureGated(rounds: number, scratch: string): Promise<void> {
  for (const size of gatedSizes) {
    const { parameters } = untrainedModel(size);
    const missing: string[] = [];
    const contestants = [...(await ourKernels(parameters)), ...(await peers(parameters, scratch, missing))];
    try {
      await measureSampling(`Sampling, ${sizeName(size)}, temperature 1, one thread`, contestants, rounds);
    } finally {
      contestants.forEach((contestant) => contestant.dispose());
    }
    missing.forEach((peer) => console.log(`\nMissing: ${peer}.`));
    await measureReading(`Reading, ${sizeName(size)}, one thread`, parameters, rounds);
  }
}

async function peers(parameters: Parameters, scratch: string, missing: string[]): Promise<Contestant[]> {
  const { cell, layers, hiddenSize, vocabularySize } = parameters;
  const weights = join(scratch, 'gated');
  const numbers = [
    Float64Array.of(layers, hiddenSize, vocabularySize),
    ...weightNamesOf(parameters).map((name) => weightOf(parameters, name)),
  ];
  writeFileSync(
    weights,
    Buffer.concat(numbers.map((array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength))),
  );
  const found: Contestant[] = [];
  const numpy = pythonWith('numpy');
  if (numpy) {
    const args = [join(__dirname, 'gated_numpy.py'), cell, weights];
    await addPeer(found, missing, `NumPy ${numpy.version}, float32, tuned`, numpy.python, args);
  } else {
    missing.push('NumPy: no python3 imports it');
  }
  const torch = pythonWith('torch');
  if (torch) {
    const args = [join(__dirname, 'gated_torch.py'), cell, weights];
    const name = `PyTorch ${torch.version}, nn.${cell.toUpperCase()}`;
    await addPeer(found, missing, name, torch.python, args);
  } else {
    missing.push('PyTorch: no python3 imports it');
  }
  return found;
}
