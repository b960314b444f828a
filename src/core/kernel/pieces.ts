/**
 * Work in pieces is a generator: it yields how many items each piece was about, and returns its result. Who is in a hurry
 * runs it through (`finished`); who shares the event loop pauses in between (`inSlices`).
 */
export type Pieces<T> = Generator<number, T>;

/** Runs all pieces at once. */
export function finished<T>(work: Pieces<T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) {
      return step.value;
    }
  }
}
