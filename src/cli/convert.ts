import { readModel, writeModel } from '../core/format/modelFile';
import { importNetwork } from '../core/format/pytorch/importNetwork';
import { writeSafetensors } from '../core/format/pytorch/writeSafetensors';
import { precisions, type Precision } from '../core/format/weightMembers';
import type { Model } from '../core/model';
import { parameterCount, weightNamesOf, weightOf, type Parameters } from '../core/parameters';
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
  summary: 'write a model in another precision, or for PyTorch',
  takes: ['MODEL', 'OUT'],
  details:
    'MODEL is a bundled model, or the path of an .npz or .pkl file. OUT.npz is a model file; OUT.safetensors is a state dict of ' +
    'PyTorch, in f4 or f8: recurrent, an nn.RNN, nn.GRU or nn.LSTM over one-hot characters, and output, an nn.Linear; the ' +
    'vocabulary is in its metadata. What the precision costs is told as the root of the mean squared change of a weight, beside ' +
    'that of the weights themselves; what that does to the loss, evaluate tells on a text.',
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
    const forTorch = /\.safetensors$/i.test(to.text);
    if (!forTorch && !/\.npz$/i.test(to.text)) {
      throw new PersonError(
        `The file to write is ${JSON.stringify(to.text)}: expected a path that ends in .npz or .safetensors.`,
      );
    }
    const model = await new DiskModelFiles(environment.bundledFolder).read(from.text);
    const bytes = forTorch ? torchBytes(model, precision) : writeModel(model, { precision, compress });
    const { parameters } = forTorch
      ? (await importNetwork(bytes, model.name, model.vocabulary)).model
      : await readModel(bytes, model.name);
    const { change, size } = compare(model.parameters, parameters);
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

function torchBytes(model: Model, precision: Precision): Uint8Array {
  if (precision !== 'f8' && precision !== 'f4') {
    throw new PersonError(`--precision is ${precision}: a file for PyTorch has f8 or f4.`);
  }
  return writeSafetensors(model, precision);
}

/** The root mean squares of the weights and of what became of them. */
function compare(written: Parameters, read: Parameters): { change: number; size: number } {
  let [change, size] = [0, 0];
  for (const name of weightNamesOf(written)) {
    const [before, after] = [weightOf(written, name), weightOf(read, name)];
    for (let at = 0; at < before.length; at++) {
      change += (after[at] - before[at]) ** 2;
      size += before[at] ** 2;
    }
  }
  const count = parameterCount(written);
  return { change: Math.sqrt(change / count), size: Math.sqrt(size / count) };
}
