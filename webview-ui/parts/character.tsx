import type { JSX } from 'preact';
import { t } from '../strings';

/** Characters that leave no mark get one. */
const marks: Readonly<Record<string, string>> = { '\n': '↵', ' ': '␣', '\t': '⇥', '\r': '␍', '\u00a0': '⍽' };

/** A character as it is shown: one that cannot be seen as a mark or by its number. */
export function visible(character: string): string {
  const mark = marks[character];
  if (mark) {
    return mark;
  }
  // Controls, format characters, separators, surrogates and unassigned code points.
  return /[\p{C}\p{Z}]/u.test(character)
    ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    : character;
}

/** Its name, where it is better spoken than shown. */
export function spoken(character: string): string {
  switch (character) {
    case '\n':
      return t('newline');
    case ' ':
      return t('space');
    case '\t':
      return t('tab');
    default:
      return visible(character);
  }
}

/** A character in a box of its own. */
export function Glyph({ character }: { readonly character: string }): JSX.Element {
  const shown = visible(character);
  return (
    <span class={`glyph${shown === character ? '' : ' mark'}`} title={spoken(character)}>
      {shown === character ? (
        shown
      ) : (
        <>
          <span aria-hidden="true">{shown}</span>
          <span class="spoken">{spoken(character)}</span>
        </>
      )}
    </span>
  );
}

/** A passage in which nothing is invisible: line ends are marked and spaces stay spaces. */
export function passage(text: string): string {
  return [...text].map((character) => (character === ' ' ? ' ' : visible(character))).join('');
}
