/** npm run pictures: takes the README's pictures again, from the real product; `npm run pictures -- completion` one of them. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { build, install, root } from './install.mjs';
import { prepareServer } from './vscode-server/prepare.mjs';

install();
build();
prepareServer();
const script = join(root, 'test', 'pictures', 'pictures.ts');
const { status } = spawnSync(process.execPath, ['--import', 'tsx', script, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
