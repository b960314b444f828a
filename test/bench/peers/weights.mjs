import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** The network that sampling_numpy.py describes, as float32. */
export function readWeights(file) {
  const bytes = readFileSync(file);
  const numbers = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const [H, V] = numbers;
  let at = 2;
  const next = (count) => Float32Array.from(numbers.subarray(at, (at += count)));
  return { H, V, Whh: next(H * H), Why: next(V * H), Wxh: next(H * V), bh: next(H), by: next(V) };
}

/** The columns of Wxh with bh added, (V, H): what a one-hot input comes to. */
export function columnsOf({ H, V, Wxh, bh }) {
  return Float32Array.from({ length: V * H }, (_, at) => Wxh[(at % H) * V + Math.floor(at / H)] + bh[at % H]);
}

/** Draws from softmax(y). */
export function draw(y) {
  let most = -Infinity;
  for (const logit of y) {
    most = Math.max(most, logit);
  }
  const p = y.map((logit) => Math.exp(logit - most));
  let target = Math.random() * p.reduce((sum, weight) => sum + weight, 0);
  const index = p.findIndex((weight) => (target -= weight) < 0);
  return index < 0 ? y.length - 1 : index;
}

/** For each line "n" of standard input: writes n characters, answers with the seconds of the processor that it took. */
export async function serve(write) {
  console.log('ready');
  for await (const line of createInterface({ input: process.stdin })) {
    const before = process.cpuUsage();
    await write(Number(line));
    const { user, system } = process.cpuUsage(before);
    console.log((user + system) / 1e6);
  }
}
