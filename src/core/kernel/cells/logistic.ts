/** s(x) = 1 / (1 + e^-x). An overflow of the exponential gives 0, as it should. */
export function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
