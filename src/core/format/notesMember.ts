import type { ModelNotes } from '../model';
import { limits } from './limits';
import { arrayOf, textOf, type PickleValue } from './pickleValue';
import { textElement } from './textElements';

/** Our own member: a text with no axes that holds JSON, so that NumPy reads it like any other array. */
export const notesName = 'notes';

/**
 * The notes of a model file. Another tool may mean something else by a member of this name, so whatever is not ours
 * is passed over, field by field.
 */
export function readNotes(value: PickleValue | undefined): ModelNotes | undefined {
  const text = notesText(value);
  if (text === undefined || text.length > limits.notes) {
    return undefined;
  }
  const notes: ModelNotes = {};
  const { warmup, steps, madeBy } = parseObject(text);
  if (typeof warmup === 'string') {
    notes.warmup = warmup;
  }
  if (typeof steps === 'number' && Number.isSafeInteger(steps) && steps >= 0) {
    notes.steps = steps;
  }
  if (typeof madeBy === 'string') {
    notes.madeBy = madeBy;
  }
  return Object.keys(notes).length > 0 ? notes : undefined;
}

function notesText(value: PickleValue | undefined): string | undefined {
  const array = arrayOf(value);
  if (array?.data.kind === 'bytes' && array.shape.length === 0 && array.dtype.kind === 'U') {
    return textElement(array.dtype, array.data.bytes, 0, notesName);
  }
  return value === undefined ? undefined : textOf(value);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
