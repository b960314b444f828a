import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { definitions, ranges, readSettings, type SettingName } from '../../../src/services/settings';

interface Property {
  default: unknown;
  type: string | string[];
  minimum?: number;
  maximum?: number;
  enum?: string[];
  pattern?: string;
  items?: Property;
  markdownDescription?: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  contributes: { configuration: { properties: Record<string, Property> } };
};
const texts = JSON.parse(readFileSync('package.nls.json', 'utf8')) as Record<string, string>;
const { properties } = manifest.contributes.configuration;
const names = Object.keys(definitions) as SettingName[];

describe('settings', () => {
  it('are those that package.json contributes, with the same defaults', () => {
    assert.deepEqual(
      Object.fromEntries(Object.entries(properties).map(([name, { default: value }]) => [name, value])),
      Object.fromEntries(names.map((name) => [`charRnn.${name}`, definitions[name].default])),
    );
  });

  it('accept what the schema in package.json accepts, to the ends of its ranges', () => {
    for (const name of names) {
      const schema = properties[`charRnn.${name}`];
      const accepts = (value: unknown): boolean => definitions[name].accepts(value);
      const wrap = (value: unknown): unknown => (schema.items ? [value] : value);
      const { minimum, maximum } = schema.items ?? schema;
      if (minimum !== undefined && maximum !== undefined) {
        assert.ok(accepts(wrap(minimum)) && accepts(wrap(maximum)), name);
        assert.ok(!accepts(wrap(minimum - 1)) && !accepts(wrap(maximum + 1)), name);
      }
      for (const value of schema.enum ?? []) {
        assert.ok(accepts(value), `${name} ${value}`);
      }
      assert.equal(
        accepts('no such value'),
        schema.type === 'string' && !schema.enum && !schema.pattern,
        name,
      );
      assert.equal(accepts(null), [schema.type].flat().includes('null'), name);
      assert.equal(accepts([]), false, name);
      assert.equal(accepts(Number.NaN), false, name);
    }
    for (const value of [
      'line',
      ' line ',
      '1 line',
      '3 lines',
      '80 characters',
      '0 lines',
      'lines',
      '3',
      '',
    ]) {
      const matches = new RegExp(properties['charRnn.inline.length'].pattern!).test(value);
      assert.equal(definitions['inline.length'].accepts(value), matches, value);
    }
    assert.equal(definitions['inline.length'].accepts('101 lines'), false);
    assert.equal(definitions.length.accepts(1.5), false);
    assert.equal(definitions.seed.accepts(ranges.seed.maximum), true);
  });

  it('are documented, each in words', () => {
    for (const [name, { markdownDescription }] of Object.entries(properties)) {
      const key = /^%(.+)%$/.exec(markdownDescription ?? '')?.[1];
      assert.ok(key !== undefined && texts[key].length > 40, name);
    }
  });

  it('keep the good ones and report the bad ones', () => {
    const raw: Partial<Record<SettingName, unknown>> = {
      temperature: 'hot',
      length: 50,
      seed: null,
      comparedTemperatures: [1, -1],
    };
    const { settings, bad } = readSettings((name) => raw[name]);
    assert.equal(settings.temperature, 0.5);
    assert.equal(settings.length, 50);
    assert.equal(settings.seed, null);
    assert.equal(settings.model, 'shakespeare-gru-2x400');
    assert.deepEqual(bad, [
      { name: 'temperature', value: 'hot' },
      { name: 'comparedTemperatures', value: [1, -1] },
    ]);
  });
});
