import type { Control } from '../../../core/pause';
import type { InspectedText } from '../inspectedText';
import type { Inspection } from '../inspection';
import type { ReportCommands } from './commands';
import type { ReportPictures } from './reportPictures';

/** What every section of a report is written from. */
export interface ReportContext {
  readonly inspection: Inspection;
  /** The text as the inspection names it, and as it was read. */
  readonly id: string;
  readonly text: InspectedText;
  /** Draws samples and controls. */
  readonly seed: number;
  readonly commands: ReportCommands;
  /** Where sections put their pictures. */
  readonly pictures: ReportPictures;
}

/** A section: Markdown, without an empty line at its ends; undefined where there is nothing to say. */
export type Section = (context: ReportContext, control: Control) => Promise<string | undefined>;

/** Writes sections one after the other, each an equal part of the progress. */
export async function writeSections(
  context: ReportContext,
  sections: readonly Section[],
  control: Control,
): Promise<string[]> {
  const written: string[] = [];
  for (const [at, section] of sections.entries()) {
    control.signal?.throwIfAborted();
    const markdown = await section(context, {
      ...control,
      onProgress: (done, total) =>
        control.onProgress?.(at + Math.min(1, done / Math.max(1, total)), sections.length),
    });
    if (markdown !== undefined) {
      written.push(markdown);
    }
  }
  return written;
}
