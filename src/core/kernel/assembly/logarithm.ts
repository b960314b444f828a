/**
 * The natural logarithm of a positive, normal float64, in plain additions, products and one division: the same bits
 * everywhere. NaN and Infinity are returned as they are.
 *
 * x = 2^e m with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh(s), s = (m - 1) / (m + 1), |s| <= 0.172, by the series
 * s + s^3/3 + s^5/5 + ..., cut where the next term is below 1e-17.
 */
export function logarithm(x: f64): f64 {
  if (!(x < Infinity)) {
    return x;
  }
  const bits = reinterpret<u64>(x);
  // The exponent is counted from sqrt(1/2), so that m lies on both sides of 1.
  const e = <i64>(bits - 0x3fe6a09e667f3bcd) >> 52;
  const m = reinterpret<f64>(bits - (<u64>e << 52));
  const s = (m - 1) / (m + 1);
  const z = s * s;
  let sum: f64 = 1.0 / 21;
  sum = sum * z + 1.0 / 19;
  sum = sum * z + 1.0 / 17;
  sum = sum * z + 1.0 / 15;
  sum = sum * z + 1.0 / 13;
  sum = sum * z + 1.0 / 11;
  sum = sum * z + 1.0 / 9;
  sum = sum * z + 1.0 / 7;
  sum = sum * z + 1.0 / 5;
  sum = sum * z + 1.0 / 3;
  sum = sum * z + 1;
  return <f64>e * 0.6931471805599453 + 2 * s * sum;
}
