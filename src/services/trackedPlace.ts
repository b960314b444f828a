/** One change of a text: at `offset`, `removed` UTF-16 units gave way to `inserted` others. */
export interface TextChange {
  readonly offset: number;
  readonly removed: number;
  readonly inserted: number;
}

/**
 * Where a place between two characters is after a change: what was written before it pushes it on, what is written
 * right at it comes to stand behind it.
 *
 * @returns undefined if the change took away the characters on both sides, so that the place is no more.
 */
export function movedPlace(place: number, { offset, removed, inserted }: TextChange): number | undefined {
  const end = offset + removed;
  if (offset >= place) {
    return place;
  }
  return end <= place ? place + inserted - removed : undefined;
}
