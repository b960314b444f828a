import { Slicer, type Control } from '../pause';
import { EdgeTable } from './edgeTable';

/** Characters between two looks at the clock. */
const chunk = 2048;

/** How well a text was predicted. */
export interface Predicted {
  /** Mean of -ln p(character), in nats. */
  readonly lossNats: number;
  /** Share of the characters that were the likeliest one. */
  readonly accuracy: number;
}

/**
 * Character n-grams of all orders up to one, with the smoothing of Witten and Bell (1991, "The zero-frequency problem",
 * method C) in its interpolated form (Chen and Goodman 1999, equation 13). With h the last k characters, h' the last k - 1,
 * N(h) how often h was followed by a character, T(h) by how many different ones, and N(hc) how often by c:
 *
 *     p(c | h) = (N(hc) + T(h) p(c | h')) / (N(h) + T(h))        p(c | nothing before h) = 1 / V
 *
 * and p(c | h) = p(c | h') where h was never seen. So an n-gram is the p of k = n - 1, and every character of the
 * vocabulary is possible everywhere.
 */
export class NgramModel {
  private readonly edges = new EdgeTable();
  /** Of each node of the trie, which stands for the characters on the way to it: how often they were seen... */
  private seen: Uint32Array = new Uint32Array(1 << 12);
  /** ...how often they were followed by a character, and by how many different ones. */
  private followed: Uint32Array = new Uint32Array(1 << 12);
  private kinds: Uint32Array = new Uint32Array(1 << 12);
  /** The characters that follow, as a list: each node's first child and next sibling, and its own last character. */
  private firstChild: Uint32Array = new Uint32Array(1 << 12);
  private sibling: Uint32Array = new Uint32Array(1 << 12);
  private own: Uint16Array = new Uint16Array(1 << 12);
  /** The root is node 0. */
  private nodes = 1;
  /** The likeliest character behind a node, and its p; found when it is first asked for. */
  private readonly likeliest = new Map<number, { readonly character: number; readonly p: number }>();

  private constructor(
    readonly order: number,
    private readonly vocabularySize: number,
  ) {}

  /** Counts a text, in slices. @param order the largest n. */
  static async of(
    text: Uint16Array,
    vocabularySize: number,
    order: number,
    control: Control = {},
  ): Promise<NgramModel> {
    const model = new NgramModel(order, vocabularySize);
    const context = new Uint32Array(order + 1);
    const slicer = new Slicer(control, text.length);
    for (let begin = 0; begin < text.length; begin += chunk) {
      const end = Math.min(text.length, begin + chunk);
      for (let at = begin; at < end; at++) {
        model.count(context, Math.min(at, order - 1), text[at]);
      }
      await slicer.done(end - begin);
    }
    return model;
  }

  /**
   * Predicts each character of a text by those before it, in slices.
   *
   * @param before what stands before the text: its end is the first context.
   * @returns of every order from 1 up.
   */
  async predict(text: Uint16Array, before: Uint16Array, control: Control = {}): Promise<Predicted[]> {
    const { order } = this;
    const sums = new Float64Array(order);
    const hits = new Float64Array(order);
    let context: number[] = [0];
    for (const character of before.subarray(-(order - 1))) {
      context = this.next(context, character);
    }
    const slicer = new Slicer(control, text.length);
    for (let begin = 0; begin < text.length; begin += chunk) {
      const end = Math.min(text.length, begin + chunk);
      for (let at = begin; at < end; at++) {
        const character = text[at];
        let p = 1 / this.vocabularySize;
        let likeliest = 0;
        for (let k = 0; k < order; k++) {
          if (k < context.length) {
            p = this.step(context[k], character, p);
            likeliest = this.likeliestBehind(context, k).character;
          }
          sums[k] -= Math.log(p);
          hits[k] += likeliest === character ? 1 : 0;
        }
        context = this.next(context, character);
      }
      await slicer.done(end - begin);
    }
    return Array.from(sums, (sum, k) => ({ lossNats: sum / text.length, accuracy: hits[k] / text.length }));
  }

  /** One turn of the formula above. */
  private step(node: number, character: number, lower: number): number {
    const child = this.edges.get(node, character);
    const kinds = this.kinds[node];
    // Only the root of a text with no characters.
    if (kinds === 0) {
      return lower;
    }
    return ((child === 0 ? 0 : this.seen[child]) + kinds * lower) / (this.followed[node] + kinds);
  }

  /**
   * The likeliest character behind the last k characters, the first of equals. It is one that was seen there or the
   * likeliest behind k - 1: of those not seen there, all of which the formula shrinks alike, no other can be.
   */
  private likeliestBehind(context: readonly number[], k: number): { character: number; p: number } {
    const node = context[k];
    const known = this.likeliest.get(node);
    if (known) {
      return known;
    }
    const lower =
      k === 0 ? { character: 0, p: 1 / this.vocabularySize } : this.likeliestBehind(context, k - 1);
    let { character } = lower;
    let p = this.step(node, character, lower.p);
    for (let child = this.firstChild[node]; child !== 0; child = this.sibling[child]) {
      const candidate = this.own[child];
      let value = 1 / this.vocabularySize;
      for (let length = 0; length <= k; length++) {
        value = this.step(context[length], candidate, value);
      }
      if (value > p || (value === p && candidate < character)) {
        [character, p] = [candidate, value];
      }
    }
    const found = { character, p };
    this.likeliest.set(node, found);
    return found;
  }

  /** Nodes of the contexts of length 0, 1, ... behind one more character, as far as they were ever followed by one. */
  private next(context: readonly number[], character: number): number[] {
    const next = [0];
    for (let k = 0; k < context.length && next.length < this.order; k++) {
      const node = this.edges.get(context[k], character);
      if (node === 0 || this.followed[node] === 0) {
        break;
      }
      next.push(node);
    }
    return next;
  }

  /** Counts a character behind the contexts of length 0 to `longest`, and moves them on. */
  private count(context: Uint32Array, longest: number, character: number): void {
    // From the longest down: the place of each is taken by the next shorter one's child.
    for (let k = longest; k >= 0; k--) {
      const node = context[k];
      let child = this.edges.get(node, character);
      if (child === 0) {
        child = this.addNode(node, character);
      }
      this.seen[child]++;
      this.followed[node]++;
      context[k + 1] = child;
    }
  }

  private addNode(parent: number, character: number): number {
    const node = this.nodes++;
    if (node >= this.seen.length) {
      this.grow();
    }
    this.edges.add(parent, character, node);
    this.own[node] = character;
    this.sibling[node] = this.firstChild[parent];
    this.firstChild[parent] = node;
    this.kinds[parent]++;
    return node;
  }

  private grow(): void {
    const doubled = (array: Uint32Array): Uint32Array => {
      const larger = new Uint32Array(2 * array.length);
      larger.set(array);
      return larger;
    };
    [this.seen, this.followed, this.kinds] = [this.seen, this.followed, this.kinds].map(doubled);
    [this.firstChild, this.sibling] = [this.firstChild, this.sibling].map(doubled);
    const own = new Uint16Array(2 * this.own.length);
    own.set(this.own);
    this.own = own;
  }
}
