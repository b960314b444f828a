import type { Edit, EditState } from '../../../src/protocol/inspector/model';
import { isLying } from '../weights/arrays';

/** How many characters two texts begin with alike. */
export function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) {
    length++;
  }
  // Never in the middle of a character of two units.
  return length > 0 && /[\uD800-\uDBFF]/.test(a[length - 1]) ? length - 1 : length;
}

/** `h[100] = 0`, `Why[0][100] = 3`. */
export function editName(edit: Edit): string {
  return edit.kind === 'clamp'
    ? `h[${edit.neuron}] = ${edit.value}`
    : isLying(edit.weight)
      ? `${edit.weight}[${edit.row}] = ${edit.value}`
      : `${edit.weight}[${edit.row}][${edit.column}] = ${edit.value}`;
}

/** Two states of editing differ in what is written from them if their edits do. */
export function editKey({ edits }: EditState): string {
  return JSON.stringify(edits);
}
