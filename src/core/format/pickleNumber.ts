/** How pickles write numbers; each function returns undefined for what is not one, or not an integer of 53 bits. */

/** An integer's decimal line. Python 2 writes long integers with an `L`. */
export function parseDecimal(text: string): number | undefined {
  return /^-?\d{1,20}L?$/.test(text) ? safe(Number(text.replace('L', ''))) : undefined;
}

/** Opcode INT: a decimal, or protocol 0's False and True. */
export function parseInt01(text: string): number | boolean | undefined {
  return text === '00' || text === '01' ? text === '01' : parseDecimal(text);
}

/** A two's complement integer, little-endian, of any length: none at all is 0. */
export function parseLong(bytes: Uint8Array): number | undefined {
  if (bytes.length > 8) {
    return undefined;
  }
  const value = bytes.reduceRight((sum, byte) => sum * 256n + BigInt(byte), 0n);
  return safe(Number(BigInt.asIntN(8 * bytes.length, value)));
}

/** A float's line, as Python's `repr` writes it. */
export function parseFloatLine(text: string): number | undefined {
  return /^-?(\d{1,20}(\.\d{0,20})?(e[+-]?\d{1,4})?|inf|nan)$/.test(text)
    ? Number(text.replace('inf', 'Infinity').replace(/-?nan/, 'NaN'))
    : undefined;
}

function safe(value: number): number | undefined {
  return Number.isSafeInteger(value) ? value : undefined;
}
