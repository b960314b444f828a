import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { bundledNames } from '../../../../src/extension/bundledModels.web';
import { root } from '../../../install.mjs';

describe('the models that a browser lists', () => {
  it('are those that lie there', () => {
    const files = readdirSync(join(root, 'media', 'models')).filter((name) => name.endsWith('.npz'));
    assert.deepEqual(bundledNames, files.map((name) => name.replace('.npz', '')).sort());
  });
});
