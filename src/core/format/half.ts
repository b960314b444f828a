/** IEEE 754 binary16: a sign, five bits of exponent (bias 15), ten of fraction. JavaScript has no array of them. */

/** The largest number there is: 65,504. What is rounded to more is an infinity. */
export const maximumHalf = 65504;

export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) {
    return sign * fraction * 2 ** -24;
  }
  if (exponent === 31) {
    return fraction === 0 ? sign * Infinity : NaN;
  }
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The nearest half, of two as near the one whose last bit is 0; the value must be finite. */
export function numberToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  // Steps of 2^-24 below 2^-14; above, 1,024 of them to each power of two. Powers of two scale without rounding.
  const exponent = Math.max(-14, exponentOf(size));
  const steps = nearestEven(size * 2 ** (10 - exponent));
  // Steps past 1,023 carry into the exponent, which follows on.
  return sign | Math.min(0x7c00, ((exponent + 14) << 10) + steps);
}

/** The power of two in a positive number, from the bits of the float64. */
function exponentOf(size: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, size);
  return Math.min(16, ((view.getUint16(0) >>> 4) & 2047) - 1023);
}

function nearestEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
