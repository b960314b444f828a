import assert from 'node:assert/strict';
import { crc32 } from '../../../../src/core/format/crc32';
import { bytesOf } from './buildFiles';

describe('crc32', () => {
  it('gives the known answers', () => {
    // The check value of the CRC catalogue (CRC-32/ISO-HDLC), and Python's zlib.crc32 of the rest.
    assert.equal(crc32(bytesOf('123456789')), 0xcbf43926);
    assert.equal(crc32(new Uint8Array()), 0);
    assert.equal(crc32(Uint8Array.from({ length: 1000 }, (_, index) => index & 255)), 0x74e3fb41);
  });

  it('goes on from what came before, wherever the bytes are cut', () => {
    const bytes = bytesOf('The quick brown fox jumps over the lazy dog');
    for (let cut = 0; cut <= bytes.length; cut++) {
      assert.equal(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut))), 0x414fa339);
    }
  });
});
