/** A browser takes what it can: it has no flags for us to set. */
export function allowRelaxedSimd(): void {
  return undefined;
}

export function joinsVectors(): boolean {
  return false;
}
