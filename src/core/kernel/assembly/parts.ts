/**
 * The parts that the networks are made of, one by one, for their tests (`test/unit/core/kernel/parts.test.ts`). Not
 * shipped.
 */
import { exp4 } from './exponential';
import { logarithm } from './logarithm';
import { uniform } from './philox';
import { tanh4 } from './tanh';

/** Room for 65,536 numbers of eight bytes: what a function is given, and what it leaves there. */
export const numbers: usize = memory.data(524288, 16);

export function tanhOf(count: i32): void {
  for (let at = numbers; at < numbers + (<usize>count << 2); at += 16) {
    v128.store(at, tanh4(v128.load(at)));
  }
}

export function expOf(count: i32): void {
  for (let at = numbers; at < numbers + (<usize>count << 2); at += 16) {
    v128.store(at, exp4(v128.load(at)));
  }
}

export function logarithmOf(count: i32): void {
  for (let at = numbers; at < numbers + (<usize>count << 3); at += 8) {
    store<f64>(at, logarithm(load<f64>(at)));
  }
}

export function uniformOf(seedLow: u32, seedHigh: u32, positionLow: u32, positionHigh: u32, stream: u32): f64 {
  return uniform((<u64>seedHigh << 32) | seedLow, (<u64>positionHigh << 32) | positionLow, stream);
}
