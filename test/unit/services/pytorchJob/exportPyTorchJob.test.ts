import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Encoder } from '../../../../src/core/encoding';
import { writeJobStart } from '../../../../src/core/format/pytorch/jobFile';
import { PersonError } from '../../../../src/core/personError';
import { Vocabulary } from '../../../../src/core/vocabulary';
import { exportPyTorchJob, type JobRequest } from '../../../../src/services/pytorchJob/exportPyTorchJob';
import { importPyTorchJob } from '../../../../src/services/pytorchJob/importPyTorchJob';
import { encodedAs } from '../../../../src/services/pytorchJob/jobText';
import { scanText } from '../../../../src/services/pytorchJob/scanText';
import { readTrainingText } from '../../../../src/services/training/readTrainingText';
import { usualSettings } from '../../../../src/services/training/trainingSettings';
import { runProgram } from '../../cli/fakeEnvironment';
import { randomModel } from '../../core/testModel';

const request = (folder: string, change: Partial<JobRequest> = {}): JobRequest => ({
  folder,
  text: { kind: 'text', text: 'to be, or not to be: that is the question.\n'.repeat(20), name: 'a text' },
  includeText: true,
  start: { kind: 'new', settings: { ...usualSettings, epochs: 2 } },
  running: {
    ...{ kernel: 'auto', checkpointEvery: 60, progressEvery: 0, precision: 'f4', compress: false },
    madeBy: 'a test',
  },
  ...change,
});

describe('exportPyTorchJob', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('knows of a text in pieces what reading all of it tells', async () => {
    // Pieces of 262,144 bytes end between a return and its newline, inside of characters, and a mark begins a file.
    const long = `\ufeff${'x'.repeat(2 ** 18 - 4)}\r\n${'ä'.repeat(2 ** 17 - 1)}🙂\r${'\r\n'.repeat(9)}`;
    const paths = [long, '', 'no newline at the end', 'nor here\r'].map((text, at) => {
      const path = join(folder, `${at}`);
      writeFileSync(path, text);
      return path;
    });
    const source = { kind: 'files', paths } as const;
    const read = await readTrainingText(source);
    let pieces = '';
    const scanned = await scanText(source, {}, (piece) => {
      pieces += piece;
      return Promise.resolve();
    });
    assert.equal(pieces, read.text);
    assert.equal(scanned.sha256, read.sha256);
    assert.equal(scanned.bytes, Buffer.byteLength(read.text));
    assert.equal(scanned.opening, read.text.slice(0, 4096));
    const counts = new Map<string, number>();
    for (const character of read.text) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    assert.deepEqual([...scanned.counts].sort(), [...counts].sort());
    const given = await scanText({ kind: 'text', text: '🙂'.repeat(2 ** 18) + '\r\n', name: '' });
    assert.deepEqual(Object.fromEntries(given.counts), { '🙂': 2 ** 18, '\n': 1 });
  });

  it('reads what a vocabulary has not as the encoder does', async () => {
    const text = 'cafe\u0301s — “naïve” 🙂\rand\n'.repeat(3);
    const vocabulary = Vocabulary.of(" -'abcdefinsv\n");
    for (const unknown of ['map', 'skip'] as const) {
      const scanned = await scanText({ kind: 'text', text, name: '' });
      const { length, replacements } = encodedAs(scanned, vocabulary, unknown);
      const { indices } = new Encoder(vocabulary, unknown).encode(text);
      assert.equal(length, indices.length);
      const read = [...text].map((one) => (vocabulary.has(one) ? one : (replacements[one] ?? ''))).join('');
      assert.equal(read, vocabulary.decode(indices));
    }
    await assert.rejects(async () => {
      encodedAs(await scanText({ kind: 'text', text, name: '' }), vocabulary, 'stop');
    }, /The text has "ï", 3 times, which is not in the model's vocabulary/);
  });

  it('writes a folder with all that the job needs, and says how it is run', async () => {
    const job = await exportPyTorchJob(request(join(folder, 'play')));
    assert.deepEqual(readdirSync(job.folder).sort(), [...job.files].sort());
    assert.equal(job.trained, 860);
    assert.equal(job.steps, 2 * Math.ceil((860 - 26) / 25));
    const readme = readFileSync(join(job.folder, 'README.md'), 'utf8');
    assert.match(readme, /^# play: a training job for PyTorch\n\n1 × rnn of 250 units over 17 characters/);
    assert.ok(!readme.includes('{{') && readme.includes('torchrun --nproc-per-node 1 train.py'));
    assert.match(readme, /^\| `text\.txt` \| the text \|$/m);
  });

  const refused: Readonly<Record<string, [(folder: string) => JobRequest, RegExp]>> = {
    'a folder that holds something': [
      (at) => {
        mkdirSync(join(at, 'full'));
        writeFileSync(join(at, 'full', 'letter.txt'), '');
        return request(join(at, 'full'));
      },
      /full is not empty \(it has letter\.txt\)/,
    ],
    'a text from no file that is left out': [
      (at) => request(join(at, 'job'), { includeText: false }),
      /The text came from no file/,
    ],
    'recurrent dropout': [
      (at) => {
        const settings = { ...usualSettings, steps: 1, recurrentDropout: 0.1 };
        return request(join(at, 'job'), { start: { kind: 'new', settings } });
      },
      /PyTorch's recurrent layers have no recurrent dropout/,
    ],
    'a run without an end': [
      (at) => request(join(at, 'job'), { start: { kind: 'new', settings: usualSettings } }),
      /A job needs an end/,
    ],
    'a file that is not there': [
      (at) => request(join(at, 'job'), { text: { kind: 'files', paths: [join(at, 'none.txt')] } }),
      /none\.txt cannot be read: there is no such file/,
    ],
  };
  for (const [title, [ask, message]] of Object.entries(refused)) {
    it(`refuses ${title}, and leaves nothing`, async () => {
      const asked = ask(folder);
      const before = readdirSync(folder, { recursive: true });
      await assert.rejects(exportPyTorchJob(asked), (error: Error) => {
        assert.ok(error instanceof PersonError);
        assert.match(error.message, message);
        return true;
      });
      assert.deepEqual(readdirSync(folder, { recursive: true }), before);
    });
  }

  it('is there from the terminal, and import says what a folder lacks', async () => {
    const text = join(folder, 'text.txt');
    const job = join(folder, 'job');
    writeFileSync(text, 'to be, or not to be\n'.repeat(40));
    const ran = await runProgram(['export-job', text, '--out', job, '--steps', '7', '--hidden', '9']);
    assert.equal(ran.code, 0, ran.told);
    assert.match(ran.out, /^Network +1 × rnn, 9 units, 9 characters, \d+ weights\nText +800 characters/);
    assert.match(ran.out, /^One machine +torchrun --nproc-per-node 1 train\.py$/m);
    const { files } = JSON.parse(readFileSync(join(job, 'data.json'), 'utf8')) as { files: unknown };
    const [{ sha256, bytes }] = (await scanText({ kind: 'files', paths: [text] })).files;
    assert.deepEqual(files, [{ path: text, bytes, sha256 }]);
    const none = await runProgram(['import', job, '--out', join(folder, 'none.npz')]);
    assert.match(none.told, /has neither model\.safetensors nor checkpoint\.safetensors/);
    assert.ok(!existsSync(join(folder, 'none.npz')));
  });

  it('refuses what no job has written', async () => {
    const model = randomModel('abc', 5, 1, 0.5, { cell: 'gru', layers: 2 });
    const path = join(folder, 'checkpoint.safetensors');
    writeFileSync(path, writeJobStart(model, { parameters: model.parameters }, {}));
    await assert.rejects(
      importPyTorchJob(folder),
      /checkpoint\.safetensors: The text "config" is missing or no/,
    );
  });
});
