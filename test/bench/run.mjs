/**
 * npm run bench: our kernels against everybody else's. `npm run bench -- NAME [ROUNDS]` runs one section. The peers from the
 * npm registry are installed into test/bench/peers, Python's and the C compiler are used where they are found; what is
 * missing is named.
 */
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { build, install, npm, root } from '../install.mjs';

const sections = {
  inference: 'inference/inference.ts',
  training: 'training.ts',
  ghost: 'ghostText/ghostText.ts',
  engines: 'engines.ts',
  inspector: 'inspector/inspector.ts',
  scaling: 'scaling/scaling.ts',
};

const [chosen, ...options] = process.argv.slice(2);
if (chosen !== undefined && !(chosen in sections)) {
  console.error(`No section is called ${chosen}. There are: ${Object.keys(sections).join(', ')}.`);
  process.exit(2);
}

install();
build();
if (chosen === undefined || chosen === 'inference') {
  try {
    npm(join(root, 'test', 'bench', 'peers'), 'install', '--no-audit', '--no-fund', '--loglevel=error');
  } catch (error) {
    console.log(`Peers from the npm registry are missing: ${error.message}`);
  }
}

console.log(`Node ${process.version}, ${cpus().length} x ${cpus()[0].model}`);
let failed = false;
for (const name of chosen === undefined ? Object.keys(sections) : [chosen]) {
  console.log(`\n## ${name}`);
  const script = join(root, 'test', 'bench', sections[name]);
  const { status } = spawnSync(process.execPath, ['--import', 'tsx', script, ...options], {
    cwd: root,
    stdio: 'inherit',
  });
  failed ||= status !== 0;
}
process.exit(failed ? 1 : 0);
