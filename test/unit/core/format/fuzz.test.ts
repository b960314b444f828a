import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { FuzzReport } from './fuzzModelFiles';

describe('model files, fuzzed', () => {
  it('become a model or a PersonError, in little time and memory', function () {
    this.timeout(120_000);
    const script = join(__dirname, 'fuzzModelFiles.ts');
    // A heap of 128 MB ends the process, and the test, if a file makes the reader build too much.
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--max-old-space-size=128', '--import', 'tsx', script, '--cases', '4004', '--seed', '20160324'],
      { encoding: 'utf8', maxBuffer: 2 ** 26 },
    );
    assert.equal(status, 0, stderr);
    const report = JSON.parse(stdout) as FuzzReport;
    assert.deepEqual(report.faults, []);
    assert.equal(report.models + report.refused, 4004);
    // Many mutations leave a file readable (a flipped bit in a weight), or the fuzzer would test nothing but the door.
    assert.ok(report.models > 200 && report.refused > 2000, stdout);
    // Files of up to half a megabyte; a hundred times what the slowest took when this was written.
    assert.ok(report.slowestMs < 1000, `case ${report.slowestCase} took ${report.slowestMs} ms`);
    assert.ok(report.peakRiseMb < 150, `memory rose by ${report.peakRiseMb} MB`);
  });

  for (const target of ['checkpoints', 'networks', 'messages']) {
    it(`and so are ${target}`, function () {
      this.timeout(120_000);
      const script = join(__dirname, 'fuzzModelFiles.ts');
      const { stdout, stderr, status } = spawnSync(
        process.execPath,
        [
          '--max-old-space-size=128',
          '--import',
          'tsx',
          script,
          '--target',
          target,
          '--cases',
          '1200',
          '--seed',
          '20160324',
        ],
        { encoding: 'utf8', maxBuffer: 2 ** 26 },
      );
      assert.equal(status, 0, stderr);
      const report = JSON.parse(stdout) as FuzzReport;
      assert.deepEqual(report.faults, []);
      assert.ok(report.models > 10 && report.refused > 500, stdout);
      assert.ok(report.slowestMs < 1000, `case ${report.slowestCase} took ${report.slowestMs} ms`);
      assert.ok(report.peakRiseMb < 150, `memory rose by ${report.peakRiseMb} MB`);
    });
  }
});
