import { dropoutRow, outputDropoutStream, recurrentDropoutStream } from './dropoutMasks';
import type { TrainerOptions } from './kernel';

/** The dropout masks of one sequence of one stream. Where nothing drops they are ones. */
export interface SequenceMasks {
  /** For each layer (T, H): what the layer above, or the logits, see of its h. */
  readonly output: readonly Float64Array[];
  /** For each layer (H): what its own recurrence sees of h before. */
  readonly recurrent: readonly Float64Array[];
}

export function sequenceMasks(
  options: TrainerOptions,
  { layers, hiddenSize: H }: { readonly layers: number; readonly hiddenSize: number },
  stream: number,
  updates: number,
): SequenceMasks {
  const {
    batchSize,
    sequenceLength: T,
    dropout = 0,
    variational = false,
    recurrentDropout = 0,
    seed = 0,
  } = options;
  const output = Array.from({ length: layers }, (_, at) => {
    const mask = new Float64Array(T * H).fill(1);
    for (let t = 0; t < T && dropout > 0; t++) {
      dropoutRow(mask.subarray(t * H, (t + 1) * H), dropout, {
        seed,
        row: variational ? stream : t * batchSize + stream,
        stream: outputDropoutStream(at + 1, layers),
        updates,
      });
    }
    return mask;
  });
  const recurrent = Array.from({ length: layers }, (_, at) => {
    const mask = new Float64Array(H).fill(1);
    if (recurrentDropout > 0) {
      const place = { seed, row: stream, stream: recurrentDropoutStream(at + 1), updates };
      dropoutRow(mask, recurrentDropout, place);
    }
    return mask;
  });
  return { output, recurrent };
}
