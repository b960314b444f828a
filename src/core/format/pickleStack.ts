import { PersonError } from '../personError';
import { limits } from './limits';
import type { PickleValue } from './pickleValue';

/** The stack of a pickle's machine, with marks from which several values are taken at once. */
export class PickleStack {
  private readonly values: PickleValue[] = [];
  private readonly marks: number[] = [];

  /** @param where the member's name, for messages. */
  constructor(private readonly where: string) {}

  get size(): number {
    return this.values.length + this.marks.length;
  }

  /** The value on top, above the last mark. */
  get top(): PickleValue {
    this.need(1);
    return this.values[this.values.length - 1];
  }

  push(value: PickleValue): void {
    if (this.values.length >= limits.pickleStack) {
      throw new PersonError('{0} has a pickle with over {1} values open at once.', {
        values: [this.where, limits.pickleStack],
      });
    }
    this.values.push(value);
  }

  mark(): void {
    if (this.marks.length >= limits.pickleMarks) {
      throw new PersonError('{0} has a pickle nested over {1} levels deep.', {
        values: [this.where, limits.pickleMarks],
      });
    }
    this.marks.push(this.values.length);
  }

  /** The topmost `count` values, in the order in which they were pushed. */
  popMany(count: number): PickleValue[] {
    this.need(count);
    return this.values.splice(this.values.length - count, count);
  }

  /** All values above the last mark, and the mark. */
  popToMark(): PickleValue[] {
    const from = this.marks.pop();
    if (from === undefined) {
      throw this.short();
    }
    return this.values.splice(from);
  }

  /** Forgets the value on top, or the mark if that is on top. */
  drop(): void {
    if (this.values.length > (this.marks.at(-1) ?? 0)) {
      this.values.pop();
    } else if (this.marks.pop() === undefined) {
      throw this.short();
    }
  }

  private need(count: number): void {
    if (this.values.length - (this.marks.at(-1) ?? 0) < count) {
      throw this.short();
    }
  }

  private short(): PersonError {
    return new PersonError('{0} has a damaged pickle: it takes more values than it has.', {
      values: [this.where],
    });
  }
}
