/** What stands in a gap of a message; another error with its own message. */
export type PersonValue = string | number | PersonError;

interface PersonErrorOptions extends ErrorOptions {
  readonly values?: readonly PersonValue[];
}

/** An error whose message is meant for the person at the keyboard: what was wrong, where, and what to do. */
export class PersonError extends Error {
  readonly values: readonly PersonValue[];

  /**
   * @param template the message in English, with `{0}` for the first of `options.values`: whoever shows the error may look up
   * its translation, and fill the gaps in that.
   */
  constructor(
    readonly template: string,
    { values = [], ...options }: PersonErrorOptions = {},
  ) {
    super(filled(template, values), options);
    this.name = 'PersonError';
    this.values = values;
  }
}

function filled(template: string, values: readonly PersonValue[]): string {
  return template.replace(/\{(\d+)\}/g, (gap, index: string) => {
    const value = values.at(Number(index));
    return value === undefined ? gap : value instanceof PersonError ? value.message : String(value);
  });
}
