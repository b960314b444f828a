import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { configure, resetConfiguration } from './configuration';
import { closeAllEditors, openFile, select, selectedTexts } from './documents';
import { expectedText } from './expectedText';
import { Messages } from './messages';

const complete = (options?: unknown): Thenable<unknown> =>
  vscode.commands.executeCommand('charRnn.complete', options);

describe('Complete with Char-RNN', () => {
  let messages: Messages;

  beforeEach(async () => {
    messages = new Messages();
    // To the last character: the fast kernels may draw another one where two are almost equally likely.
    await configure({ kernel: 'reference', length: 40 });
  });

  afterEach(async () => {
    messages.restore();
    await closeAllEditors();
    await resetConfiguration();
  });

  it('writes on after the selection, selects what it wrote, and is one undo step', async () => {
    const before = 'Intro.\nKING RICHARD III:\nThe rest.\n';
    const editor = await openFile(before);
    select(editor, [7, 24]);
    await complete();
    const text = await expectedText({ prompt: 'KING RICHARD III:' });
    assert.equal(editor.document.getText(), `Intro.\nKING RICHARD III:${text}\nThe rest.\n`);
    assert.deepEqual(selectedTexts(editor), [text]);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
    assert.equal(editor.document.isDirty, false);
    await vscode.commands.executeCommand('redo');
    assert.equal(editor.document.getText(), `Intro.\nKING RICHARD III:${text}\nThe rest.\n`);
    assert.deepEqual(messages.seen, []);
  });

  it('takes a selection made backwards as it reads', async () => {
    const editor = await openFile('ROMEO: and');
    select(editor, [6, 0]);
    await complete();
    assert.equal(editor.document.getText(), `ROMEO:${await expectedText({ prompt: 'ROMEO:' })} and`);
  });

  it('goes on from the text up to the cursor where nothing is selected', async () => {
    const editor = await openFile('First line.\nJULIET:\nAfter.');
    select(editor, [19, 19]);
    await complete();
    const text = await expectedText({ prompt: 'First line.\nJULIET:' });
    assert.equal(editor.document.getText(), `First line.\nJULIET:${text}\nAfter.`);
    assert.deepEqual(selectedTexts(editor), [text]);
  });

  it('begins a text of its own in an empty file', async () => {
    const editor = await openFile('');
    await complete();
    assert.equal(editor.document.getText(), await expectedText({ prompt: '' }));
  });

  it('reads no more of a long text than the last lines of 10,000 characters', async () => {
    const line = 'What light through yonder window breaks?\n';
    const content = line.repeat(400);
    const editor = await openFile(content);
    select(editor, [content.length, content.length]);
    await complete();
    const kept = line.repeat(Math.floor(10_000 / line.length));
    assert.deepEqual(selectedTexts(editor), [await expectedText({ prompt: kept })]);
  });

  it('completes each of several selections, in one undo step', async () => {
    const before = 'ROMEO:\n\nJULIET:\n\nNurse:';
    const editor = await openFile(before);
    select(editor, [8, 15], [0, 6], [23, 23]);
    await complete();
    const [romeo, juliet, nurse] = await Promise.all(
      ['ROMEO:', 'JULIET:', before].map((prompt) => expectedText({ prompt })),
    );
    assert.equal(editor.document.getText(), `ROMEO:${romeo}\n\nJULIET:${juliet}\n\nNurse:${nurse}`);
    assert.deepEqual([...selectedTexts(editor)].sort(), [romeo, juliet, nurse].sort());
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), before);
  });

  it('keeps the line ends of a CRLF file, which the network reads as plain ones', async () => {
    await configure({ length: 160 });
    const editor = await openFile('All:\r\nSpeak.\r\n');
    select(editor, [0, 14]);
    await complete();
    const text = await expectedText({ prompt: 'All:\nSpeak.\n', length: 160 });
    assert.ok(text.includes('\n'));
    assert.equal(editor.document.eol, vscode.EndOfLine.CRLF);
    assert.equal(editor.document.getText(), `All:\r\nSpeak.\r\n${text.replaceAll('\n', '\r\n')}`);
    assert.deepEqual(selectedTexts(editor), [text.replaceAll('\n', '\r\n')]);
  });

  it('takes what differs from the settings from a key binding', async () => {
    const editor = await openFile('KING:');
    select(editor, [0, 5]);
    await complete({ temperature: 0, length: 7, seed: 3 });
    const text = await expectedText({ prompt: 'KING:', temperature: 0, length: 7, seed: 3 });
    assert.equal(editor.document.getText(), `KING:${text}`);
    await complete({ temperature: -1 });
    assert.deepEqual(messages.only(), {
      kind: 'error',
      text: 'The argument temperature is -1: expected a number from 0 to 100.',
      buttons: [],
    });
    assert.equal(editor.document.getText(), `KING:${text}`);
  });

  it('says that there is no text where none is open', async () => {
    await closeAllEditors();
    await complete();
    assert.match(messages.only().text, /There is no text to complete\. Open a text file/);
  });

  describe('in a document that cannot be changed', () => {
    it('says so before anything is written, where VS Code knows it', async () => {
      const content = Buffer.from('ROMEO:');
      const never = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
      const stat = { type: vscode.FileType.File, ctime: 0, mtime: 0, size: content.length };
      const refuse = (): never => {
        throw vscode.FileSystemError.NoPermissions();
      };
      const provider = vscode.workspace.registerFileSystemProvider(
        'locked',
        {
          onDidChangeFile: never.event,
          watch: () => new vscode.Disposable(() => undefined),
          stat: () => stat,
          readFile: () => content,
          readDirectory: () => [],
          createDirectory: refuse,
          writeFile: refuse,
          delete: refuse,
          rename: refuse,
        },
        { isReadonly: true },
      );
      try {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('locked:/play.txt'));
        await vscode.window.showTextDocument(document);
        await complete();
        assert.match(messages.only().text, /play\.txt is read-only, so nothing can be inserted/);
        assert.equal(document.getText(), 'ROMEO:');
      } finally {
        await closeAllEditors();
        provider.dispose();
      }
    });

    it('offers the text in a new document, where it comes out only then', async () => {
      const editor = await openFile('ROMEO:');
      await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
      messages.press.add('Open in New Document');
      select(editor, [6, 6]);
      const opened = new Promise<vscode.TextEditor>((resolve) => {
        const subscription = vscode.window.onDidChangeActiveTextEditor((now) => {
          if (now?.document.isUntitled) {
            subscription.dispose();
            resolve(now);
          }
        });
      });
      await complete();
      assert.equal((await opened).document.getText(), await expectedText({ prompt: 'ROMEO:' }));
      assert.match(messages.only().text, /cannot be changed: it is read-only/);
      assert.equal(editor.document.getText(), 'ROMEO:');
    });
  });

  describe('unknown characters', () => {
    it('are mapped to near relatives, which is told', async () => {
      const editor = await openFile('“O Roméo…');
      select(editor, [0, 8]);
      await complete();
      assert.deepEqual(selectedTexts(editor), [await expectedText({ prompt: "'O Romeo" })]);
    });

    it('stop a completion where that is asked for, with the first of them named', async () => {
      await configure({ unknownCharacters: 'stop' });
      const editor = await openFile('ROMEO 7:');
      select(editor, [0, 8]);
      await complete();
      const { kind, text } = messages.only();
      assert.equal(kind, 'error');
      assert.match(text, /7/);
      assert.equal(editor.document.getText(), 'ROMEO 7:');
    });
  });
});
