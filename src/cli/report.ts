import { access, constants, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join, parse } from 'node:path';
import { PersonError } from '../core/personError';
import { answerOpenText } from '../services/inspector/answerTexts';
import { answerReport } from '../services/inspector/answerReport';
import { Inspection } from '../services/inspector/inspection';
import { ReportPictures } from '../services/inspector/report/reportPictures';
import { replaceFile } from '../services/replaceFile';
import { command } from './command';
import { DiskModelFiles } from './diskModelFiles';
import { fileProblem } from '../services/fileProblem';
import { jsonOption, modelOption, seedOption } from './modelOptions';
import { optional, textOption } from './option';
import { withProgress } from './progress';
import { readTextFile } from './readText';

/** Characters that the model writes for a report where no text is given. */
const ownLength = 20_000;

export const report = command({
  name: 'report',
  summary: 'write what a model has learned as Markdown',
  takes: [],
  details:
    'Samples at several temperatures, a completion, the neurons that make a newline or a space follow a colon and e ' +
    'follow H, d l, k c and n w, each with ablations beside random neurons and the smallest sets that do it, and the ' +
    'longer behaviours that a scan of the text finds. Each figure comes with the command that makes it again; the same ' +
    'model, text and seed give the same report. With --out, its pictures go into a folder of its name beside it. Without ' +
    '--corpus the model writes the text itself. Takes minutes.',
  options: {
    model: modelOption,
    corpus: optional({
      ...textOption('FILE', 'a text in the manner of what the model was trained on', ''),
      shownDefault: undefined,
    }),
    out: optional({
      ...textOption('FILE.md', 'where it goes, if not to the screen', ''),
      shownDefault: undefined,
    }),
    seed: seedOption,
    json: jsonOption,
  },
  run: async (environment, _, { model: reference, corpus, out, seed, json }) => {
    if (out !== undefined) {
      await checkWritable(out);
    }
    const model = await new DiskModelFiles(environment.bundledFolder).read(reference);
    const given =
      corpus === undefined ? undefined : await readTextFile(environment, { text: corpus, verbatim: false });
    const signal = environment.interruption();
    // Beside a file, in a folder called as it is; on the screen there are none, as Markdown alone cannot hold them.
    const prefix = out === undefined ? (json ? 'picture-' : null) : `${parse(out).name}/`;
    const written = withProgress(environment, 'Writing the report', async (control) => {
      const inspection = await Inspection.of(model);
      const source =
        given === undefined
          ? ({ kind: 'sample', length: ownLength, temperature: 1, seed } as const)
          : ({
              kind: 'given',
              name: corpus === '-' ? 'standard input' : basename(corpus!),
              text: given,
            } as const);
      const { text } = await answerOpenText(inspection, { source, start: 'auto' }, { signal });
      const params = { text: text!.id, looked: [], assignment: true, seed };
      return answerReport(inspection, params, { ...control, signal }, new ReportPictures(prefix));
    });
    const { markdown, pictures } = await written.catch((error: unknown) => {
      throw signal.aborted ? new PersonError('Stopped: no report was written.', { cause: error }) : error;
    });
    if (out === undefined) {
      environment.print(json ? `${JSON.stringify({ markdown, pictures })}\n` : markdown);
      return;
    }
    for (const { name, svg } of pictures) {
      await write('a picture of the report', join(dirname(out), name), svg);
    }
    await write('the report', out, markdown);
    environment.tell(
      `${out} holds the report${pictures.length > 0 ? `, ${join(dirname(out), parse(out).name)} its ${pictures.length} pictures` : ''}.`,
    );
  },
});

async function write(what: string, path: string, content: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await replaceFile(path, new TextEncoder().encode(content));
  } catch (error) {
    throw fileProblem(what, path, error, 'written');
  }
}

/** Finds out before minutes of work, not after them, that the file cannot be written. */
async function checkWritable(out: string): Promise<void> {
  if (!/\.md$/i.test(out)) {
    throw new PersonError(`--out is ${JSON.stringify(out)}: expected a path that ends in .md.`);
  }
  try {
    await access(dirname(out), constants.W_OK);
  } catch (error) {
    throw fileProblem('the folder', dirname(out), error, 'written to');
  }
  const existing = await stat(out).catch(() => undefined);
  if (existing?.isDirectory()) {
    throw new PersonError(`--out is ${JSON.stringify(out)}: that is a folder.`);
  }
}
