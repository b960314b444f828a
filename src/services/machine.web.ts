/** What a browser tells of itself. */

export function homeFolder(): undefined {
  return undefined;
}

export function describeMachine(): readonly (readonly [name: string, value: string])[] {
  return [['browser', navigator.userAgent]];
}

/** A browser does not say. */
export function heldMemory(): number {
  return 0;
}

/** Nor this: what is too much is refused when it is asked for. */
export function availableMemory(): number {
  return Infinity;
}

export function endProcess(): void {
  self.close();
}

/** Work is not shared out among threads there. */
export function coresHere(): number {
  return 1;
}
