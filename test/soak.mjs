/**
 * npm run soak: in the extension host of a real VS Code, 10,000 keystrokes with ghost text, 500 completions, 50 changes of the
 * model and 50 openings of the inspector, after which memory must be within 10 % of where it was after the first rounds.
 * `npm test` has a short one.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './install.mjs';

const { status } = spawnSync(process.execPath, [join(root, 'test', 'run.mjs'), 'host'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, MOCHA_GREP: 'used for long', CHAR_RNN_SOAK: 'long' },
});
process.exit(status ?? 1);
