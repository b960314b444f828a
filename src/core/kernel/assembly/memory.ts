/**
 * Memory is laid out once: what is needed is reserved piece by piece, then the memory grows to the sum. Nothing is
 * allocated or freed after that, and no view of JavaScript's is ever detached.
 */
let end: usize = 0;

/** Room for so many bytes, beginning a cache line. Not to be touched before `grow`. */
export function reserve(bytes: usize): usize {
  if (end === 0) {
    end = __heap_base;
  }
  const start = (end + 63) & ~63;
  end = start + bytes;
  return start;
}

/** Makes the memory large enough for all that was reserved; it is zero. @returns whether there was room. */
export function grow(): bool {
  const missing = <i32>((end + 0xffff) >>> 16) - memory.size();
  return missing <= 0 || memory.grow(missing) >= 0;
}
