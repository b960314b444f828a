import type { Control } from '../../core/pause';
import type { CheckedParams, Reply } from '../../protocol/inspector/inspector';
import { answerDiscover } from './answerDiscover';
import type { Inspection } from './inspection';
import { assignmentTransitions } from './report/assignmentPairs';
import { transitionSection, transitionTitle } from './report/assignmentSection';
import { behavioursText } from './report/behavioursSection';
import { ReportCommands, commandBlock } from './report/commands';
import { completionSection } from './report/completionSection';
import { lookedSection } from './report/lookedSection';
import { plain } from './report/markdown';
import { writeSections, type ReportContext, type Section } from './report/reportContext';
import { ReportPictures } from './report/reportPictures';
import { samplesSection } from './report/samplesSection';
import { trapSection } from './report/trapSection';
import { counted, grouped } from './words';

/** What was looked at, as Markdown, every figure of it asked again; `pictures` are drawn as they are shown. */
export async function answerReport(
  inspection: Inspection,
  { text: id, looked, assignment, seed }: CheckedParams<'report'>,
  control: Control,
  pictures = new ReportPictures(),
): Promise<Reply<'report'>> {
  const text = await inspection.text(id, control);
  // A text that is no file (a selection, a sample) has to be saved before a command can read it.
  const isFile = /^[\w-][\w .-]*\.\w+$/.test(text.name);
  const commands = new ReportCommands(inspection.model, isFile ? text.name : 'TEXT.txt');
  const context: ReportContext = { inspection, id, text, seed, commands, pictures };
  const sections: Section[] = [
    ...(assignment ? assignmentSections(context) : []),
    ...(looked.length > 0 ? [() => Promise.resolve('## What was looked at')] : []),
    ...looked.map(lookedSection),
  ];
  const written = await writeSections(context, sections, control);
  return {
    markdown: `${[...opening(context, assignment, isFile), ...written].join('\n\n')}\n`,
    pictures: [...pictures.all],
  };
}

function assignmentSections(context: ReportContext): Section[] {
  const { third, fourth } = assignmentTransitions(context.inspection.model.vocabulary);
  const title = (transition: Parameters<typeof transitionTitle>[1]): string =>
    transitionTitle(context, transition);
  return [
    samplesSection,
    completionSection,
    ...(third ? [transitionSection(`## Part 3: ${title(third)}`, third)] : []),
    ...(fourth.length > 0 ? [() => Promise.resolve('## Part 4: other pairs')] : []),
    ...fourth.map((pair) => transitionSection(`### ${capitalised(title(pair))}`, pair)),
    async (asked, control) =>
      behavioursText(
        asked,
        await answerDiscover(asked.inspection, { text: asked.id, seed: asked.seed }, control),
        control,
      ),
    trapSection,
  ];
}

function opening(
  { inspection: { model }, text, seed, commands }: ReportContext,
  assignment: boolean,
  isFile: boolean,
): string[] {
  const { cell, hiddenSize, layers, vocabularySize } = model.parameters;
  const units =
    layers === 1 && cell === 'rnn'
      ? `${hiddenSize} hidden units`
      : `${counted(layers, `${cell.toUpperCase()} layer`)} of ${hiddenSize} hidden units${layers > 1 ? ', neurons being those of the top layer' : ''}`;
  return [
    `# What ${plain(model.name)} has learned`,
    assignment
      ? 'The command below writes this report, every figure of it measured as it is written. The same model, text and ' +
        'seed give the same report.'
      : 'Written by the inspector of Char-RNN, every figure of it measured as it was written. Where a command stands, it makes the figures again.',
    ...(assignment ? [commandBlock([commands.report(seed)])] : []),
    `Model: ${plain(model.name)}, ${units}, ${vocabularySize} characters. Text: ${plain(text.name)}, ` +
      `${grouped(text.length)} characters as the model reads them, from ${
        text.start === 'zero' ? 'a hidden state of zeros' : 'the state after a warm-up passage'
      }; it costs ${text.loss.toFixed(6)} nats a character. Seed ${seed}. Probabilities are at temperature 1, all figures in ` +
      'float64; neurons and characters count from zero, as the file has them. In tables ↵ is a newline and ␣ a space. ' +
      (isFile
        ? 'The commands are run in the folder of both files.'
        : 'In the commands TEXT.txt stands for the text, saved as a file.'),
  ];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
