import * as v from 'valibot';
import { formRanges, trainingForm } from './form';
import { trainingView, type TrainingView } from './view';

const learningRate = v.pipe(
  v.number(),
  v.minValue(formRanges.learningRate.minimum),
  v.maxValue(formRanges.learningRate.maximum),
);

/** What a person does in the Training view. Each is answered, if at all, by the view as it then is. */
const pageMessage = v.variant('kind', [
  /** The page has been loaded and wants the view. */
  v.object({ kind: v.literal('ready') }),
  v.object({ kind: v.literal('chooseText'), from: v.picklist(['editor', 'file', 'folder']) }),
  v.object({ kind: v.literal('measure'), form: trainingForm }),
  v.object({ kind: v.literal('chooseDestination') }),
  v.object({ kind: v.literal('start'), form: trainingForm }),
  /** Writes a folder in which PyTorch trains this elsewhere. */
  v.object({ kind: v.literal('exportJob'), form: trainingForm }),
  /** The same from the last checkpoint of a run. */
  v.object({ kind: v.literal('exportRun') }),
  v.object({ kind: v.literal('pause') }),
  v.object({ kind: v.literal('resume') }),
  v.object({ kind: v.literal('stop') }),
  v.object({ kind: v.literal('learningRate'), value: learningRate }),
  /** Makes the model the one that writes. */
  v.object({ kind: v.literal('use') }),
  v.object({ kind: v.literal('inspect') }),
  /** Goes on with what was interrupted, or failed: maybe with another learning rate. */
  v.object({ kind: v.literal('goOn'), learningRate: v.optional(learningRate) }),
  v.object({ kind: v.literal('discard') }),
  /** Back to the choice, with the same text. */
  v.object({ kind: v.literal('another') }),
]);
export type PageMessage = v.InferOutput<typeof pageMessage>;

const hostMessage = v.object({ kind: v.literal('view'), view: trainingView });

/** Checks what came from the page. @throws Error that says what was wrong. */
export function checkPageMessage(message: unknown): PageMessage {
  return parse(pageMessage, message);
}

/** Checks what came from the extension. @throws Error that says what was wrong. */
export function checkHostMessage(message: unknown): { readonly kind: 'view'; readonly view: TrainingView } {
  return parse(hostMessage, message);
}

/** Characters of a complaint: it quotes what was found, however long that is. */
const longest = 300;

function parse<S extends v.GenericSchema>(schema: S, message: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, message, { abortEarly: true });
  if (result.success) {
    return result.output;
  }
  const [issue] = result.issues;
  const complaint = `A message of the Training view, ${v.getDotPath(issue) ?? 'kind'}: ${issue.message}`;
  throw new Error(complaint.length > longest ? `${complaint.slice(0, longest)}...` : `${complaint}.`);
}
