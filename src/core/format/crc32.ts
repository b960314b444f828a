/** CRC-32 as zip files use it (polynomial 0xEDB88320, reflected), four bytes a turn ("slicing by 4"). */
const tables = makeTables();

function makeTables(): Int32Array[] {
  const first = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) {
      value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    }
    first[byte] = value;
  }
  const all = [first];
  for (let table = 1; table < 4; table++) {
    all.push(all[table - 1].map((value) => (value >>> 8) ^ first[value & 0xff]));
  }
  return all;
}

/**
 * The checksum of `bytes`; pass the checksum of what came before to go on from there.
 *
 * @returns an unsigned 32-bit number.
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  const [t0, t1, t2, t3] = tables;
  const whole = bytes.length - (bytes.length % 4);
  let crc = ~before;
  for (let at = 0; at < whole; at += 4) {
    crc ^= bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24);
    crc = t3[crc & 0xff] ^ t2[(crc >>> 8) & 0xff] ^ t1[(crc >>> 16) & 0xff] ^ t0[crc >>> 24];
  }
  for (let at = whole; at < bytes.length; at++) {
    crc = (crc >>> 8) ^ t0[(crc ^ bytes[at]) & 0xff];
  }
  return ~crc >>> 0;
}
