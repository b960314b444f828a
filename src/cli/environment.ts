/** What a command has to do with the world; a process gives it one, and a test another. */
export interface Environment {
  /** Standard output: results. */
  print(text: string): void;
  /** Standard error: one line that is no result. */
  tell(line: string): void;
  /**
   * A line on standard error that the next one replaces; undefined takes it away. Nothing is shown where standard
   * error is no terminal.
   */
  readonly show: ((line: string | undefined) => void) | undefined;
  /** All of standard input. */
  readInput(): Promise<Uint8Array>;
  /** The folder of the bundled models. */
  readonly bundledFolder: string;
  /**
   * Aborted when the person presses Ctrl-C, when the process is told to end, or when nobody reads the output any more.
   * A command that does not ask for it is ended by these at once.
   */
  interruption(): AbortSignal;
}
