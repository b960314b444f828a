import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { closeAllEditors, openFile, select, selectedTexts, shownBy } from '../host/documents';
import { bundledModelFile, extensionUnderTest } from '../host/extensionUnderTest';

/** What a VSIX may weigh: the model, the pages, and the walkthrough's pictures. */
const mostBytes = 4_000_000;

/** Runs in a VS Code where the VSIX was installed as a person installs it. */
describe('the packaged extension', () => {
  afterEach(closeAllEditors);

  it('is the one that was installed', () => {
    const { extensionPath } = extensionUnderTest();
    assert.match(extensionPath, /[\\/]extensions[\\/]char-rnn\.char-rnn-\d/);
  });

  it('holds only what runs', () => {
    const folder = extensionUnderTest().extensionPath;
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) =>
        join(entry.parentPath, entry.name)
          .slice(folder.length + 1)
          .replaceAll('\\', '/'),
      )
      .sort();
    const allowed =
      /^(\.vsixmanifest|package(\.nls(\.[\w-]+)?)?\.json|readme\.md|changelog\.md|LICENSE\.txt|THIRD-PARTY-NOTICES\.txt|l10n\/[^/]+\.json|dist\/(web\/)?(extension|trainer|\w+\.worker)\.js|dist\/kernel\/\w+\.(simd|wideSimd|relaxed|wide)\.wasm|dist\/webview\/[\w-]+\.(js|css|ttf)|media\/(icon\.png|models\/[\w-]+\.npz|sample\/(README\.md|play\.txt)|walkthrough\/[\w-]+\.png|pytorch\/[\w-]+\.\w+))$/;
    assert.deepEqual(
      files.filter((file) => !allowed.test(file)),
      [],
    );
    const needed = [
      'dist/extension.js',
      'dist/trainer.js',
      'media/icon.png',
      'package.nls.json',
      'LICENSE.txt',
      'readme.md',
    ];
    assert.deepEqual(
      needed.filter((file) => !files.includes(file)),
      [],
    );
    assert.ok(files.some((file) => file.endsWith('.simd.wasm')));
  });

  it('is the same, byte for byte, when it is packaged again', () => {
    const [first, second] = process.env.CHAR_RNN_VSIX_DIGESTS!.split(' ');
    assert.match(first, /^[0-9a-f]{64}$/);
    assert.equal(second, first);
  });

  it('speaks Chinese too', () => {
    const folder = extensionUnderTest().extensionPath;
    for (const name of ['package.nls.zh-cn.json', join('l10n', 'bundle.l10n.zh-cn.json')]) {
      assert.match(readFileSync(join(folder, name), 'utf8'), /温度/);
    }
  });

  it('is small', () => {
    const { size } = statSync(process.env.CHAR_RNN_VSIX!);
    console.log(`[suite]       the VSIX has ${(size / 1000).toFixed(0)} kB`);
    assert.ok(size < mostBytes, `${size} bytes`);
  });

  it('brings what a browser runs, apart from what Node runs', () => {
    const folder = extensionUnderTest().extensionPath;
    const { browser } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { browser: string };
    for (const name of [browser, 'dist/web/inspector.worker.js', 'dist/web/trainer.worker.js']) {
      const code = readFileSync(join(folder, name), 'utf8');
      const required = [...code.matchAll(/\brequire\("([^"]+)"\)/g)].map(([, module]) => module);
      assert.deepEqual([...new Set(required)], name === browser ? ['vscode'] : [], name);
    }
  });

  it('names the licence of every package that is bundled', () => {
    const notices = readFileSync(join(extensionUnderTest().extensionPath, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['fflate', 'assemblyscript']) {
      assert.match(notices, new RegExp(`^${name} \\d`, 'm'));
    }
  });

  it('completes text with the model that came with it', async () => {
    assert.ok(statSync(bundledModelFile('shakespeare-gru-2x400')).size > 0);
    const editor = await openFile('KING RICHARD III:\n');
    select(editor, [0, 17]);
    await vscode.commands.executeCommand('charRnn.complete');
    assert.equal(selectedTexts(editor)[0].length, 200);
    assert.equal(extensionUnderTest().isActive, true);
  });

  it('compares temperatures', async () => {
    const shown = await shownBy(() => vscode.commands.executeCommand('charRnn.compareTemperatures'));
    const text = shown.getText();
    assert.match(text, /## Temperature 0\.2 \(alpha = 5\), seed 1\n/);
    assert.match(text, /run by the kernel `exact`/);
  });
});
