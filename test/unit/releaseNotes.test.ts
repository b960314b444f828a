import assert from 'node:assert/strict';
import { releaseNotes } from '../releaseNotes.mjs';

const changelog = `# Changelog

## 0.2.0 (unreleased)

- Not yet.

## 0.1.0 (2026-11-24)

- First.
- Second.

## 0.0.9 (2026-11-01)

- Before.
`;

describe('the notes of a release', () => {
  it('are what the changelog says of its version, and no more', () => {
    assert.equal(releaseNotes(changelog, '0.1.0'), '- First.\n- Second.');
  });

  it('are none for a version that is not released or not there', () => {
    assert.equal(releaseNotes(changelog, '0.2.0'), undefined);
    assert.equal(releaseNotes(changelog, '0.1'), undefined);
  });
});
