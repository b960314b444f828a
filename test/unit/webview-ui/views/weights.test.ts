import assert from 'node:assert/strict';
import {
  arrangeMatrix,
  cellOf,
  coordinates,
  indexOf,
  typedCell,
  valueAt,
  windowAbout,
} from '../../../../webview-ui/views/weights/arrange';
import {
  axesOf,
  axisTitle,
  axisWord,
  layerOf,
  linesOf,
  purposeOf,
} from '../../../../webview-ui/views/weights/arrays';

const characters = ['\n', ' ', ':', '1', 'a'];
const gru = { characters, gates: ['r', 'z', 'n'], hiddenSize: 4 };
const vanilla = { characters, gates: [''], hiddenSize: 4 };

describe("the weights' axes", () => {
  it('are named by layer, gate and character', () => {
    assert.deepEqual(axesOf('Wxh'), { rows: 'gated', columns: 'character' });
    assert.deepEqual(axesOf('Wxh2'), { rows: 'gated', columns: 'neuron' });
    assert.deepEqual([layerOf('Wxh'), layerOf('Whh3'), layerOf('Why')], [1, 3, undefined]);
    assert.equal(axisWord('gated', 6, gru), 'z 2');
    assert.equal(axisWord('gated', 2, vanilla), '2');
    assert.equal(axisWord('character', 0, gru), '↵');
    assert.equal(axisTitle('gated', 6, gru), 'update gate z of neuron 2');
    assert.deepEqual(linesOf('gated', 2, gru), [2, 6, 10]);
    assert.deepEqual(linesOf('neuron', 2, gru), [2]);
  });

  it('say what they do', () => {
    assert.match(purposeOf('Whh', { gates: [''], layers: 1 }), /^What each neuron .*the memory\.$/);
    assert.match(
      purposeOf('Wxh2', { gates: gru.gates, layers: 2 }),
      /^Layer 2: what each gate .*layer below/,
    );
  });
});

describe('a place in an array', () => {
  const matrix = { rows: 4, columns: 5, values: Float64Array.from({ length: 20 }, (_, at) => at) };

  it('is read as it is typed: numbers, brackets, a character', () => {
    const typed = (text: string) => typedCell(text, 'Wxh', vanilla, matrix);
    for (const text of ['3 2', '[3][2]', '3, :', '3 :', ' 3,2 ']) {
      assert.deepEqual(typed(text), { row: 3, column: 2 }, text);
    }
    assert.deepEqual(typed('0 \\n'), { row: 0, column: 0 });
    assert.deepEqual(typed('0 ␣'), { row: 0, column: 1 });
    // Digits are an index, even where the digit is a character too.
    assert.deepEqual(typed('0 1'), { row: 0, column: 1 });
    for (const wrong of ['', '3', '4 0', '0 5', '0 x', '1 2 3', ': 1']) {
      assert.equal(typed(wrong), undefined, wrong);
    }
    const bias = { rows: 4, columns: 1 };
    assert.deepEqual(typedCell('3', 'bh', vanilla, bias), { row: 3, column: 0 });
    assert.equal(typedCell('3 0', 'bh', vanilla, bias), undefined);
  });

  it('is found in every order, and back', () => {
    const order = Uint32Array.of(2, 0, 3, 1);
    const shown = arrangeMatrix('Wxh', matrix, order, undefined);
    for (let row = 0; row < 4; row++) {
      const cell = cellOf('Wxh', shown, { row, column: 3 })!;
      assert.deepEqual(indexOf('Wxh', shown, cell), { row, column: 3 });
      assert.equal(order[cell.row], row);
    }
    assert.equal(valueAt(matrix, { row: 2, column: 4 }), 14);
    assert.equal(coordinates('Wxh', false, { row: 2, column: 4 }), 'Wxh[2][4]');
    assert.equal(coordinates('Wxh', true, { row: 2, column: 4 }), 'mWxh[2][4]');
  });

  it('lies in a row where the array is a column', () => {
    const bias = { rows: 4, columns: 1, values: Float64Array.of(9, 8, 7, 6) };
    const shown = arrangeMatrix('bh', bias, Uint32Array.of(3, 2, 1, 0), undefined);
    assert.deepEqual([shown.rows, shown.columns], [1, 4]);
    assert.deepEqual(indexOf('bh', shown, { row: 0, column: 0 }), { row: 3, column: 0 });
    assert.deepEqual(cellOf('bh', shown, { row: 3, column: 0 }), { row: 0, column: 0 });
    assert.equal(coordinates('bh', false, { row: 3, column: 0 }), 'bh[3]');
  });

  it('has a window about it that stays within the array', () => {
    assert.deepEqual(windowAbout({ rows: 4, columns: 100 }, { row: 0, column: 99 }, 5), {
      rows: [0, 1, 2, 3],
      columns: [95, 96, 97, 98, 99],
    });
  });
});
