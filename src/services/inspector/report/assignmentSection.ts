import { driversOf } from '../../../core/attribution/drivers';
import { isVanilla } from '../../../core/parameters';
import type { Control } from '../../../core/pause';
import { quoted } from '../words';
import type { Transition } from './assignmentPairs';
import { commandBlock } from './commands';
import { largestInput, largestWeight } from './largestWeight';
import type { ReportContext, Section } from './reportContext';
import { transitionProof } from './transitionProof';

/** Drivers from the zero state that are taken away together. */
const together = 4;

/** Parts 3 and 4: one transition, from its largest weight to what ablation leaves of the claim. */
export function transitionSection(heading: string, { from, to }: Transition): Section {
  return async (context, control) => {
    const { inspection, text, commands } = context;
    const { vocabulary, parameters } = inspection.model;
    const { characters } = vocabulary;
    const isPlain = isVanilla(parameters);
    const parts = [heading, ...(isPlain ? largestWeight(context, { from, to }) : [])];
    const made = to.map((index) => commands.drivers(characters[from], characters[index]));
    if (text.statistics.counts[from] === 0) {
      parts.push(
        `${quoted(vocabulary, from)} does not occur in ${text.name}: there is nothing to prove it over.`,
      );
    } else {
      const hidden = inspection.reader.read(inspection.zeroState(), Uint16Array.of(from)).slice();
      for (const [at, index] of to.entries()) {
        const zeroDrivers = driversOf(parameters, { from, to: index, hidden })
          .drivers.sort((a, b) => b.contribution - a.contribution)
          .slice(0, together)
          .map(({ neuron }) => neuron);
        // Without input weights of its own, the one that adds most stands in for the one with the largest.
        const celebrated = isPlain ? largestInput(context, from) : zeroDrivers[0];
        const question = { from, to: index, celebrated, zeroDrivers };
        const proof = await transitionProof(context, question, partOf(control, at, to.length));
        parts.push(...proof.parts);
        made.push(
          ...proof.options.map((option) => commands.driversIn(characters[from], characters[index], option)),
        );
      }
    }
    return [...parts, commandBlock(made)].join('\n\n');
  };
}

/** "Why newline follows colon". */
export function transitionTitle(
  { inspection }: Pick<ReportContext, 'inspection'>,
  { from, to }: Transition,
): string {
  const { vocabulary } = inspection.model;
  return `why ${to.map((index) => quoted(vocabulary, index)).join(' or ')} follows ${quoted(vocabulary, from)}`;
}

function partOf(control: Control, at: number, parts: number): Control {
  return { ...control, onProgress: (done, total) => control.onProgress?.(at + done / total, parts) };
}
