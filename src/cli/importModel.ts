import { readFile } from 'node:fs/promises';
import { version } from '../../package.json';
import { writeModel } from '../core/format/modelFile';
import { shapeText } from '../core/format/ndArray';
import { importNetwork } from '../core/format/pytorch/importNetwork';
import { vocabularyFromJson } from '../core/format/pytorch/vocabularyJson';
import { precisions } from '../core/format/weightMembers';
import { PersonError } from '../core/personError';
import { Vocabulary } from '../core/vocabulary';
import { fileProblem } from '../services/fileProblem';
import { readUtf8 } from '../services/readUtf8';
import { replaceFile } from '../services/replaceFile';
import { command } from './command';
import { jsonOption } from './modelOptions';
import { choiceOption, flag, optional, textOption } from './option';
import { table } from './table';

export const importModel = command({
  name: 'import',
  summary: 'make a model of a network trained in PyTorch',
  takes: ['FILE'],
  details:
    'FILE is a state dict that torch.save wrote, or a safetensors file, of an nn.RNN (tanh), nn.GRU or nn.LSTM of one to three ' +
    'layers over one-hot characters or an embedding, with a linear output or one tied to the embedding. Nothing in it is run. ' +
    'The vocabulary is JSON: a list of characters, a text of them, {character: index} or {index: character}. What each ' +
    'tensor became is printed; what does not fit is refused by name and shape.',
  options: {
    vocabulary: optional({
      ...textOption('FILE.json', 'the characters in the order of their indices', ''),
      shownDefault: undefined,
    }),
    characters: optional({
      ...textOption('TEXT', 'the same, in place of --vocabulary', ''),
      shownDefault: undefined,
    }),
    out: optional({
      ...textOption('FILE.npz', 'where the model goes (needed)', ''),
      shownDefault: undefined,
    }),
    precision: choiceOption(
      precisions,
      'of the numbers in the file, in bytes; i1 has a scale for each row',
      'f4',
    ),
    compress: flag('deflate the file'),
    json: jsonOption,
  },
  run: async (environment, [file], options) => {
    const { out, vocabulary: path, characters, precision, compress } = options;
    if (out === undefined || !/\.npz$/i.test(out)) {
      throw new PersonError('import needs --out FILE.npz: where the model goes.');
    }
    if ((path === undefined) === (characters === undefined)) {
      throw new PersonError('import needs --vocabulary FILE.json or --characters TEXT: one of them.');
    }
    const vocabulary =
      path === undefined
        ? new Vocabulary([...(characters ?? '')])
        : vocabularyFromJson(await readUtf8(path), path);
    const { model, mapping } = await importNetwork(await contents(file.text), file.text, vocabulary);
    const notes = { madeBy: `char-rnn ${version} import` };
    const bytes = writeModel({ ...model, notes }, { precision, compress });
    try {
      await replaceFile(out, bytes);
    } catch (error) {
      throw fileProblem('the model', out, error, 'written');
    }
    const { cell, layers, hiddenSize, vocabularySize } = model.parameters;
    if (options.json) {
      environment.print(`${JSON.stringify({ cell, layers, hiddenSize, vocabularySize, mapping })}\n`);
      return;
    }
    environment.print(
      `${layers} × ${cell}, ${hiddenSize} units, ${vocabularySize} characters\n\n${table(
        [{ title: 'tensor' }, { title: 'shape' }, { title: 'became' }],
        mapping.map(({ tensor, shape, became }) => [tensor, shapeText(shape), became]),
      )}`,
    );
  },
});

async function contents(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileProblem('the network', path, error);
  }
}
