import type { SuggestionLength } from './ghostTextEngine';

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
  if (match[1] !== undefined) {
    return { unit: 'line' };
  }
  const unit = match[3] === 'line' ? 'lines' : 'characters';
  const count = Number(match[2]);
  return count >= 1 && count <= most[unit] ? { unit, count } : undefined;
}

/**
 * Temperatures of the alternatives: the calm one first, each next one livelier, up to 1.2 (past that a character
 * network writes noise).
 */
export function alternativeTemperatures(first: number, count: number): number[] {
  const last = Math.max(first, 1.2);
  return Array.from({ length: count }, (_, k) =>
    count === 1 ? first : first + ((last - first) * k) / (count - 1),
  );
}
