/** How far a suggestion goes. */
export type SuggestionLength =
  | { readonly unit: 'line' }
  | { readonly unit: 'lines'; readonly count: number }
  | { readonly unit: 'characters'; readonly count: number };

const most = { lines: 100, characters: 10_000 } as const;

/**
 * Reads the setting: `line`, `3 lines` or `80 characters`.
 *
 * @returns undefined for anything else.
 */
export function parseSuggestionLength(setting: string): SuggestionLength | undefined {
  const match = /^\s*(?:(line)|(\d+)\s+(line|character)s?)\s*$/.exec(setting);
  if (!match) {
    return undefined;
  }
  if (match[1]) {
    return { unit: 'line' };
  }
  const unit = match[3] === 'line' ? 'lines' : 'characters';
  const count = Number(match[2]);
  return count >= 1 && count <= most[unit] ? { unit, count } : undefined;
}
