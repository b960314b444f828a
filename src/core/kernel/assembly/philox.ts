/**
 * The random number of (seed, position), uniform in [0, 1) with 53 bits: Philox4x32-10, as `core/random.ts` has it (which
 * also says where it comes from); `network.test.ts` compares the two.
 *
 * WebAssembly multiplies 64-bit integers, so each product of two 32-bit words is one instruction.
 *
 * @param seed and position: from 0 to 2^53 - 1.
 * @param stream what the number is for: 0 for sampling, 2 for dropout.
 */
export function uniform(seed: u64, position: u64, stream: u32): f64 {
  let c0 = <u32>position;
  let c1 = <u32>(position >> 32);
  let c2 = stream;
  let c3: u32 = 0;
  let k0 = <u32>seed;
  let k1 = <u32>(seed >> 32);
  for (let round = 0; round < 10; round++) {
    const product0 = <u64>c0 * 0xd2511f53;
    const product1 = <u64>c2 * 0xcd9e8d57;
    c0 = <u32>(product1 >> 32) ^ c1 ^ k0;
    c1 = <u32>product1;
    c2 = <u32>(product0 >> 32) ^ c3 ^ k1;
    c3 = <u32>product0;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  return (<f64>(c0 >>> 5) * 67108864 + <f64>(c1 >>> 6)) / 9007199254740992;
}
