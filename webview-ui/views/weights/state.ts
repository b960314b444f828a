import * as v from 'valibot';
import { weightName } from '../../../src/protocol/inspector/model';

const index = v.pipe(v.number(), v.integer(), v.minValue(0));
const order = v.fallback(v.picklist(['index', 'similarity', 'line']), 'index');

export const weightsState = v.object({
  weight: v.fallback(weightName, 'Whh'),
  memory: v.fallback(v.boolean(), false),
  rows: order,
  columns: order,
  /** The column that rows are ordered by, and the row that columns are ordered by. */
  rowsBy: v.fallback(index, 0),
  columnsBy: v.fallback(index, 0),
  /** By index, not by place in the order. */
  cursor: v.fallback(v.nullable(v.object({ row: index, column: index })), null),
  look: v.fallback(
    v.nullable(v.object({ zoomX: v.number(), zoomY: v.number(), left: v.number(), top: v.number() })),
    null,
  ),
  log: v.fallback(v.boolean(), true),
  /** Whether the strongest colour is for the largest value alone, or for the largest hundredth. */
  fullRange: v.fallback(v.boolean(), false),
  spread: v.fallback(v.boolean(), false),
});
export type WeightsState = v.InferOutput<typeof weightsState>;
