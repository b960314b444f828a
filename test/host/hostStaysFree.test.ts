import assert from 'node:assert/strict';
import { runInThisContext } from 'node:vm';
import * as vscode from 'vscode';
import type { TrainingForm } from '../../src/protocol/training/form';
import { Answers } from './answers';
import { configure, resetConfiguration } from './configuration';
import { closeAllEditors, openFile, select } from './documents';
import { askForGhostText } from './ghostTextProviders';
import { Messages } from './messages';
import { PanelWatch } from './panelWatch';
import { TurnWatch, type Turn } from './turnWatch';

/** Longest that the extension may hold the event loop in one turn, ms of processor time. */
const limit = 20;

/** A run that goes on until it is stopped. */
const form: TrainingForm = {
  cell: 'gru',
  layers: 1,
  hidden: 64,
  sequenceLength: 25,
  batchSize: 8,
  optimizer: 'adam',
  learningRate: 0.002,
  dropout: 0,
  heldOut: 0,
  passes: 10_000,
};
const scene = 'First Citizen:\nBefore we proceed any further, hear me speak.\n\nAll:\nSpeak, speak.\n\n';

function longest(turns: readonly Turn[]): Turn {
  return turns.reduce((a, b) => (b.ours > a.ours ? b : a));
}

describe('the extension host', () => {
  let messages: Messages;
  let answers: Answers;
  let panel: PanelWatch;
  let watch: TurnWatch;

  beforeEach(() => {
    messages = new Messages();
    answers = new Answers();
    panel = new PanelWatch();
    watch = new TurnWatch();
  });

  afterEach(async () => {
    watch.dispose();
    if (panel.view?.kind === 'run' && panel.view.status === 'running') {
      panel.send({ kind: 'stop' });
      await panel.run('ended');
      // Else it would be found again, and shown, when the view is opened next.
      panel.send({ kind: 'discard' });
      await panel.shows('empty');
    }
    panel.restore();
    answers.restore();
    messages.restore();
    await closeAllEditors();
    await resetConfiguration();
  });

  it('is watched so that a hold is seen, and whose it is', async () => {
    const spin = (file: string): (() => void) =>
      runInThisContext(
        `(function spin() {
          const began = process.cpuUsage();
          for (;;) {
            const { user, system } = process.cpuUsage(began);
            if (user + system > 60_000) return;
          }
        })`,
        { filename: file },
      ) as () => void;
    const later = (work: () => void): Promise<void> =>
      new Promise((resolve) => {
        setTimeout(() => {
          work();
          resolve();
        }, 20);
      });
    const theirs = await watch.turnsDuring(() => later(spin('/elsewhere/other.js')));
    assert.ok(Math.max(...theirs.map(({ work }) => work)) > limit);
    assert.ok(longest(theirs).ours < limit, `taken for ours: ${longest(theirs).ours} ms`);
    const ours = await watch.turnsDuring(() => later(spin('/installed/char-rnn/dist/extension.js')));
    assert.ok(longest(ours).ours > limit, `only ${longest(ours).ours} ms were seen`);
    assert.match(longest(ours).where[0], /^spin:/);
  });

  it('stays free while ghost text, a completion, training and the inspector run together', async function () {
    this.timeout(180_000);
    const play = await openFile(scene.repeat(60));
    await vscode.commands.executeCommand('charRnn.trainOnFile');
    await panel.shows('choosing');
    panel.send({ kind: 'start', form });
    await panel.run('running');
    // The larger of the two that come with the extension. Nothing is loaded yet: that is part of what is watched.
    await configure({ model: undefined, length: 10_000 });
    const drafts = await openFile(scene);
    const counts = { suggestions: 0, turns: 0 };
    const turns = await watch.turnsDuring(async () => {
      await vscode.window.showTextDocument(play.document, { preview: false });
      select(play, [0, 80]);
      const written = vscode.commands.executeCommand('charRnn.complete');
      const explained = vscode.commands.executeCommand('charRnn.explainInInspector');
      const { document } = await vscode.window.showTextDocument(drafts.document, vscode.ViewColumn.One);
      const type = async (keys: string): Promise<void> => {
        for (const key of keys) {
          const edit = new vscode.WorkspaceEdit();
          edit.insert(document.uri, document.positionAt(document.getText().length), key);
          await vscode.workspace.applyEdit(edit);
          counts.suggestions += (await askForGhostText(document, document.getText().length)).length;
        }
      };
      await type(scene);
      await Promise.all([written, explained]);
      // To another model and back, while one types.
      await Promise.all([configure({ model: 'shakespeare-rnn-250' }), type('ROMEO:\nI ')]);
      await Promise.all([configure({ model: undefined }), type('do not know ')]);
    });
    assert.deepEqual(messages.seen, []);
    assert.ok(counts.suggestions > scene.length / 2, `${counts.suggestions} suggestions`);
    const hold = longest(turns);
    const sorted = turns.map(({ ours }) => ours).sort((a, b) => a - b);
    const ours = sorted.reduce((sum, each) => sum + each, 0);
    assert.ok(ours > 500, `the profiler saw only ${ours} ms of the extension's work`);
    console.log(
      `[suite]       ${turns.length} turns of the event loop with ${(ours / 1000).toFixed(1)} s of the extension's work: ` +
        `at most ${hold.ours.toFixed(1)} ms in one`,
    );
    for (const { ours: taken, work, where } of turns.filter((turn) => turn.ours > limit / 2).slice(0, 20)) {
      console.log(
        `[suite]       ${taken.toFixed(1)} of ${work.toFixed(1)} ms: ${where.slice(0, 4).join(', ')}`,
      );
    }
    assert.ok(hold.ours < limit, `${hold.ours.toFixed(1)} ms in ${hold.where.slice(0, 4).join(', ')}`);
  });
});
