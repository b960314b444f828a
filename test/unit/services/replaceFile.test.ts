import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeLeftovers, replaceFile } from '../../../src/services/replaceFile';

describe('replaceFile', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('writes a new file, replaces an old one, and leaves nothing else behind', async () => {
    const path = join(folder, 'm.npz');
    await replaceFile(path, Uint8Array.of(1, 2));
    await replaceFile(path, Uint8Array.of(3));
    assert.deepEqual([...readFileSync(path)], [3]);
    assert.deepEqual(readdirSync(folder), ['m.npz']);
  });

  it('replaces what a link leads to, not the link', async () => {
    const [target, link] = [join(folder, 'target'), join(folder, 'link')];
    writeFileSync(target, 'old');
    try {
      symlinkSync(target, link);
    } catch {
      return; // Windows lets only some people make links.
    }
    await replaceFile(link, Uint8Array.of(65));
    assert.equal(readFileSync(target, 'utf8'), 'A');
    assert.equal(readlinkSync(link), target);
  });

  it('leaves nothing behind where it fails', async () => {
    await assert.rejects(replaceFile(join(folder, 'none', 'm.npz'), Uint8Array.of(1)), { code: 'ENOENT' });
    // A folder cannot be replaced by a file.
    const inside = join(folder, 'folder');
    mkdirSync(inside);
    await assert.rejects(replaceFile(inside, Uint8Array.of(1)));
    assert.deepEqual(readdirSync(folder), ['folder']);
  });

  it('clears away what a killed process left of this file, and nothing else', async () => {
    const others = ['.m.npz.0123abcd.tmp.txt', '.m.npz.0123abc.tmp', '.other.npz.0123abcd.tmp', 'm.npz'];
    for (const name of ['.m.npz.0123abcd.tmp', ...others]) {
      writeFileSync(join(folder, name), '');
    }
    await removeLeftovers(join(folder, 'm.npz'));
    assert.deepEqual(readdirSync(folder).sort(), others.sort());
    await removeLeftovers(join(folder, 'none', 'm.npz'));
  });
});
