import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../install.mjs';
import { sourceStrings } from './sourceStrings';

type Words = Readonly<Record<string, string>>;

/** Of all strings, those that may wait for their translation between releases; `npm run release` allows none. */
const mostMissing = process.env.CHAR_RNN_RELEASE === undefined ? 0.25 : 0;

function read(...path: string[]): Words {
  return JSON.parse(readFileSync(join(root, ...path), 'utf8')) as Words;
}

const languages = readdirSync(join(root, 'l10n'))
  .map((name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1])
  .filter((language) => language !== undefined);

function gaps(text: string): string[] {
  return [...text.matchAll(/\{\d+\}/g)].map(([gap]) => gap).sort();
}

/** What a person can click, and what is to be typed or copied as it stands. */
function fixedParts(text: string): string[] {
  return [...text.matchAll(/\(command:[^)]*\)|`[^`]*`/g)].map(([part]) => part).sort();
}

function tell(language: string, what: string, names: readonly string[]): void {
  if (names.length > 0) {
    console.log(
      `      ${language}: ${names.length} ${what}:\n${names.map((name) => `        ${name}`).join('\n')}`,
    );
  }
}

describe('translations', () => {
  const strings = sourceStrings();

  it('are looked for where the strings are: each call has a value for each gap of its text', () => {
    assert.ok(strings.length > 500, `only ${strings.length} strings were found`);
    for (const { text, place, values } of strings) {
      const expected = new Set(gaps(text)).size;
      if (values !== undefined && values < expected) {
        assert.fail(`${place}: ${expected} gaps, ${values} values: ${text}`);
      }
    }
  });

  it('of the manifest: each key that it names has its words', () => {
    const manifest = readFileSync(join(root, 'package.json'), 'utf8');
    const named = [...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key);
    const words = read('package.nls.json');
    assert.deepEqual(
      named.filter((key) => !(key in words)),
      [],
      'named in package.json, missing in package.nls.json',
    );
    assert.deepEqual(
      Object.keys(words).filter((key) => !named.includes(key)),
      [],
      'in package.nls.json, named nowhere',
    );
  });

  for (const language of languages) {
    it(`into ${language}: of every string, with the same gaps`, () => {
      const bundle = read('l10n', `bundle.l10n.${language}.json`);
      const texts = [...new Set(strings.map(({ text }) => text))];
      const missing = texts.filter((text) => !(text in bundle));
      tell(language, 'strings without a translation', missing);
      tell(
        language,
        'translations of strings that are no more',
        Object.keys(bundle).filter((text) => !texts.includes(text)),
      );
      assert.ok(
        missing.length <= mostMissing * texts.length,
        `${missing.length} of ${texts.length} are missing`,
      );
      for (const [text, translation] of Object.entries(bundle)) {
        assert.deepEqual(gaps(translation), gaps(text), text);
        assert.ok(translation.trim() !== '', text);
      }
    });

    it(`into ${language}: of the manifest, with the same commands and names`, () => {
      const words = read('package.nls.json');
      const translated = read(`package.nls.${language}.json`);
      const missing = Object.keys(words).filter((key) => !(key in translated));
      tell(language, 'keys of the manifest without a translation', missing);
      assert.ok(missing.length <= mostMissing * Object.keys(words).length, `${missing.length} are missing`);
      const different = Object.entries(translated)
        .filter(([key]) => key in words)
        .filter(([key, translation]) => fixedParts(translation).join() !== fixedParts(words[key]).join())
        .map(([key]) => key);
      tell(language, 'keys of the manifest whose commands and names differ', different);
      assert.ok(different.length <= mostMissing * Object.keys(words).length, different.join(', '));
    });
  }
});
