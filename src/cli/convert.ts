import { readModel, writeModel } from '../core/format/modelFile';
import { precisions } from '../core/format/weightMembers';
import type { Model } from '../core/model';
import { parameterCount, weightNamesOf, weightOf } from '../core/parameters';
import { PersonError } from '../core/personError';
import { fileProblem } from '../services/fileProblem';
import { replaceFile } from '../services/replaceFile';
import { command } from './command';
import { DiskModelFiles } from './diskModelFiles';
import { jsonOption } from './modelOptions';
import { choiceOption, flag } from './option';
import { list } from './table';

export const convert = command({
  name: 'convert',
  summary: 'write a model in another precision',
  takes: ['MODEL', 'OUT.npz'],
  details:
    'MODEL is a bundled model, or the path of an .npz or .pkl file. What the precision costs is told as the root of the mean ' +
    'squared change of a weight, beside that of the weights themselves; what that does to the loss, evaluate tells on a text.',
  options: {
    precision: choiceOption(
      precisions,
      'of the numbers, in bytes; i1 has a scale for each row of a matrix',
      'f4',
    ),
    compress: flag('deflate the file'),
    json: jsonOption,
  },
  run: async (environment, [from, to], { precision, compress, json }) => {
    if (!/\.npz$/i.test(to.text)) {
      throw new PersonError(
        `The file to write is ${JSON.stringify(to.text)}: expected a path that ends in .npz.`,
      );
    }
    const model = await new DiskModelFiles(environment.bundledFolder).read(from.text);
    const bytes = writeModel(model, { precision, compress });
    const { change, size } = await compare(model, bytes);
    try {
      await replaceFile(to.text, bytes);
    } catch (error) {
      throw fileProblem('the model', to.text, error, 'written');
    }
    const { cell, layers } = model.parameters;
    const weights = parameterCount(model.parameters);
    if (json) {
      environment.print(
        `${JSON.stringify({ cell, layers, weights, bytes: bytes.length, rootMeanSquare: size, change })}\n`,
      );
      return;
    }
    environment.print(
      list([
        ['Network', `${layers} × ${cell}, ${model.parameters.hiddenSize} units`],
        ['Weights', String(weights)],
        ['Bytes', String(bytes.length)],
        ['Root mean square of the weights', size.toPrecision(4)],
        ['and of their changes', change.toPrecision(4)],
      ]),
    );
  },
});

/** The root mean squares of the weights and of what became of them. */
async function compare(model: Model, bytes: Uint8Array): Promise<{ change: number; size: number }> {
  const { parameters } = await readModel(bytes, model.name);
  let [change, size] = [0, 0];
  for (const name of weightNamesOf(parameters)) {
    const [before, after] = [weightOf(model.parameters, name), weightOf(parameters, name)];
    for (let at = 0; at < before.length; at++) {
      change += (after[at] - before[at]) ** 2;
      size += before[at] ** 2;
    }
  }
  const count = parameterCount(parameters);
  return { change: Math.sqrt(change / count), size: Math.sqrt(size / count) };
}
