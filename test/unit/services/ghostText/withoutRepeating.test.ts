import assert from 'node:assert/strict';
import { withoutRepeating } from '../../../../src/services/ghostText/withoutRepeating';

/** `|` marks the cursor: what is left of the suggestion in a text. */
const cases: [title: string, text: string, suggestion: string, left: string][] = [
  ['nothing follows', 'now |', 'the king', 'the king'],
  ['only blank lines follow', 'now |\n\n  \n', 'the king', 'the king'],
  ['all of it follows on the line', 'now | the king is dead', 'the king', ''],
  ['it begins with what follows on the line', 'to be | or not', 'or not to be', ''],
  ['its end follows on the line', 'I saw | the king', 'that he was the', 'that he was'],
  ['it says what follows and goes on', 'I saw | the king', 'now the king and all', 'now'],
  ['its last word only begins like the next', 'I saw | the king', 'that he was th', 'that he was th'],
  ['its first word is longer than the next', 'I saw | so', 'some went', 'some went'],
  ['it ends a word with the letters that follow', 'so b| e', 'e it', 'e it'],
  ['a closing mark follows', '(to be |)', 'or not) to be', 'or not'],
  ['a comma and words follow', 'now |, and', 'my lord, and so', 'my lord'],
  ['the next line is its first', '|\nKING:\nWhat', 'KING:\nHow now', ''],
  ['the next line is its first, after blanks', '  |\nKING:\nWhat', 'KING:\nHow now', ''],
  ['the next line is the rest of its first', 'so the |\nking\nWhat', 'king\nHow', 'king\nHow'],
  ['the next line is its second', 'so|\n\nKING:\nWhat', ' he said.\nKING:\nHow now', ' he said.'],
  ['its line is longer than the next', 'so|\nHow', ' he said.\nHow now\nyes', ' he said.\nHow now\nyes'],
  ['its line is shorter than the next', 'so|\nHow now', ' he said.\nHow', ' he said.\nHow'],
  ['CRLF', 'so|\r\n\r\nKING:\r\nWhat', ' he said.\nKING:\nHow', ' he said.'],
  ['letters outside the BMP', 'a| 𝐀', ' 𝐀𝐁', ' 𝐀𝐁'],
];

function left(text: string, suggestion: string, isCutOff: boolean): string {
  const [before, following] = text.split('|');
  return withoutRepeating(suggestion, { before, following, isCutOff });
}

describe('withoutRepeating', () => {
  for (const [title, text, suggestion, expected] of cases) {
    it(title, () => {
      assert.equal(left(text, suggestion, false), expected);
    });
  }

  it('waits with an end that may become what follows', () => {
    assert.equal(left('I saw | the king', 'that he was th', true), 'that he was');
    assert.equal(left('so|\nHow now', ' he said.\nHow', true), ' he said.');
    assert.equal(left('so|\nHow now', ' he said.\nHow now?', true), ' he said.\nHow now?');
  });

  it('cuts at the same place while one types along', () => {
    for (const [title, text, suggestion] of cases) {
      const [before, following] = text.split('|');
      const whole = left(text, suggestion, false);
      for (let typed = 0; typed < whole.length; typed++) {
        const now = `${before}${suggestion.slice(0, typed)}|${following}`;
        assert.equal(
          left(now, suggestion.slice(typed), false),
          whole.slice(typed),
          `${title}, ${typed} typed`,
        );
      }
    }
  });
});
