import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { comparisonDocument, formatAlpha } from '../../../src/services/comparison';
import type { Written } from '../../../src/services/writing';

function sample(temperature: number, more: Partial<Written> = {}): Written {
  return {
    prompt: "KING RICHARD III:\nIt's",
    text: '\nNow ```is``` the winter\n',
    length: 20,
    temperature,
    seed: 7,
    unknown: { mapped: 0, skipped: 0, characters: [] },
    escapes: 0,
    model: 'shakespeare-rnn-250',
    modelReference: '/models/a b.npz',
    warmup: 'auto',
    unknownCharacters: 'map',
    kernel: 'exact',
    ...more,
  };
}

describe('comparisonDocument', () => {
  it('heads each sample by temperature, alpha and seed', () => {
    const text = comparisonDocument([sample(0), sample(0.3), sample(2)]);
    assert.deepEqual(text.match(/^## .*/gm), [
      '## Temperature 0 (alpha = ∞), seed 7',
      '## Temperature 0.3 (alpha = 3.33333), seed 7',
      '## Temperature 2 (alpha = 0.5), seed 7',
      '## Make it again',
    ]);
    for (const fact of ['`shakespeare-rnn-250`', '`exact`', '`auto`', '`map`', '20 characters']) {
      assert.ok(text.includes(fact), fact);
    }
  });

  it('keeps every character of a sample, with no way out of its fence', () => {
    const text = comparisonDocument([sample(1)]);
    assert.ok(text.includes('````text\n\nNow ```is``` the winter\n\n````'), text);
  });

  it('gives a command that a shell reads as it is meant', () => {
    const text = comparisonDocument([sample(0.5), sample(1)]);
    const command = /^npx char-rnn sample [^]*?(?=\n```)/m.exec(text)![0];
    const words = execFileSync('sh', ['-c', command.replace('npx', "printf '%s\\0'")], { encoding: 'utf8' });
    assert.deepEqual(words.split('\0').slice(0, -1), [
      'char-rnn',
      'sample',
      "KING RICHARD III:\nIt's",
      '--temperatures',
      '0.5,1',
      '--length',
      '20',
      '--seed',
      '7',
      '--warmup',
      'auto',
      '--unknown',
      'map',
      '--kernel',
      'exact',
      '--model',
      '/models/a b.npz',
    ]);
  });

  it('reads a long prompt from standard input, and says where there is none', () => {
    assert.match(comparisonDocument([sample(1, { prompt: 'x'.repeat(600) })]), /sample - .* < prompt\.txt/);
    const none = comparisonDocument([sample(1, { prompt: '' })]);
    assert.match(none, /No prompt/);
    assert.match(none, /sample '' --temperatures/);
  });

  it('tells what of the prompt was not read as it stands', () => {
    const unknown = { mapped: 1, skipped: 0, characters: [{ character: 'é', count: 1, replacement: 'e' }] };
    assert.match(comparisonDocument([sample(1, { unknown })]), /"é" as "e"/);
  });
});

describe('formatAlpha', () => {
  it('is 1/temperature to six digits', () => {
    assert.deepEqual([0, 0.2, 0.5, 1, 1.5, 2].map(formatAlpha), ['∞', '5', '2', '1', '0.666667', '0.5']);
  });
});
