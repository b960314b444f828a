import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uniform } from '../../../src/core/random';

const program = join(__dirname, '..', '..', '..', 'dist', 'cli.js');
const kills = 20;
/** Of the moments at which processes are killed. */
const seed = 20161;
/** A process is killed at a random one of its first lines, of which it writes thousands a second... */
const mostLines = 400;
/** ...and so many milliseconds later, at random, so that it is caught at any work. */
const mostDelay = 8;

interface Line {
  readonly step: number;
}

/** Power cuts, as near as a test can come: the real program, killed with no chance to say anything. */
describe('a training run that is killed', function () {
  this.timeout(120_000);
  let folder: string;

  before(() => {
    assert.ok(existsSync(program), 'run "npm run build" first');
    folder = mkdtempSync(join(tmpdir(), 'char-rnn-'));
    writeFileSync(
      join(folder, 'text.txt'),
      'the cat sat on the mat and the rat sat on the hat.\n'.repeat(60),
    );
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  const begin = (out: string): string[] => [
    ...['train', 'text.txt', '--out', out, '--json', '--steps', '6000', '--checkpoint-every', '0.02'],
    ...['--cell', 'gru', '--hidden', '6', '--batch-size', '3', '--sequence-length', '8'],
    ...['--optimizer', 'adam', '--schedule', 'cosine', '--start', 'orthogonal', '--dropout', '0.2'],
    ...['--recurrent-dropout', '0.1', '--variational', '--clip-norm', '1', '--average', '0.99'],
    ...['--held-out', '0.1', '--evaluate-every', '400'],
  ];

  /** Runs the program until it ends or, at the moment of that number, is killed. @returns its whole lines. */
  async function run(args: readonly string[], kill: number): Promise<{ lines: string[]; killed: boolean }> {
    const child = spawn(process.execPath, [program, ...args], { cwd: folder });
    const least = kill < kills ? 1 + Math.floor(mostLines * uniform(seed, 2 * kill)) : Infinity;
    let printed = '';
    let told = '';
    let count = 0;
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      told += chunk;
    });
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
      const before = count;
      count += chunk.split('\n').length - 1;
      if (before < least && count >= least) {
        setTimeout(() => child.kill('SIGKILL'), mostDelay * uniform(seed, 2 * kill + 1));
      }
    });
    const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
      child.once('close', (...how) => resolve(how));
    });
    assert.ok(code === 0 || signal === 'SIGKILL', told);
    return { lines: printed.split('\n').slice(0, -1), killed: signal !== null };
  }

  it(`goes on bit for bit, ${kills} times over`, async () => {
    const whole = spawnSync(process.execPath, [program, ...begin('whole.npz')], {
      ...{ cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 26 },
    });
    assert.equal(whole.status, 0, whole.stderr);
    const expected = whole.stdout.trimEnd().split('\n');
    const begins: number[] = [];
    let args = begin('killed.npz');
    for (let kill = 0; kill <= kills; kill++) {
      const { lines, killed } = await run(args, kill);
      for (const line of lines) {
        // Of every line that arrived. One that was still on its way when the process was killed is lost, though the
        // checkpoint of its step may be on the disk: that no step is left out, the final network shows.
        const { step } = JSON.parse(line) as Line;
        assert.equal(line, expected[step - 1]);
      }
      begins.push((JSON.parse(lines[0]) as Line).step);
      assert.equal(killed, kill < kills, `kill ${kill} came too late: more steps are needed`);
      args = ['train', '--resume', 'killed.checkpoint.npz', '--json'];
    }
    // Each process went on behind the one before, or at least not before it; and most of them got somewhere.
    assert.deepEqual(
      begins,
      [...begins].sort((a, b) => a - b),
    );
    assert.ok(new Set(begins).size > kills / 2, begins.join(' '));
    const read = (name: string): Buffer => readFileSync(join(folder, name));
    assert.ok(read('killed.npz').equals(read('whole.npz')));
    assert.deepEqual(
      readdirSync(folder).filter((name) => name.endsWith('.tmp')),
      [],
    );
  });
});
