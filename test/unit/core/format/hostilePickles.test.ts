import assert from 'node:assert/strict';
import { readModel } from '../../../../src/core/format/modelFile';
import { assertRefused } from './assertRefused';
import { bytesOf, float64Bytes, npy, npz, tinyMembers, u32 } from './buildFiles';
import { tinyParameters } from './tinyModel';

/** An .npz whose only vocabulary is this pickle, in `char_to_ix`. */
function withDict(pickle: Uint8Array | string, name = 'char_to_ix'): Uint8Array {
  const members = tinyMembers();
  members.delete('chars');
  return npz(members.set(name, npy('|O', '()', typeof pickle === 'string' ? bytesOf(pickle) : pickle)));
}

/** A pickled array with no axes of one object, which `inner` pushes. */
function objectArray(inner: string): string {
  return (
    '\x80\x02cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\x01b\x87R(K\x01)cnumpy\ndtype\n' +
    `U\x02O8K\0K\x01\x87R(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK?tb\x89]${inner}atb.`
  );
}

const abcd = '}(U\x01aK\0U\x01bK\x01U\x01cK\x02U\x01dK\x03u';
const dict = (items: string): Uint8Array => withDict(objectArray(`}(${items}u`));
const inverse = (items: string): Uint8Array => withDict(objectArray(`}(${items}u`), 'ix_to_char');
/** A file that is a pickle and nothing else. */
const bare = (...parts: Parameters<typeof bytesOf>): Uint8Array => bytesOf('\x80\x02', ...parts);

/** A bare pickle of a dict whose arrays have the given state instead of Wxh's own. */
function bareWithState(state: string): Uint8Array {
  return bare(
    '}U\x03Wxhcnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\x01b\x87R',
    state,
    'bs.',
  );
}

const f8 = 'cnumpy\ndtype\nU\x02f8K\0K\x01\x87R(K\x03U\x01<NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\0tb';

const cases: [string, Uint8Array, RegExp][] = [
  // What would run in Python
  [
    'a call of os.system',
    bare('cos\nsystem\nU\x02ls\x85R.'),
    /The file is a pickle that calls "os\.system": only dicts, .* nothing is run/,
  ],
  ['the same in protocol 0', bytesOf("(dp0\ncposix\nsystem\n(S'ls'\ntR."), /calls "posix\.system"/],
  [
    'a call by a name from the stack',
    bare('\x8c\x08builtins\x8c\x04eval\x93\x8c\x011\x85R.'),
    /calls "builtins\.eval"/,
  ],
  ['a name that looks like NumPy', bare('cnumpy\nload\n.'), /calls "numpy\.load"/],
  [
    'eval inside a member',
    withDict(objectArray('c__builtin__\neval\nU\x011\x85R')),
    /^bad: char_to_ix is a pickle that calls "__builtin__\.eval"/,
  ],
  ['an instance (INST)', bytesOf('(ios\nsystem\n.'), /has the opcode 0x69, which data does not need/],
  ['an object (OBJ)', bare('(K\x01o.'), /has the opcode 0x6f/],
  ['a new object', bare('cnumpy\nndarray\n)\x81.'), /has the opcode 0x81/],
  ['a registered extension', bare('\x82\x01.'), /has the opcode 0x82/],
  ['an object kept elsewhere', bare('K\x01Q.'), /has the opcode 0x51/],
  ['a buffer kept elsewhere', bytesOf('\x80\x05\x97.'), /has the opcode 0x97/],
  [
    'ndarray called',
    bare('cnumpy\nndarray\n)R.'),
    /does not follow NumPy's form: it has a call of a function/,
  ],
  ['a number called', bare('K\x01)R.'), /it has a call of a number/],
  ['a state for a list', bare(']K\x01b.'), /it has a state for a list/],
  // Damage
  ['nothing after the protocol', bare(), /The file's pickle is cut short/],
  ['protocol 9', bytesOf('\x80\x09N.'), /it has protocol 9: 0 to 5 are read/],
  ['two values', bare('NN.'), /it has its end too early/],
  ['bytes after the end', bare('}.x'), /it has its end too early/],
  ['an empty stack', bare('.'), /takes more values than it has/],
  ['a mark taken twice', bare('tt.'), /takes more values than it has/],
  ['values below a mark', bare('NN(\x86.'), /takes more values than it has/],
  ['an odd dict', bare('(K\x01d.'), /it has a key without a value/],
  ['items for a number', bare('K\x01K\x02a.'), /it has an item for a number/],
  ['keys for a list', bare(']K\x01K\x02s.'), /it has a key for a list/],
  ['a reference to nothing', bare('h\x07.'), /it has a reference to value 7, which there is not/],
  ['text cut short', bare('X\xff\xff\xff\x7fabc'), /is cut short: 2147483647 more bytes are needed/],
  ['bytes past 2^53', bare('\x8e\xff\xff\xff\xff\xff\xff\xff\xffabc'), /is cut short/],
  ['text that is not UTF-8', bare('X\x02\0\0\0\xff\xfe.'), /a string that is not valid UTF-8/],
  ['a string without quotes', bytesOf('(Sabc\n.'), /a string without quotes/],
  ['a wrong escape', bytesOf("(S'\\q'\n."), /a wrong escape/],
  ['a line without end', bytesOf("(S'abc"), /ends in the middle of a line/],
  [
    'a number of letters',
    bytesOf('(Iseven\n.'),
    /a number before byte 8 that is damaged or has over 53 bits/,
  ],
  ['a number of a thousand digits', bytesOf(`(L${'9'.repeat(1000)}L\n.`), /a line of 1001 bytes/],
  ['a number of 2 GB', bare('\x8b\xff\xff\xff\x7f'), /is cut short/],
  ['a number of 64 bits', bare('\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f.'), /over 53 bits/],
  ['a long -1', bare('}(U\x0achar_to_ix}U\x01a\x8a\x08', '\xff'.repeat(8), 'su.'), /gives "a" the index -1/],
  ['an escaped quote for the last', bytesOf("(S'abc\\'\n."), /a wrong escape/],
  ['U+110000', bytesOf('(V\\U00110000\n.'), /has the character U\+00110000: there is none/],
  // Size
  ['deep nesting', bare('('.repeat(1_000_000)), /nested over 100 levels deep/],
  ['lists in lists', bare(']'.repeat(1_000_000)), /more than 1000 lists and dicts/],
  ['a tall stack', bare('N'.repeat(1_000_000)), /over 262144 values open at once/],
  ['endless steps', bare('N0'.repeat(2_000_000)), /over 2097152 steps behind it/],
  ['a large memo', bare('N', '\x94'.repeat(1_000_000)), /over 524288 values to remember/],
  ['bytes made over and over', bare(encodedOften(10_000)), /a pickle that repeats its bytes over and over/],
  // Long text and bytes are decoded later than short ones, and in pieces.
  [
    'long bytes with a wrong escape',
    bytesOf("(S'", 'a'.repeat(100_000), "\\q'\n."),
    /a wrong escape in a string/,
  ],
  ['long bytes ending in an escape', bytesOf("(S'", 'a'.repeat(100_000), "\\x4'\n."), /a wrong escape/],
  [
    'long text for bytes, with a wide character',
    bare('c_codecs\nencode\n', longText('\xc4\x80'), 'X\x06\0\0\0latin1\x86R.'),
    /has text for bytes that is no bytes/,
  ],
  [
    'long text for bytes, cut short',
    bare('c_codecs\nencode\n', longText('\xc3'), 'X\x06\0\0\0latin1\x86R.'),
    /has text for bytes that is no bytes/,
  ],
  [
    'long text for bytes in protocol 0, with a wide character',
    bytesOf('c_codecs\nencode\n(V', 'a'.repeat(100_000), '\\u0100\nVlatin1\ntR.'),
    /has text for bytes that is no bytes/,
  ],
  [
    'a vocabulary of a megabyte',
    bare('}U\x05chars', longText('a'.repeat(1_000_000)), 's.'),
    /a text of 1100000 bytes: at most 655350 are read/,
  ],
  [
    'a damaged vocabulary of many characters',
    bare('}U\x05chars', longText('\xff'), 's.'),
    /a string that is not valid UTF-8/,
  ],
  // NumPy's form
  [
    'an array without state',
    bare('}U\x03Wxhcnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\x01b\x87Rs.'),
    /There is no vocabulary/,
  ],
  [
    'an array of a function',
    bare('cnumpy.core.multiarray\n_reconstruct\ncnumpy\ndtype\nK\0\x85U\x01b\x87R.'),
    /an array made from a function/,
  ],
  ['an array with nothing for state', bareWithState(')'), /an array state that begins with nothing/],
  ['a state of version 2', bareWithState(`(K\x02)${f8}\x89U\0t`), /an array state that begins with a number/],
  ['a shape of text', bareWithState(`(K\x01U\x01a\x85${f8}\x89U\0t`), /an array whose shape is a tuple/],
  [
    'a negative length',
    bareWithState(`(K\x01J\xff\xff\xff\xff\x85${f8}\x89U\0t`),
    /an array whose shape is a tuple/,
  ],
  [
    'fewer bytes than the shape',
    bareWithState(`(K\x01K\x03\x85${f8}\x89U\x0812345678t`),
    /should have 24 bytes \(3 of <f8\), but has 8/,
  ],
  [
    'a shape past any memory',
    bareWithState(`(K\x01J\xff\xff\xff\x7fJ\xff\xff\xff\x7f\x86${f8}\x89U\x0812345678t`),
    /should have \d+ bytes/,
  ],
  [
    'elements in a number',
    bareWithState(`(K\x01K\x01\x85${f8}\x89K\x01t`),
    /an array whose elements are in a number/,
  ],
  [
    'objects in bytes',
    bare('}', objectArray('N').slice(2).replace(']Nat', 'U\x01xt')),
    /an array of 1 objects in bytes/,
  ],
  [
    'an unknown type',
    bare('cnumpy\ndtype\nU\x03c16K\0K\x01\x87R.'),
    /an array of type "c16": expected float16/,
  ],
  [
    'a record type',
    bare('cnumpy\ndtype\nU\x02f8K\0K\x01\x87R(K\x03U\x01<N)}tb.'),
    /a type that is not a plain one/,
  ],
  [
    'a scalar of another size',
    bare(`cnumpy.core.multiarray\nscalar\n${f8}U\x03abc\x86R.`),
    /a scalar of type <f8 in bytes/,
  ],
  [
    'bytes from wide text',
    bare('c_codecs\nencode\nX\x02\0\0\0\xc4\x80X\x06\0\0\0latin1\x86R.'),
    /bytes over 255 in a string/,
  ],
  [
    'another encoding',
    bare('c_codecs\nencode\nX\x01\0\0\0aX\x05\0\0\0rot13\x86R.'),
    /bytes encoded from a string/,
  ],
  [
    'no array in a member of objects',
    withDict(`\x80\x02${abcd}.`),
    /char_to_ix should hold a pickled array of objects/,
  ],
  // Dicts
  [
    'a list for a dict',
    withDict(objectArray(']')),
    /char_to_ix is a list: expected a dict in a pickled array/,
  ],
  ['a pickle of a list', bare('].'), /The file is a pickle of a list: expected a dict with "Wxh" and so on/],
  ['a number for a key', bare('}K\x01K\x02s.'), /The pickled dict has a number for a key: expected names/],
  ['a key twice', bare('}U\x01aK\x02sU\x01aK\x03s.'), /The pickled dict has the key "a" twice/],
  [
    'weights in a list',
    bare(`}(U\x05charsU\x04abcdU\x03Wxh]u.`),
    /Wxh is a list: expected an array of numbers/,
  ],
  ['an empty dict', withDict(objectArray('}')), /char_to_ix has 0 characters: expected 1 to 65535/],
  ['a word', dict('U\x02abK\0'), /char_to_ix's entry for 0 is "ab": expected a single character/],
  ['no character', dict('U\0K\0'), /char_to_ix's entry for 0 is "": expected a single character/],
  ['half a character', dict('V\\ud83d\nK\0'), /entry for 0 is "\\ud83d", half of a UTF-16 pair/],
  [
    'an index past the end',
    dict('U\x01aK\0U\x01bK\x02'),
    /char_to_ix gives "b" the index 2: expected 0 to 1, for its 2/,
  ],
  ['a negative index', dict('U\x01aJ\xff\xff\xff\xff'), /char_to_ix gives "a" the index -1/],
  ['an index twice', dict('U\x01aK\0U\x01bK\0'), /char_to_ix has the index 0 twice: for "a" and "b"/],
  [
    'half an index',
    dict('U\x01aG\x3f\xe0\0\0\0\0\0\0'),
    /char_to_ix pairs bytes with a number: expected a character with/,
  ],
  ['no index', dict('U\x01aN'), /char_to_ix pairs bytes with None/],
  ['the wrong way round', inverse('U\x01aK\0'), /ix_to_char pairs a number with bytes/],
];

/** A hundred thousand letters, and what comes after them. */
function longText(end: string): Uint8Array {
  return bytesOf('X', u32(100_000 + end.length), 'a'.repeat(100_000), end);
}

/** One megabyte of text, encoded `times` times: two bytes of pickle for a megabyte of memory. */
function encodedOften(times: number): Uint8Array {
  const length = 2 ** 20;
  return bytesOf(
    'c_codecs\nencode\nq\x00',
    'X',
    u32(length),
    new Uint8Array(length).fill(0x61),
    'X\x06\0\0\0latin1\x86q\x01R',
    '0h\x00h\x01R'.repeat(times),
    '.',
  );
}

describe('hostile pickles', () => {
  for (const [what, bytes, message] of cases) {
    it(`refuses ${what}`, () => assertRefused(bytes, message));
  }

  it('accepts what the cases above were made from', async () => {
    const { vocabulary } = await readModel(withDict(objectArray(abcd)), 'fine');
    assert.deepEqual(vocabulary.characters, ['a', 'b', 'c', 'd']);
    const swapped = inverse('K\0U\x01aK\x01U\x01bK\x02U\x01cK\x03U\x01d');
    assert.equal((await readModel(swapped, 'fine')).vocabulary.size, 4);
  });

  it('refuses dicts that say another vocabulary than chars', async () => {
    const members = tinyMembers('abcd').set('char_to_ix', npy('|O', '()', bytesOf(objectArray(abcd))));
    assert.equal((await readModel(npz(members), 'fine')).vocabulary.size, 4);
    const other = npy('|O', '()', bytesOf(objectArray('}(K\0U\x01aK\x01U\x01cK\x02U\x01bK\x03U\x01du')));
    await assertRefused(
      npz(members.set('ix_to_char', other)),
      /chars has "b" at index 1, but ix_to_char has "c": expected the same vocabulary/,
    );
    const fewer = npy('|O', '()', bytesOf(objectArray('}(K\0U\x01au')));
    await assertRefused(npz(members.set('ix_to_char', fewer)), /chars has 4 characters and ix_to_char 1/);
  });

  it('reads a vocabulary in one long text, and passes over other long texts', async () => {
    const characters = Array.from({ length: 9000 }, (_, index) => String.fromCodePoint(0x4e00 + index)).join(
      '',
    );
    const utf8 = new TextEncoder().encode(characters);
    const file = bare('}(U\x04data', longText('\xff'), 'U\x05charsX', u32(utf8.length), utf8, 'u.');
    await assertRefused(file, /Wxh is missing: .* The file holds "data", "chars"/);
  });

  it('reads numbers and text in all their forms', async () => {
    const weights = tinyParameters('f8', 4);
    const array = (name: 'Wxh' | 'Whh' | 'Why' | 'bh' | 'by', rows: number, columns: number): Uint8Array =>
      bytesOf(
        ...['U', String.fromCharCode(name.length), name],
        'cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\x01b\x87R',
        `(K\x01K${String.fromCharCode(rows)}K${String.fromCharCode(columns)}\x86${f8}\x89`,
        ...['B', u32(8 * weights[name].length)],
        float64Bytes(weights[name]),
        'tb',
      );
    const model = await readModel(
      bare(
        '}(',
        ...[array('Wxh', 3, 4), array('Whh', 3, 3), array('Why', 4, 3), array('bh', 3, 1), array('by', 4, 1)],
        // Every way to write an integer, and to write a character.
        "U\x0achar_to_ix}(V\\U0001f600\nI0\nV\\ud83d\\ude01\nL1L\nX\x04\0\0\0\xf0\x9f\x98\x82\x8a\x01\x02S'\\xe9'\nM\x03\0u",
        'U\x09data_size\x8b\x04\0\0\0\0\0\x01\0',
        'u.',
      ),
      'fine',
    );
    assert.deepEqual(model.vocabulary.characters, ['😀', '😁', '😂', 'é']);
    assert.equal(model.dataSize, 65_536);
    assert.deepEqual(model.parameters, weights);
  });
});
