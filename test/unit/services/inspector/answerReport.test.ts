import assert from 'node:assert/strict';
import { answerAblate } from '../../../../src/services/inspector/answerAblate';
import { answerReport } from '../../../../src/services/inspector/answerReport';
import { Inspection } from '../../../../src/services/inspector/inspection';
import { ReportCommands, shellWord } from '../../../../src/services/inspector/report/commands';
import { codeBlock, inlineCode, markdownTable } from '../../../../src/services/inspector/report/markdown';
import { assignmentTransitions } from '../../../../src/services/inspector/report/assignmentPairs';
import { largestWeight } from '../../../../src/services/inspector/report/largestWeight';
import { ReportPictures } from '../../../../src/services/inspector/report/reportPictures';
import { ablationTable } from '../../../../src/services/inspector/report/transitionProof';
import { dataFolder, randomModel, readData, readSnapshot } from '../../core/testModel';

describe('answerReport', () => {
  const play = 'He: a bad cad\nwn chewed he\n'.repeat(12);
  const model = randomModel('abcdefhlknwHi: \n', 10);

  it('writes the same for the same seed, and of a tiny model all that it has', async () => {
    const written: string[] = [];
    for (const seed of [3, 3, 4]) {
      const inspection = await Inspection.of(model);
      const { id } = await inspection.open({ name: 'play.txt', text: play }, {});
      const { markdown } = await answerReport(
        inspection,
        { text: id, looked: [], assignment: true, seed },
        {},
      );
      written.push(markdown);
    }
    assert.equal(written[0], written[1]);
    assert.notEqual(written[0], written[2]);
    for (const heading of ['## Part 1', '## Part 2', '## Part 3', '## Part 4', '### Why ‘e’ follows ‘H’']) {
      assert.ok(written[0].includes(heading), heading);
    }
    assert.ok(
      written[0].includes(
        'npx char-rnn report --model random-10.npz --corpus play.txt --seed 3 --out report.md',
      ),
      'says how it is made',
    );
    assert.doesNotMatch(written[0], /NaN|undefined|Infinity/);
  });

  it('asks again what was looked at', async () => {
    const inspection = await Inspection.of(model);
    const { id } = await inspection.open({ name: 'A selection', text: play }, {});
    const [from, to] = [':', ' '].map((character) => model.vocabulary.indexOf(character)!);
    const { markdown, pictures } = await answerReport(
      inspection,
      {
        text: id,
        looked: [
          { method: 'drivers', params: { scope: { kind: 'text', text: id, from }, to } },
          {
            method: 'ablate',
            params: {
              text: id,
              from,
              to,
              ablations: [{ neurons: [1, 2], mode: 'whole', value: 0 }],
              controls: 2,
              seed: 1,
            },
          },
          { method: 'neuron', params: { text: id, neuron: 4 } },
        ],
        assignment: false,
        seed: 1,
      },
      {},
    );
    assert.match(markdown, /### Why ‘␣’ follows ‘:’/);
    assert.match(markdown, /drivers : space --model random-10\.npz --corpus TEXT\.txt --ablate-whole 1,2/);
    assert.match(markdown, /### Neuron 4/);
    // Each picture that is shown comes along, once.
    const shown = [...markdown.matchAll(/^!\[.*\]\((.*)\)$/gm)].map(([, file]) => file);
    assert.deepEqual(
      shown,
      pictures.map(({ name }) => name),
    );
    assert.equal(shown.length, 3);
    assert.doesNotMatch(markdown, /Part 1/);
  });

  it('can be cancelled', async () => {
    const inspection = await Inspection.of(model);
    const { id } = await inspection.open({ name: 'play.txt', text: play }, {});
    await assert.rejects(
      answerReport(
        inspection,
        { text: id, looked: [], assignment: true, seed: 1 },
        { signal: AbortSignal.abort(new Error('enough')) },
      ),
      /enough/,
    );
  });

  it('has the figures of the snapshot: colon, then newline or space', async function () {
    if (dataFolder === undefined) {
      console.log('    (skipped: CHAR_RNN_DATA is not set)');
      return this.skip();
    }
    this.timeout(180_000);
    const snapshot = await readSnapshot();
    const inspection = await Inspection.of(snapshot);
    const name = 'shakespeare_train.txt';
    const text = readData(name).toString('ascii');
    const { id } = await inspection.open({ name, text }, {});
    const context = {
      inspection,
      id,
      text: await inspection.text(id, {}),
      seed: 1,
      commands: new ReportCommands(snapshot, name),
      pictures: new ReportPictures(),
    };
    const { third } = assignmentTransitions(snapshot.vocabulary);
    const { from, to } = third!;
    const parts = largestWeight(context, third!);
    // Without the search for sets and the controls, which take a minute of a fast core.
    for (const index of to) {
      const ablations = [{ neurons: [100], mode: 'output' as const, value: 0 }];
      const params = { text: id, from, to: index, ablations, controls: 0, seed: 1 };
      const reply = await answerAblate(inspection, params, {});
      assert.equal(reply.occurrences, 2578);
      parts.push(ablationTable(reply));
    }
    const markdown = parts.join('\n\n');
    // The assignment's report and NumPy, to the last digit printed there.
    for (const figure of [
      '`Wxh[100][9]`',
      '4.829189868371359',
      '2.672712360389723',
      '2.263812428046663',
      '| 100 | 0.7975 | 0.7518 |',
      '| 100 | 0.1932 | 0.2302 |',
    ]) {
      assert.ok(markdown.includes(figure), figure);
    }
    const zero = markdown.split('What adds most to the logit of')[1];
    const ranked = [...zero.matchAll(/^\| (\d+) \|/gm)].map(([, neuron]) => Number(neuron));
    assert.deepEqual(ranked.slice(0, 4), [100, 73, 210, 187]);
  });
});

describe('a report’s Markdown', () => {
  it('keeps marks from being taken for others', () => {
    assert.equal(inlineCode('`'), '`` ` ``');
    assert.equal(codeBlock('a\n```\nb'), '````text\na\n```\nb\n````');
    assert.equal(markdownTable(['a|b'], [['1']]).split('\n')[0], '| a\\|b |');
  });

  it('has commands that a shell reads as they are meant', () => {
    assert.equal(shellWord("it's"), "'it'\\''s'");
    const commands = new ReportCommands(randomModel(':\n', 2), 'my play.txt');
    assert.equal(
      commands.driversIn(':', '\n'),
      "npx char-rnn drivers : '\\n' --model random-2.npz --corpus 'my play.txt'",
    );
  });
});
