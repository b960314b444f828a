/** Twenty neurons, each taken out of the recurrence over the snapshot's whole training text: on one thread, and on all. */
import { availableParallelism } from 'node:os';
import type { Intervention } from '../../../src/core/kernel/kernel';
import { InspectedText } from '../../../src/services/inspector/inspectedText';
import { measureVariants } from '../../../src/services/inspector/measureVariants';
import { loadStateReader } from '../../../src/services/inspector/readerFiles';
import { dataFolder, readData, readSnapshot } from '../../unit/core/testModel';

const neurons = Array.from({ length: 20 }, (_, at) => at * 12);

export async function ablations(rounds: number): Promise<void> {
  if (dataFolder === undefined) {
    console.log('CHAR_RNN_DATA is not set: the ablations over the training text are left out.');
    return;
  }
  const model = await readSnapshot();
  const reader = await loadStateReader(model.parameters);
  const text = readData('shakespeare_train.txt').toString('ascii');
  const read = await InspectedText.read(reader, model, { name: 'text', text, start: 'zero' });
  const variants: Intervention[] = [{}, ...neurons.map((neuron) => ({ whole: [{ neuron, value: 0 }] }))];
  console.log(
    `${neurons.length} whole-neuron ablations over ${read.length} characters, ${reader.engine}; seconds, and the processor's seconds of all threads:`,
  );
  for (let round = 0; round < rounds; round++) {
    for (const threads of new Set([1, Math.min(4, availableParallelism())])) {
      const began = performance.now();
      const used = process.cpuUsage();
      await measureVariants({ reader, model, threads }, read, { from: 9, to: 0 }, variants);
      const seconds = (performance.now() - began) / 1000;
      const { user, system } = process.cpuUsage(used);
      console.log(
        `  ${threads} thread${threads === 1 ? '' : 's'}: ${seconds.toFixed(1)}, ${((user + system) / 1e6).toFixed(1)}`,
      );
    }
  }
}
