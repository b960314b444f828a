/** Waits until something holds that other processes bring about. @throws after ten seconds, naming it. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  const end = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > end) {
      throw new Error(`waited ten seconds in vain: ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
