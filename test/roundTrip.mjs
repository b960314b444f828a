/**
 * npm run round-trip -- [FILE]: a network begins here, is trained on by PyTorch in two processes, comes back, goes on, writes
 * and is looked into; each step's figures are printed. FILE is the text; without it, shakespeare_train.txt where CHAR_RNN_DATA
 * says, or this project's own documents. Needs a Python with PyTorch.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './install.mjs';

install();
build();
const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', join(root, 'test', 'roundTrip.ts'), ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
);
process.exit(status ?? 1);
