/** An error whose message is meant for the person at the keyboard: what was wrong, where, and what to do. */
export class PersonError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'PersonError';
  }
}
