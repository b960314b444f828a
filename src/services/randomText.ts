/** Hexadecimal digits that nobody can guess, two for each byte. */
export function randomText(bytes: number): string {
  return hexadecimal(crypto.getRandomValues(new Uint8Array(bytes)));
}

/** Two digits for each byte. */
export function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
