/** The share of a table in use at which it grows. */
const fullest = 0.6;
/** 2^32 over the golden ratio, as Knuth has it for multiplicative hashing; and an odd number for the other half. */
const golden = 0x9e3779b1;
const other = 0x85ebca6b;

/**
 * The edges of a trie: which node one comes to from a node by a character. A hash table with open addressing in flat arrays,
 * several times as fast as a Map with millions of entries, and a third as large.
 */
export class EdgeTable {
  /** Of an edge: the node it leaves from, its character, and the node it leads to, or 0 where the place is free. */
  private from = new Uint32Array(1 << 12);
  private character = new Uint16Array(1 << 12);
  private to = new Uint32Array(1 << 12);
  private count = 0;

  /** The node behind an edge; 0, the root, to which no edge leads, if there is none. */
  get(node: number, character: number): number {
    return this.to[this.find(node, character)];
  }

  /** Adds an edge that is not there. @param target above 0. */
  add(node: number, character: number, target: number): void {
    if (this.count >= fullest * this.to.length) {
      this.grow();
    }
    this.put(node, character, target);
    this.count++;
  }

  private put(node: number, character: number, target: number): void {
    const at = this.find(node, character);
    this.from[at] = node;
    this.character[at] = character;
    this.to[at] = target;
  }

  /** The place of an edge, or the free one where it would be. */
  private find(node: number, character: number): number {
    const { from, character: characters, to } = this;
    const mask = to.length - 1;
    let hash = Math.imul(node, golden) ^ Math.imul(character + 1, other);
    hash ^= hash >>> 15;
    let at = hash & mask;
    while (to[at] !== 0 && (from[at] !== node || characters[at] !== character)) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private grow(): void {
    const { from, character, to } = this;
    this.from = new Uint32Array(2 * to.length);
    this.character = new Uint16Array(2 * to.length);
    this.to = new Uint32Array(2 * to.length);
    for (let at = 0; at < to.length; at++) {
      if (to[at] !== 0) {
        this.put(from[at], character[at], to[at]);
      }
    }
  }
}
