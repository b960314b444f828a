import assert from 'node:assert/strict';
import { ticks } from '../../../../webview-ui/heatmap/ticks';
import { cellAt, cellBox, fit, pan, resize, reveal, zoom } from '../../../../webview-ui/heatmap/viewport';

const whole = fit(100, 50, 500, 400);

describe("a heatmap's viewport", () => {
  it('shows the whole matrix to begin with, and never less of it than fills the canvas', () => {
    assert.deepEqual(cellAt(whole, 0, 0), { row: 0, column: 0 });
    assert.deepEqual(cellAt(whole, 499.9, 399.9), { row: 99, column: 49 });
    assert.equal(cellAt(whole, 500, 10), undefined);
    assert.deepEqual(zoom(whole, 0.5, 100, 100), whole);
    assert.deepEqual(pan(whole, 300, -300), whole, 'there is nothing to move');
  });

  it('keeps the cell under the pointer when it is enlarged, and comes back', () => {
    const near = zoom(whole, 3, 120, 250);
    assert.deepEqual(cellAt(near, 120, 250), cellAt(whole, 120, 250));
    assert.equal(near.cellWidth, 30);
    const back = zoom(near, 1 / 3, 120, 250);
    // Sums of floats: a millionth of a cell.
    for (const name of ['left', 'top', 'cellWidth', 'cellHeight'] as const) {
      assert.ok(Math.abs(back[name] - whole[name]) < 1e-6, name);
    }
    assert.equal(zoom(whole, 1000, 0, 0).cellHeight, 64, 'no cell is larger than this');
  });

  it('is moved by pixels, within the matrix', () => {
    const near = zoom(whole, 4, 0, 0);
    const moved = pan(near, -80, -32);
    assert.deepEqual(cellAt(moved, 0, 0), { row: 2, column: 2 });
    const end = pan(near, -1e6, -1e6);
    assert.deepEqual(cellAt(end, 499.9, 399.9), { row: 99, column: 49 });
  });

  it('brings a cell into sight by the least movement', () => {
    const near = zoom(whole, 4, 0, 0);
    assert.deepEqual(reveal(near, { row: 3, column: 3 }), near, 'it is in sight');
    const moved = reveal(near, { row: 99, column: 20 });
    const { x, y } = cellBox(moved, { row: 99, column: 20 });
    assert.ok(x >= 0 && x + moved.cellWidth <= 500.001 && y >= 0 && y + moved.cellHeight <= 400.001);
  });

  it('keeps place and enlargement when the canvas gets another size', () => {
    const near = pan(zoom(whole, 2, 0, 0), -100, -80);
    const wider = resize(near, 1000, 400);
    assert.equal(wider.cellWidth, 2 * near.cellWidth);
    assert.deepEqual([wider.left, wider.top], [near.left, near.top]);
  });
});

describe("an axis's words", () => {
  it('stand in the middle of their cells, in steps of 1, 2, 5, 10..., with room between them', () => {
    for (const [cell, room, step] of [
      [20, 13, 1],
      [10, 13, 2],
      [4, 13, 5],
      [1.5, 13, 10],
      [0.2, 20, 100],
    ]) {
      const words = ticks(1000, 0, cell, 1000 * cell, room);
      assert.equal(words[1].at - words[0].at, step, `${cell} px`);
      assert.ok(step * cell >= room);
      assert.equal(words[1].middle, (step + 0.5) * cell);
    }
  });

  it('are those of what is seen', () => {
    assert.deepEqual(
      ticks(100, 40.6, 10, 95, 13).map(({ at }) => at),
      [42, 44, 46, 48],
    );
    assert.deepEqual(ticks(0, 0, 10, 100, 13), []);
  });
});
