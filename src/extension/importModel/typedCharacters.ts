const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' };

/** Characters as a person types them in one line: `\n`, `\t`, `\r`, `\u00e9` and `\\` stand for what they do elsewhere. */
export function typedCharacters(text: string): string[] {
  return Array.from(
    text.matchAll(/\\u([\da-f]{4})|\\([ntr\\])|[^]/giu),
    ([whole, code, escape]: (string | undefined)[]) =>
      code !== undefined
        ? String.fromCharCode(parseInt(code, 16))
        : escape !== undefined
          ? escapes[escape.toLowerCase()]
          : whole!,
  );
}
