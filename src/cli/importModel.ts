import { readFile } from 'node:fs/promises';
import { version } from '../../package.json';
import { writeModel, type WriteOptions } from '../core/format/modelFile';
import { shapeText } from '../core/format/ndArray';
import type { Mapped } from '../core/format/pytorch/fromStateDict';
import { importNetwork, ownVocabulary } from '../core/format/pytorch/importNetwork';
import { vocabularyFromJson } from '../core/format/pytorch/vocabularyJson';
import { precisions } from '../core/format/weightMembers';
import { PersonError } from '../core/personError';
import { Vocabulary } from '../core/vocabulary';
import { fileProblem } from '../services/fileProblem';
import { readUtf8 } from '../services/readUtf8';
import {
  importPyTorchJob,
  isPyTorchJob,
  saveImportedJob,
  type ImportedJob,
} from '../services/pytorchJob/importPyTorchJob';
import { replaceFile } from '../services/replaceFile';
import { command } from './command';
import type { Environment } from './environment';
import { jsonOption } from './modelOptions';
import { choiceOption, flag, optional, textOption } from './option';
import { list, table } from './table';

export const importModel = command({
  name: 'import',
  summary: 'make a model of a network trained in PyTorch',
  takes: ['FILE|FOLDER'],
  details:
    'FOLDER is that of a job which export-job wrote: its best network becomes OUT.npz, its checkpoint OUT.checkpoint.npz, from ' +
    'which train --resume goes on. FILE is a state dict that torch.save wrote, or a safetensors file, of an nn.RNN (tanh), nn.GRU or nn.LSTM of one to three ' +
    'layers over one-hot characters or an embedding, with a linear output or one tied to the embedding. Nothing in it is run. ' +
    'The vocabulary is JSON: a list of characters, a text of them, {character: index} or {index: character}; a file that convert ' +
    'wrote has its own. What each ' +
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
  run: async (environment, [file], options, given) => {
    const { out, vocabulary: path, characters, precision, compress } = options;
    if (out === undefined || !/\.npz$/i.test(out)) {
      throw new PersonError('import needs --out FILE.npz: where the model goes.');
    }
    if (await isPyTorchJob(file.text)) {
      if (path !== undefined || characters !== undefined) {
        throw new PersonError(
          '--vocabulary and --characters do not go with a job: its files have their own.',
        );
      }
      const kept = (['precision', 'compress'] as const).filter((key) => given.has(key));
      const chosen = Object.fromEntries(kept.map((key) => [key, options[key]]));
      await importJob(environment, file.text, out, chosen, options.json);
      return;
    }
    const network = await contents(file.text);
    const vocabulary = await vocabularyOf(network, path, characters);
    const { model, mapping } = await importNetwork(network, file.text, vocabulary);
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
      `${layers} × ${cell}, ${hiddenSize} units, ${vocabularySize} characters\n\n${mappingTable(mapping)}${
        cell === 'rnn'
          ? '\ntanh is taken: no file of weights says whether it was relu, which does not fit.\n'
          : ''
      }`,
    );
  },
});

/** What a job trained: the model, and the checkpoint from which training goes on here. */
async function importJob(
  environment: Environment,
  path: string,
  out: string,
  chosen: Partial<WriteOptions>,
  json: boolean,
): Promise<void> {
  const job = await importPyTorchJob(path);
  const saved = await saveImportedJob(job, out, `char-rnn ${version} import`, chosen);
  const { cell, layers, hiddenSize, vocabularySize } = job.model.parameters;
  const last = job.losses.at(-1);
  const { mapping, config, run, losses } = job;
  if (json) {
    const shape = { cell, layers, hiddenSize, vocabularySize };
    environment.print(
      `${JSON.stringify({ ...shape, mapping, ...saved, steps: run?.state.steps, best: run?.progress.best, losses })}\n`,
    );
    return;
  }
  const best = run?.progress.best;
  environment.print(
    `${layers} × ${cell}, ${hiddenSize} units, ${vocabularySize} characters\n\n${list([
      ['Model', saved.model],
      ...(run && saved.checkpoint !== undefined
        ? ([
            ['Checkpoint', saved.checkpoint],
            ['Steps', `${run.state.steps} of ${config.steps}`],
          ] as const)
        : []),
      ...(best ? ([['Best held-out loss', `${best.loss.toFixed(4)}, at step ${best.step}`]] as const) : []),
      ...(last ? ([['Running loss', last.smoothLoss.toFixed(4)]] as const) : []),
      ...(saved.checkpoint !== undefined
        ? ([['To go on here', `char-rnn train --resume ${saved.checkpoint}`]] as const)
        : []),
    ])}\n${mappingTable(mapping)}${curve(losses)}`,
  );
}

/** The held-out losses, and what was trained on before each. */
function curve(losses: ImportedJob['losses']): string {
  const judged = losses.filter(({ heldOutLoss }) => heldOutLoss !== undefined);
  const shown = judged.filter(
    (_, at) => at === judged.length - 1 || at % Math.ceil(judged.length / 20) === 0,
  );
  return shown.length === 0
    ? ''
    : `\n${table(
        [
          { title: 'step', align: 'right' },
          { title: 'training loss', align: 'right' },
          { title: 'held-out loss', align: 'right' },
          { title: 'seconds', align: 'right' },
        ],
        shown.map(({ step, loss, heldOutLoss, seconds }) => [
          String(step),
          loss.toFixed(4),
          heldOutLoss!.toFixed(4),
          seconds.toFixed(1),
        ]),
      )}`;
}

function mappingTable(mapping: readonly Mapped[]): string {
  return table(
    [{ title: 'tensor' }, { title: 'shape' }, { title: 'became' }],
    mapping.map(({ tensor, shape, became }) => [tensor, shapeText(shape), became]),
  );
}

/** As it was given, or as the file has it. */
async function vocabularyOf(
  network: Uint8Array,
  path: string | undefined,
  characters: string | undefined,
): Promise<Vocabulary> {
  if (path !== undefined && characters !== undefined) {
    throw new PersonError('Give --vocabulary or --characters, not both.');
  }
  if (path !== undefined) {
    return vocabularyFromJson(await readUtf8(path), path);
  }
  const own = characters === undefined ? ownVocabulary(network) : new Vocabulary([...characters]);
  if (own === undefined) {
    throw new PersonError(
      'import needs --vocabulary FILE.json or --characters TEXT: the file does not say what its characters are.',
    );
  }
  return own;
}

async function contents(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw fileProblem('the network', path, error);
  }
}
