/**
 * Writes characters with ONNX Runtime on the processor: onnx.mjs WEIGHTS. The model is one step, written here in ONNX's
 * protocol-buffer format:
 *
 *     h' = tanh(columns[index] + h Whh^T)      y = h' Why^T + by
 */
import * as ort from 'onnxruntime-node';
import { columnsOf, draw, readWeights, serve } from './weights.mjs';

/** A field of a message: a number as a varint, text and bytes with their length in front. */
function field(number, value) {
  if (typeof value === 'number') {
    return Buffer.concat([varint(number << 3), varint(value)]);
  }
  const bytes = Buffer.from(value);
  return Buffer.concat([varint((number << 3) | 2), varint(bytes.length), bytes]);
}

function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) {
    bytes.push((value & 127) | 128);
  }
  return Buffer.from([...bytes, value]);
}

const message = (...fields) => Buffer.concat(fields);

const float = 1;
const int64 = 7;

/** TensorProto: dims 1, data_type 2, name 8, raw_data 9. */
function initializer(name, dims, array) {
  const raw = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return field(
    5,
    message(...dims.map((size) => field(1, size)), field(2, float), field(8, name), field(9, raw)),
  );
}

/** NodeProto: input 1, output 2, op_type 4. */
function node(type, inputs, output) {
  return field(1, message(...inputs.map((name) => field(1, name)), field(2, output), field(4, type)));
}

/** ValueInfoProto: name 1, type 2 { tensor_type 1 { elem_type 1, shape 2 { dim 1 { dim_value 1 } } } }. */
function value(place, name, type, dims) {
  const shape = message(...dims.map((size) => field(1, field(1, size))));
  return field(place, message(field(1, name), field(2, field(1, message(field(1, type), field(2, shape))))));
}

function transpose(array, rows, columns) {
  return Float32Array.from(
    { length: rows * columns },
    (_, at) => array[(at % rows) * columns + Math.floor(at / rows)],
  );
}

const weights = readWeights(process.argv[2]);
const { H, V } = weights;
const graph = message(
  node('Gather', ['columns', 'index'], 'column'),
  node('MatMul', ['h', 'Whh'], 'recurrent'),
  node('Add', ['column', 'recurrent'], 'sum'),
  node('Tanh', ['sum'], 'next'),
  node('MatMul', ['next', 'Why'], 'product'),
  node('Add', ['product', 'by'], 'y'),
  field(2, 'step'),
  initializer('columns', [V, H], columnsOf(weights)),
  initializer('Whh', [H, H], transpose(weights.Whh, H, H)),
  initializer('Why', [H, V], transpose(weights.Why, V, H)),
  initializer('by', [V], weights.by),
  value(11, 'index', int64, [1]),
  value(11, 'h', float, [1, H]),
  value(12, 'next', float, [1, H]),
  value(12, 'y', float, [1, V]),
);
// ModelProto: ir_version 1, graph 7, opset_import 8 { version 2 }.
const model = message(field(1, 8), field(7, graph), field(8, field(2, 13)));
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: 1, interOpNumThreads: 1 });

await serve(async (n) => {
  let h = new ort.Tensor('float32', new Float32Array(H), [1, H]);
  const index = new ort.Tensor('int64', new BigInt64Array(1), [1]);
  for (let t = 0; t < n; t++) {
    const { next, y } = await session.run({ index, h });
    index.data[0] = BigInt(draw(y.data));
    h = next;
  }
});
