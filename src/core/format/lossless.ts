/** The smallest precision that holds every number. */
export function lossless(...arrays: readonly Float64Array[]): 'f4' | 'f8' {
  return arrays.every((values) => values.every((value) => value === Math.fround(value))) ? 'f4' : 'f8';
}
