/** Passes over parts of rows, each a multiple of four numbers. By loads and stores: `memory.fill` is a call, some 30 ns. */

/** Columns rounded up to a tile's 16. */
// @ts-ignore: decorator
@inline
export function padded(columns: i32): i32 {
  return (columns + 15) & ~15;
}

/** y = 0 on `columns`, a multiple of four. */
// @ts-ignore: decorator
@inline
export function clearRow(y: usize, columns: i32): void {
  const bytes = <usize>columns << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(y + at, f32x4.splat(0));
  }
}

/** y += x on `columns`, a multiple of four. */
export function addRow(x: usize, y: usize, columns: i32): void {
  const bytes = <usize>columns << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(y + at, f32x4.add(v128.load(y + at), v128.load(x + at)));
  }
}

/** Z = X Y, element by element: `rows` rows of `columns`, `row` bytes apart in all three. */
export function multiplyRows(x: usize, y: usize, z: usize, row: usize, rows: i32, columns: i32): void {
  const bytes = <usize>columns << 2;
  for (let r = 0; r < rows; r++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(z + at, f32x4.mul(v128.load(x + at), v128.load(y + at)));
    }
    x += row;
    y += row;
    z += row;
  }
}

/** Z += X Y, element by element, as `multiplyRows`. */
export function addProductRows(x: usize, y: usize, z: usize, row: usize, rows: i32, columns: i32): void {
  const bytes = <usize>columns << 2;
  for (let r = 0; r < rows; r++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const added = f32x4.mul(v128.load(x + at), v128.load(y + at));
      v128.store(z + at, f32x4.add(v128.load(z + at), added));
    }
    x += row;
    y += row;
    z += row;
  }
}
