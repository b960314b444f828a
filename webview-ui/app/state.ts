import * as v from 'valibot';
import { viewName, type ViewName } from '../../src/protocol/inspector/inspector';
import { looked, type Looked } from '../../src/protocol/inspector/report';
import { textSource, type TextSource } from '../../src/protocol/inspector/texts';
import { proofState } from '../views/proof/state';
import { discoverState } from '../views/discover/state';
import { interveneState } from '../views/intervene/state';
import { neuronsState } from '../views/neurons/state';
import { reportState } from '../views/report/state';
import { textState } from '../views/text/state';
import { transitionsState } from '../views/transitions/state';
import { weightsState } from '../views/weights/state';

/**
 * What the page keeps: the choices that were made, never the answers. It is stored by VS Code when the page is hidden,
 * moved or reloaded, so it is read back with care: whatever does not fit is as at the beginning.
 */
const index = v.fallback(v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0))), null);

/** What is chosen in one view is chosen in all. */
const selectionSchema = v.object({
  /** Characters of the vocabulary: why does `to` follow `from`, rather than `foil`? */
  from: index,
  to: index,
  foil: index,
  neuron: index,
  /** A text and a place in it. */
  text: v.fallback(v.nullable(v.string()), null),
  position: index,
});
export type Selection = v.InferOutput<typeof selectionSchema>;

const views = {
  transitions: transitionsState,
  proof: proofState,
  weights: weightsState,
  text: textState,
  neurons: neuronsState,
  discover: discoverState,
  intervene: interveneState,
  report: reportState,
} as const;
export type ViewStates = { [V in ViewName]: v.InferOutput<(typeof views)[V]> };

const viewsSchema = v.object(
  Object.fromEntries(
    Object.entries(views).map(([name, schema]) => [
      name,
      v.fallback(schema as v.GenericSchema, v.parse(schema as v.GenericSchema, {})),
    ]),
  ),
);

const lookedSchema = v.fallback(v.array(looked), []);

export interface PageState {
  readonly view: ViewName;
  readonly selection: Selection;
  readonly views: ViewStates;
  /** Figures with all their digits. */
  readonly allDigits: boolean;
  /** What opens the chosen text again after the window was reloaded. */
  readonly again: TextSource | null;
  /** What was looked at, for the report. */
  readonly looked: readonly Looked[];
}

/** Reads what an earlier page left. */
export function readState(stored: unknown): PageState {
  const from = typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  const part = (name: string): unknown => {
    const stands = from[name];
    return typeof stands === 'object' && stands !== null ? stands : {};
  };
  return {
    view: v.parse(v.fallback(viewName, 'transitions'), from.view),
    selection: v.parse(selectionSchema, part('selection')),
    views: v.parse(viewsSchema, part('views')) as ViewStates,
    allDigits: from.allDigits === true,
    again: v.parse(v.fallback(v.nullable(textSource), null), from.again ?? null),
    looked: v.parse(lookedSchema, from.looked ?? []),
  };
}
