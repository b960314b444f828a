import assert from 'node:assert/strict';
import { readModel } from '../../../../src/core/format/modelFile';
import type { TrainingForm } from '../../../../src/protocol/training/form';
import type { RunView } from '../../../../src/protocol/training/view';
import { kernelLaunch } from '../../../../src/services/engines/trainerLaunch';
import type { RunRecord } from '../../../../src/services/training/runFolder';
import type { FromTrainer } from '../../../../src/services/training/trainerMessages';
import { startBrowserWorker } from './browserWorker';
import { memoryFiles } from './memoryFiles';

const folder = 'vscode-userdata:/User/globalStorage/char-rnn/training/run';
const lock = 'vscode-userdata:/User/globalStorage/char-rnn/training/lock';
const form: TrainingForm = {
  cell: 'rnn',
  layers: 1,
  hidden: 24,
  sequenceLength: 16,
  batchSize: 4,
  optimizer: 'adam',
  learningRate: 0.01,
  dropout: 0,
  heldOut: 0.1,
  passes: 10_000,
};
const text = 'To be, or not to be: that is the question.\n'.repeat(400);

describe('the trainer in a browser', function () {
  this.timeout(60_000);
  let trainer: ReturnType<typeof startBrowserWorker>;
  let files: ReturnType<typeof memoryFiles>;

  const put = (name: string, content: string): Map<string, Uint8Array> =>
    files.contents.set(`${folder}/${name}`, new TextEncoder().encode(content));
  const begin = (): void => {
    trainer = startBrowserWorker('trainer', files);
    trainer.post(kernelLaunch);
  };
  /** The first message that is looked for. */
  const heard = <T extends FromTrainer>(wanted: (message: FromTrainer) => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const line = trainer.listen((message) => {
        const found = wanted(message as FromTrainer);
        if (found) {
          line.dispose();
          resolve(found);
        }
      });
    });
  const runThat = (holds: (run: RunView) => boolean): Promise<FromTrainer & { kind: 'run' }> =>
    heard((message) => (message.kind === 'run' && holds(message.run) ? message : undefined));

  beforeEach(() => {
    files = memoryFiles();
    put('text.txt', text);
  });
  afterEach(() => trainer.terminate());

  it('reads a text, trains on it, is ended, and another goes on from the checkpoint; the model can be read', async () => {
    begin();
    trainer.post({ kind: 'describe', folder });
    const { size } = await heard((message) => (message.kind === 'described' ? message : undefined));
    assert.equal(size.characters, text.length);

    const record: RunRecord = {
      ...{ text: 'play.txt', characters: size.characters, form, name: 'play' },
      ...{ destination: 'virtual:/play.npz', kept: null },
    };
    put('run.json', JSON.stringify(record));
    trainer.post({ kind: 'train', folder, lock });
    await runThat(({ progress }) => (progress?.step ?? 0) > 20);
    // As when the window is closed.
    trainer.post({ kind: 'leave' });
    await new Promise<void>((resolve) => {
      trainer.listen((message) => {
        if ((message as { kind: string }).kind === 'left') {
          resolve();
        }
      });
    });
    await trainer.terminate();
    assert.ok(files.contents.has(`${folder}/play.checkpoint.npz`));

    begin();
    trainer.post({ kind: 'train', folder, lock });
    const { run } = await runThat(({ status }) => status === 'running');
    assert.ok(run.checkpoint !== null && run.checkpoint.step > 20, 'it goes on, and does not begin anew');
    trainer.post({ kind: 'command', command: { kind: 'stop' } });
    const { run: last } = await runThat(({ status }) => status === 'ended' || status === 'failed');
    assert.equal(last.status, 'ended');
    const model = await readModel(files.contents.get(`${folder}/play.npz`)!, 'play');
    assert.equal(model.parameters.hiddenSize, form.hidden);
    assert.ok(last.best !== null && last.best.loss < Math.log(size.distinct), 'it has learned something');
    assert.ok(!files.contents.has(lock), 'the lock is released');
  });

  it('refuses where another window trains, and takes over once that has been silent', async () => {
    begin();
    put(
      'run.json',
      JSON.stringify({
        text: 'play.txt',
        characters: text.length,
        form: form,
        name: 'play',
        destination: 'virtual:/play.npz',
        kept: null,
      } satisfies RunRecord),
    );
    await files.write(lock, new TextEncoder().encode('{"holder":"another","text":"other.txt"}'));
    trainer.post({ kind: 'train', folder, lock });
    const { message } = await heard((said) => (said.kind === 'refused' ? said : undefined));
    assert.match(message, /trains on other\.txt/);
    const stat = files.stat.bind(files);
    files.stat = async (path) => {
      const found = await stat(path);
      return found && path === lock ? { ...found, modified: found.modified - 21_000 } : found;
    };
    trainer.post({ kind: 'train', folder, lock });
    const { run } = await runThat(({ status }) => status === 'running' || status === 'failed');
    assert.equal(run.status, 'running');
  });
});
