/**
 * The likeliest characters of each row, likeliest first (the lower index among equals), with their probabilities.
 *
 * @param logP ln p, (n, V).
 * @param characters (n, K), probabilities (n, K): written.
 */
export function likeliest(
  logP: Float64Array,
  V: number,
  K: number,
  characters: Uint16Array,
  probabilities: Float64Array,
): void {
  for (let row = 0; row * V < logP.length; row++) {
    const best = new Float64Array(K).fill(-Infinity);
    const which = new Uint16Array(K);
    for (let c = 0; c < V; c++) {
      const value = logP[row * V + c];
      let place = K;
      while (place > 0 && value > best[place - 1]) {
        place--;
      }
      if (place < K) {
        best.copyWithin(place + 1, place, K - 1);
        which.copyWithin(place + 1, place, K - 1);
        best[place] = value;
        which[place] = c;
      }
    }
    characters.set(which, row * K);
    probabilities.set(best.map(Math.exp), row * K);
  }
}
