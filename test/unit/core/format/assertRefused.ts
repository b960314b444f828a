import assert from 'node:assert/strict';
import { readModel } from '../../../../src/core/format/modelFile';
import type { Control } from '../../../../src/core/pause';
import { PersonError } from '../../../../src/core/personError';

/** A file must be refused with a message for people that matches. */
export async function assertRefused(bytes: Uint8Array, message: RegExp, control?: Control): Promise<void> {
  await assert.rejects(readModel(bytes, 'bad', control), (error) => {
    assert.ok(error instanceof PersonError, `${String(error)} is not a PersonError`);
    assert.match(error.message, message);
    assert.match(error.message, /^bad: /);
    return true;
  });
}
