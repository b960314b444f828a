import assert from 'node:assert/strict';
import {
  choiceOption,
  flag,
  integerOption,
  listOption,
  numberOption,
  optional,
  optionName,
  textOption,
} from '../../../src/cli/option';
import { parseArguments } from '../../../src/cli/parseArguments';

const range = { minimum: 0, maximum: 10 };
const options = {
  size: integerOption('N', '', 3, range),
  share: numberOption('N', '', 0.5, range),
  several: listOption(numberOption('N', '', 0, range), 'N,N', '', [1, 2]),
  colour: choiceOption(['red', 'blue'], '', 'red'),
  longName: textOption('TEXT', '', 'x'),
  json: flag(''),
  maybe: optional(numberOption('N', '', 0, range)),
};

function parse(...args: string[]) {
  return parseArguments(args, options);
}

function refusal(...args: string[]): string {
  try {
    parse(...args);
  } catch (error) {
    return (error as Error).message;
  }
  throw new assert.AssertionError({ message: `${args.join(' ')} was taken` });
}

describe('parseArguments', () => {
  it('gives defaults', () => {
    assert.deepEqual(parse().options, {
      size: 3,
      share: 0.5,
      several: [1, 2],
      colour: 'red',
      longName: 'x',
      json: false,
      maybe: undefined,
    });
  });

  it('reads each kind, tied by = or by a space, among the words', () => {
    const { words, options: values } = parse(
      'a',
      '--size=7',
      '--share',
      '1e-1',
      'b',
      '--json',
      '--several',
      '0, .5,10.',
      '--long-name=',
      '--colour',
      'blue',
      '--maybe=0',
    );
    assert.deepEqual(
      words.map(({ text }) => text),
      ['a', 'b'],
    );
    assert.deepEqual(values, {
      size: 7,
      share: 0.1,
      several: [0, 0.5, 10],
      colour: 'blue',
      longName: '',
      json: true,
      maybe: 0,
    });
  });

  it('lets a value begin with a dash, and the last of two count', () => {
    assert.equal(parse('--long-name', '-x').options.longName, '-x');
    assert.equal(parse('--long-name', '--unknown').options.longName, '--unknown');
    assert.equal(parse('--long-name=--json').options.longName, '--json');
    assert.equal(parse('--size', '1', '--size', '2').options.size, 2);
  });

  it('takes what stands behind -- as it is', () => {
    assert.deepEqual(parse('-', '--', '-', '--json', '--').words, [
      { text: '-', verbatim: false },
      { text: '-', verbatim: true },
      { text: '--json', verbatim: true },
      { text: '--', verbatim: true },
    ]);
  });

  it('refuses numbers that are none, or out of range', () => {
    for (const bad of ['', ' ', 'abc', '1,5', '0x3', '1e', '11', '-1', 'NaN', 'Infinity', '3.5', '--', '²']) {
      assert.match(refusal(`--size=${bad}`), /expected a whole number from 0 to 10/, bad);
    }
    assert.match(refusal('--share', '-0.1'), /--share is "-0.1": expected a number from 0 to 10/);
    assert.match(refusal('--several=1,,2'), /with commas between them, each a number/);
    assert.match(refusal('--colour=green'), /"green": expected red or blue/);
  });

  it('refuses options that there are not, and names the nearest', () => {
    assert.match(refusal('--longname=x'), /There is no option --longname here. Did you mean --long-name\?/);
    assert.doesNotMatch(refusal('--zebra'), /Did you mean/);
    assert.match(refusal('-5'), /begins with a dash goes behind --/);
    assert.match(refusal('-s'), /There is no option -s/);
  });

  it('refuses a value too many or too few', () => {
    assert.match(refusal('--json=yes'), /--json takes no value/);
    assert.match(refusal('--size'), /--size needs a value/);
    assert.match(refusal('--long-name', '--json'), /--long-name needs a value/);
    assert.match(refusal('--long-name', '--', 'x'), /--long-name needs a value/);
  });

  it('notices that help is asked for', () => {
    assert.ok(parse('x', '--help').help && parse('-h').help && !parse('x').help);
  });
});

describe('optionName', () => {
  it('is written with dashes', () => {
    assert.equal(optionName('sequenceLength'), '--sequence-length');
    assert.equal(optionName('json'), '--json');
  });
});
