import { distributionOf } from '../../core/attribution/distribution';
import { similarityOrder } from '../../core/attribution/similarityOrder';
import { weightNamesOf, weightShape, type Parameters } from '../../core/parameters';
import type { Control } from '../../core/pause';
import { PersonError } from '../../core/personError';
import type { CheckedParams, Reply } from '../../protocol/inspector/inspector';
import type { Inspection } from './inspection';

interface Which {
  readonly weight: CheckedParams<'matrix'>['weight'];
  readonly memory: boolean;
}

/** A copy of one array, which may be handed over. */
export function answerMatrix(inspection: Inspection, which: Which): Reply<'matrix'> {
  const { rows, columns, values } = find(inspection, which);
  return { rows, columns, values: Float64Array.from(values) };
}

/** An order of its rows or columns. */
export async function answerOrder(
  inspection: Inspection,
  { by, axis, ...which }: CheckedParams<'order'>,
  control: Control,
): Promise<Reply<'order'>> {
  const matrix = find(inspection, which);
  const { rows, columns, values } = axis === 'rows' ? matrix : transposed(matrix);
  if (by.kind === 'similarity') {
    return { order: Uint32Array.from(await similarityOrder(values, rows, control)) };
  }
  if (by.line >= columns) {
    throw new PersonError('There is no line {0}: {1} has {2} that way.', {
      values: [by.line, which.weight, columns],
    });
  }
  const value = (row: number): number => values[row * columns + by.line];
  return {
    order: Uint32Array.from({ length: rows }, (_, row) => row).sort((a, b) => value(b) - value(a) || a - b),
  };
}

/** How its values are spread. */
export function answerSpread(inspection: Inspection, which: Which): Reply<'spread'> {
  return { distribution: distributionOf(find(inspection, which).values, undefined, 64) };
}

interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

function find({ model }: Inspection, { weight, memory }: Which): Matrix {
  const arrays: Parameters | undefined = memory ? model.memory : model.parameters;
  if (!arrays) {
    throw new PersonError(
      'The file of {0} has no Adagrad memories: only a network that is in training brings them.',
      { values: [model.name] },
    );
  }
  const values = arrays[weight];
  if (!values) {
    throw new PersonError('There is no {0}: {1} has {2}.', {
      values: [weight, model.name, weightNamesOf(arrays).join(', ')],
    });
  }
  const [rows, columns] = weightShape(weight, arrays);
  return { rows, columns, values };
}

function transposed({ rows, columns, values }: Matrix): Matrix {
  const out = new Float64Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      out[column * rows + row] = values[row * columns + column];
    }
  }
  return { rows: columns, columns: rows, values: out };
}
