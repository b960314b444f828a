import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StateReader } from '../../../../src/core/kernel/stateReader';
import type { Model } from '../../../../src/core/model';
import { InspectedText } from '../../../../src/services/inspector/inspectedText';
import { loadStateReader } from '../../../../src/services/inspector/readerFiles';
import { dataFolder, readData, readSnapshot } from '../../core/testModel';

/** The snapshot after one reading of the text that it was trained on. */
export interface SnapshotText {
  readonly model: Model;
  readonly reader: StateReader;
  readonly text: InspectedText;
}

let once: Promise<SnapshotText> | undefined;

/** Reads it once for all tests; skips the suite, visibly, where the data is not there. */
export async function snapshotText(context: Mocha.Context): Promise<SnapshotText> {
  if (dataFolder === undefined) {
    console.log('    (skipped: CHAR_RNN_DATA is not set)');
    return context.skip();
  }
  context.timeout(120_000);
  once ??= (async () => {
    const model = await readSnapshot();
    const reader = await loadStateReader(model.parameters);
    const source = {
      name: 'shakespeare_train.txt',
      text: readData('shakespeare_train.txt').toString('ascii'),
    };
    return { model, reader, text: await InspectedText.read(reader, model, { ...source, start: 'zero' }) };
  })();
  return once;
}

/** NumPy's figures of an ablation; see make_golden.py. */
export interface AblationFigures {
  readonly probability: number[];
  readonly loss: number;
  readonly lossElsewhere: number;
}

interface DriverFigures {
  readonly contribution: number[];
  readonly centred: number[];
  readonly difference?: number[];
  readonly logit: number;
}

/** What make_golden.py wrote. */
export const golden = JSON.parse(readFileSync(join(__dirname, 'golden.json'), 'utf8')) as {
  zero: { newline: DriverFigures; space: DriverFigures };
  text: {
    length: number;
    occurrences: number;
    followedByNewline: number;
    before: AblationFigures;
    sets: number[][];
    output: AblationFigures[];
    whole: AblationFigures[];
    outputAtMean: AblationFigures[];
    drivers: DriverFigures;
    special: number[];
    meanHidden: number[];
  };
  decomposition: {
    position: number;
    input: number;
    bias: number;
    previous: number[];
    preActivation: number;
    activation: number;
  };
  neurons: {
    neuron: number;
    mean: number;
    standardDeviation: number;
    saturated: number;
    autocorrelation: number[];
    memory: number;
    features: Record<string, { explained: number; auc: number | null; places: number }>;
    highest: number;
    lowest: number;
  }[];
  behaviours: Record<
    string,
    { places: number; others: number; neurons: number[]; before: number; after: number }
  >;
  trap: { trapped: number[]; newline: number };
};
