import { evaluate as evaluateText } from '../services/evaluate';
import { command } from './command';
import { jsonOption, readingOptions, tellReading, withCompleter } from './modelOptions';
import { withProgress } from './progress';
import { readTextFile } from './readText';
import { list } from './table';

export const evaluate = command({
  name: 'evaluate',
  summary: 'measure how well the model predicts a file',
  takes: ['FILE'],
  details:
    'Reads FILE once, the hidden state carried through, and gives the mean loss of a character. With no warm-up the ' +
    'first character is fed, not predicted. A FILE of - is standard input.',
  options: { ...readingOptions, json: jsonOption },
  run: async (environment, [file], options) => {
    const text = await readTextFile(environment, file);
    const { escapes, ...evaluation } = await withCompleter(environment, options, (completer) =>
      withProgress(environment, 'Evaluating', (control) => evaluateText(completer, text, control)),
    );
    tellReading(environment, evaluation.unknownCharacters, escapes);
    if (options.json) {
      environment.print(`${JSON.stringify(evaluation)}\n`);
      return;
    }
    environment.print(
      list([
        ['Characters predicted', String(evaluation.characters)],
        ['Loss, nats a character', evaluation.lossNats.toFixed(6)],
        ['Bits a character', evaluation.bitsPerCharacter.toFixed(6)],
        ['Perplexity', evaluation.perplexity.toFixed(4)],
      ]),
    );
  },
});
