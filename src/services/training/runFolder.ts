import * as v from 'valibot';
import { trainingForm } from '../../protocol/training/form';
import { join, makeFolder, readFile, removeFolder, rename } from '../files';
import { replaceFile } from '../replaceFile';
import { checkpointPath } from './checkpoint';

const runRecord = v.object({
  /** The text's name, for people. */
  text: v.string(),
  /** Code points. */
  characters: v.pipe(v.number(), v.integer()),
  form: trainingForm,
  /** The model's name: that of its file, without ending. */
  name: v.string(),
  /** Where the model goes when it is made: a URI. */
  destination: v.string(),
  /** Where it went; null as long as it is in this folder only. */
  kept: v.nullable(v.string()),
});
export type RunRecord = v.InferOutput<typeof runRecord>;

/** Everything that belongs to a training run lies in one folder, so that it outlives the window and the text's file. */
export class RunFolder {
  constructor(readonly path: string) {}

  /** The text as it was when the run began. */
  get text(): string {
    return join(this.path, 'text.txt');
  }

  get history(): string {
    return join(this.path, 'history.json');
  }

  model({ name }: Pick<RunRecord, 'name'>): string {
    return join(this.path, `${name}.npz`);
  }

  checkpoint(record: Pick<RunRecord, 'name'>): string {
    return checkpointPath(this.model(record));
  }

  async make(): Promise<void> {
    await makeFolder(this.path);
  }

  /** The run that is here; undefined where there is none, or none that can be read. */
  async read(): Promise<RunRecord | undefined> {
    const stored = await readJson(join(this.path, 'run.json'));
    const result = v.safeParse(runRecord, stored);
    return result.success ? result.output : undefined;
  }

  async write(record: RunRecord): Promise<void> {
    await writeJson(join(this.path, 'run.json'), record);
  }

  /** Takes the place of another folder, whose run is lost. */
  async replace(other: RunFolder): Promise<void> {
    await other.remove();
    await rename(this.path, other.path);
  }

  async remove(): Promise<void> {
    await removeFolder(this.path);
  }
}

/** What a file holds; undefined where it is missing or broken. */
export async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch {
    return undefined;
  }
}

export function writeJson(path: string, value: unknown): Promise<void> {
  return replaceFile(path, new TextEncoder().encode(JSON.stringify(value)));
}
