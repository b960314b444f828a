import { Completer } from '../../../core/completion';
import { createReferenceKernel } from '../../../core/kernel/reference';
import type { Model } from '../../../core/model';
import type { Control } from '../../../core/pause';
import type { Warmup } from '../../../core/warmup';
import { loadKernel } from '../../kernelFiles';
import { nextCharacters } from '../../nextCharacter';
import type { InspectedText } from '../inspectedText';
import { share } from '../words';
import { commandBlock } from './commands';
import { characterCode, codeBlock, inlineCode, markdownTable } from './markdown';
import type { ReportContext } from './reportContext';

/** What is completed where the model knows its characters: it begins and ends in the middle of a sentence. */
const usualPrompt = 'The king shall not ';
const length = 200;
const temperatures = [0.5, 1];
/** Next characters that are listed. */
const listed = 6;

/** Part 2: a string is read to its end, and the network goes on from the hidden state there. */
export async function completionSection(
  { inspection: { model }, text, seed, commands }: ReportContext,
  control: Control,
): Promise<string> {
  const prompt = promptFor(model, text);
  const network = (await loadKernel('auto')).load(model.parameters);
  const exact = createReferenceKernel('reference').load(model.parameters);
  try {
    const completer = (warmup: Warmup): Completer =>
      new Completer(network, model, { warmup, unknown: 'map' });
    const complete = async (warmup: Warmup, temperature: number): Promise<string> => {
      const written = await completer(warmup).complete(
        { prompt, length, temperature, seed },
        { signal: control.signal },
      );
      return written.text;
    };
    const reading = new Completer(exact, model, { warmup: { kind: 'auto' }, unknown: 'map' });
    const whole = await nextCharacters(reading, prompt, 1, control);
    const last = [...prompt].pop()!;
    const alone = await nextCharacters(
      new Completer(exact, model, { warmup: { kind: 'none' }, unknown: 'map' }),
      last,
      1,
      control,
    );
    const likeliest = [...whole.distribution].sort((a, b) => b.probability - a.probability).slice(0, listed);
    const bare = await complete({ kind: 'none' }, temperatures[0]);
    const parts = [
      '## Part 2: completing a string',
      `The string ${inlineCode(prompt)} is read character by character; the hidden state at its end is all that the ` +
        'network keeps of it, and from there it writes on. What it expects next at the end of the whole string, and what ' +
        `it would expect had it read the last character alone, from a hidden state of zeros:`,
      markdownTable(
        [
          'next character',
          'p after the whole string',
          `p after ${characterCode(model.vocabulary, model.vocabulary.indexOf(last) ?? 0)} alone`,
        ],
        likeliest.map(({ index, probability }) => [
          characterCode(model.vocabulary, index),
          share(probability),
          share(alone.distribution[index].probability),
        ]),
      ),
    ];
    for (const temperature of temperatures) {
      parts.push(
        `At temperature ${temperature}, seed ${seed}:`,
        codeBlock(prompt + (await complete({ kind: 'auto' }, temperature))),
      );
    }
    parts.push(
      'The same from a hidden state of zeros, as min-char-rnn begins, without the warm-up passage before the string ' +
        `(temperature ${temperatures[0]}, seed ${seed}):`,
      codeBlock(prompt + bare),
      commandBlock([
        commands.next(prompt),
        ...temperatures.map((temperature) => commands.complete(prompt, temperature, length, seed)),
        commands.complete(prompt, temperatures[0], length, seed, 'none'),
      ]),
    );
    return parts.join('\n\n');
  } finally {
    network.dispose();
    exact.dispose();
  }
}

function promptFor({ vocabulary }: Model, text: InspectedText): string {
  return [...usualPrompt].every((character) => vocabulary.indexOf(character) !== undefined)
    ? usualPrompt
    : vocabulary.decode(text.indices.subarray(0, 20)).split('\n')[0] ||
        vocabulary.characters[text.indices[0]];
}
