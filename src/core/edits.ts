import { clampWhole } from './clampWhole';
import {
  copyParameters,
  weightNamesOf,
  weightOf,
  weightShape,
  type Parameters,
  type WeightName,
} from './parameters';
import { PersonError } from './personError';

/** One change to a network. */
export type Edit =
  | {
      readonly kind: 'clamp';
      /** Of the top layer. */
      readonly neuron: number;
      /** What the neuron is held at, from -1 to 1; 0 silences it. */
      readonly value: number;
      /** `output`: only the logits see the value. `whole`: the recurrence sees it too. */
      readonly mode: 'output' | 'whole';
    }
  | {
      readonly kind: 'weight';
      readonly weight: WeightName;
      readonly row: number;
      readonly column: number;
      readonly value: number;
    };

/**
 * The network as it is after some edits, oldest first. A clamp takes the place of earlier ones of the same neuron.
 *
 * Clamps become weights, so that any kernel runs the network and any file holds it: `clampWhole` says how a neuron is held for
 * good; one whose outgoing weights to the logits have moved into by, times the value, shows that value.
 *
 * @throws PersonError if there is no such neuron or weight, or if no weights hold the neuron at that value.
 */
export function applyEdits(parameters: Parameters, edits: readonly Edit[]): Parameters {
  const edited = copyParameters(parameters);
  for (const [at, edit] of edits.entries()) {
    check(edit, edited);
    if (edit.kind === 'weight') {
      const [, columns] = weightShape(edit.weight, edited);
      weightOf(edited, edit.weight)[edit.row * columns + edit.column] = edit.value;
    } else if (!edits.slice(at + 1).some((later) => supersedes(later, edit))) {
      (edit.mode === 'whole' ? clampWhole : clampOutput)(edited, edit.neuron, edit.value);
    }
  }
  return edited;
}

function supersedes(later: Edit, clamp: Edit & { kind: 'clamp' }): boolean {
  return (
    later.kind === 'clamp' &&
    later.neuron === clamp.neuron &&
    (later.mode === clamp.mode || later.mode === 'whole')
  );
}

function clampOutput(
  { hiddenSize: H, vocabularySize: V, Why, by }: Parameters,
  neuron: number,
  value: number,
): void {
  for (let c = 0; c < V; c++) {
    by[c] += Why[c * H + neuron] * value;
    Why[c * H + neuron] = 0;
  }
}

function check(edit: Edit, parameters: Parameters): void {
  const { hiddenSize: H } = parameters;
  if (edit.kind === 'clamp') {
    if (edit.neuron >= H) {
      throw new PersonError('There is no neuron {0}: the network has the neurons 0 to {1}.', {
        values: [edit.neuron, H - 1],
      });
    }
    return;
  }
  if (!weightNamesOf(parameters).includes(edit.weight)) {
    throw new PersonError('There is no {0}: the network has {1}.', {
      values: [edit.weight, weightNamesOf(parameters).join(', ')],
    });
  }
  const [rows, columns] = weightShape(edit.weight, parameters);
  if (edit.row >= rows || edit.column >= columns) {
    throw new PersonError('There is no {0}[{1}][{2}]: it has {3} rows and {4} columns.', {
      values: [edit.weight, edit.row, edit.column, rows, columns],
    });
  }
}
