/**
 * npm run fuzz -- --minutes 5 [--seed 1]: reads hostile model files, checkpoints and networks of PyTorch's, checks hostile messages
 * of pages, and prints what came of it. Each case follows from its seed and number; ends with 1 if there was a fault. The seed is new
 * each day, unless it is given.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { install, root } from './install.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, seed: { type: 'string' } },
});
const seed = values.seed ?? String(Math.floor(Date.now() / 86_400_000));
/** What is read, and its share of the time. */
const targets = { models: 0.5, checkpoints: 0.2, networks: 0.2, messages: 0.1 };

install();
let failed = false;
for (const [target, share] of Object.entries(targets)) {
  const script = join(root, 'test', 'unit', 'core', 'format', 'fuzzModelFiles.ts');
  const minutes = String(Number(values.minutes) * share);
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    // Whoever builds more than this of a file of half a megabyte has a fault.
    [
      '--max-old-space-size=128',
      '--import',
      'tsx',
      script,
      '--target',
      target,
      '--minutes',
      minutes,
      '--seed',
      seed,
    ],
    { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (status !== 0) {
    console.log(`${target}: ended with ${status}\n${stderr}`);
    failed = true;
    continue;
  }
  const report = JSON.parse(stdout);
  const perHour = Math.round((60 * report.cases) / Number(minutes));
  console.log(
    `${target}: ${report.cases} cases from seed ${seed} (${perHour} an hour): ${report.models} accepted, ${report.refused} refused, ` +
      `${report.faults.length} faults; the slowest took ${report.slowestMs} ms of processor time (case ${report.slowestCase}), ` +
      `memory rose by ${report.peakRiseMb} MB`,
  );
  for (const { case: number, kind, fault } of report.faults.slice(0, 10)) {
    console.log(`  case ${number} (${kind}): ${fault}`);
  }
  failed ||= report.faults.length > 0 || report.slowestMs > 1000;
}
process.exit(failed ? 1 : 0);
