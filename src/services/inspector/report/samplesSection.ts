import { Completer } from '../../../core/completion';
import type { Control } from '../../../core/pause';
import { formatAlpha } from '../../comparison';
import { loadKernel } from '../../kernelFiles';
import { definitions } from '../../settings';
import { counted, grouped } from '../words';
import { commandBlock } from './commands';
import { codeBlock, markdownTable } from './markdown';
import type { ReportContext } from './reportContext';

/** Characters of each sample that are shown, and that are measured. */
const shownLength = 300;
const measuredLength = 4000;

/** Part 1: what the temperature does to samples. */
export async function samplesSection(
  { inspection: { model }, text, seed, commands }: ReportContext,
  control: Control,
): Promise<string> {
  const temperatures = definitions.comparedTemperatures.default;
  const known = wordsOf(model.vocabulary.decode(text.indices));
  const knownWords = new Set(known);
  const network = (await loadKernel('auto')).load(model.parameters);
  try {
    const completer = new Completer(network, model, { warmup: { kind: 'auto' }, unknown: 'map' });
    const samples: { temperature: number; text: string; surprise: number }[] = [];
    for (const [at, temperature] of temperatures.entries()) {
      const request = { prompt: '', length: measuredLength, temperature, seed };
      const { text: written } = await completer.complete(request, {
        ...control,
        onProgress: (done, total) => control.onProgress?.(at + done / total, temperatures.length),
      });
      const { indices } = completer.encode(written);
      const losses = new Float64Array(indices.length);
      await completer.score(completer.begin(), indices, losses, { signal: control.signal });
      const surprise = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
      samples.push({ temperature, text: written, surprise });
    }
    const rows = samples.map(({ temperature, text: written, surprise }) => {
      const words = wordsOf(written);
      const found = words.filter((word) => knownWords.has(word)).length;
      return [
        String(temperature),
        formatAlpha(temperature),
        surprise.toFixed(3),
        grouped(words.length),
        grouped(new Set(words).size),
        words.length === 0 ? 'none' : (found / words.length).toFixed(3),
      ];
    });
    return [
      '## Part 1: samples at several temperatures',
      'The logits are multiplied by alpha = 1 / temperature before the softmax, so a low temperature sharpens the ' +
        'distribution and a high one flattens it. Each sample begins in the state to which a warm-up passage leads, and ' +
        'the n-th character of each is drawn with the same random number; only the temperature differs.',
      `Measured over ${counted(measuredLength, 'character')} of each, of which the first ${shownLength} stand below. The ` +
        'surprise is what the network itself, at temperature 1, thinks of its sample, in nats a character; the last column ' +
        `is the share of the words that occur in ${text.name}.`,
      markdownTable(['temperature', 'alpha', 'surprise', 'words', 'different words', 'words known'], rows),
      ...samples.flatMap(({ temperature, text: written }) => [
        `Temperature ${temperature}:`,
        codeBlock(written.slice(0, shownLength)),
      ]),
      commandBlock([commands.sample(temperatures, shownLength, seed)]),
    ].join('\n\n');
  } finally {
    network.dispose();
  }
}

function wordsOf(text: string): string[] {
  return (text.match(/[\p{L}']+/gu) ?? []).map((word) => word.toLowerCase());
}
