import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findNode, type FoundNode } from '../../../../src/services/engines/findNode';
import { isInstalled, readInstalled } from '../../../../src/services/engines/gpuFolder';
import { folderSize, freeSpace, installGpu, removeGpu } from '../../../../src/services/engines/installGpu';
import { loadTensorFlow } from '../../../../src/services/engines/loadTensorFlow';
import { stubs, temporaryFolder } from './stubPackage';
import { StubRegistry } from './stubRegistry';

describe('installGpu', function () {
  // npm takes a second or two each time, and more on a machine that does other things.
  this.timeout(60_000);

  let node: FoundNode;
  let root: ReturnType<typeof temporaryFolder>;
  let folder: string;
  let registry: StubRegistry | undefined;

  before(async () => {
    const found = await findNode(process.execPath);
    assert.ok(typeof found !== 'string');
    assert.ok(found.npm !== undefined, 'these tests need npm');
    node = found;
  });

  beforeEach(() => {
    root = temporaryFolder();
    folder = join(root.path, 'gpu');
  });

  afterEach(() => {
    registry?.stop();
    registry = undefined;
    root.remove();
  });

  /** npm as a person has it, but for the registry and a cache of the test's own. */
  const environment = (url: string): NodeJS.ProcessEnv => ({
    ...process.env,
    npm_config_registry: url,
    npm_config_cache: join(root.path, 'cache'),
    npm_config_fetch_retries: '0',
    // A person may have chosen this for other projects.
    npm_config_ignore_scripts: 'true',
  });

  const install = async (
    files: Record<string, string> | undefined,
    options: Parameters<typeof installGpu>[2] = {},
  ): Promise<void> => {
    registry = await StubRegistry.start(files);
    await installGpu(node, folder, { environment: environment(registry.url), look: 50, ...options });
  };

  it('installs by npm, runs the install script, tells how far it is, and can be taken away whole', async () => {
    const sizes: number[] = [];
    await install(
      {
        'index.js': stubs.gpu,
        'install.js': `require('fs').writeFileSync('library', Buffer.alloc(300000)); setTimeout(() => {}, 500);`,
      },
      { onProgress: (bytes) => sizes.push(bytes) },
    );
    assert.deepEqual(readInstalled(folder), { version: '4.22.0', node: node.path });
    assert.equal(loadTensorFlow(folder).isGpu, true);
    assert.ok(sizes.at(-1)! > 300_000, sizes.join(' '));
    assert.ok((await folderSize(folder)) > 300_000);
    await removeGpu(folder);
    assert.ok(!existsSync(folder));
    await removeGpu(folder);
  });

  it('takes the place of an installation that was not finished', async () => {
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    writeFileSync(join(folder, 'node_modules', 'left'), 'over');
    assert.ok(!isInstalled(folder));
    await install({ 'index.js': stubs.gpu });
    assert.ok(isInstalled(folder));
    assert.ok(!existsSync(join(folder, 'node_modules', 'left')));
  });

  const script = (rest: string): string =>
    `require('fs').writeFileSync(${JSON.stringify(join(root.path, 'pid'))}, String(process.pid)); ${rest}`;

  /** Whether the install script, which has told its number, is still there. */
  const scriptRuns = async (): Promise<boolean> => {
    const pid = Number(readFileSync(join(root.path, 'pid'), 'utf8'));
    for (let wait = 0; wait < 50; wait++) {
      try {
        process.kill(pid, 0);
      } catch {
        return false;
      }
      await sleep(100);
    }
    return true;
  };

  it('gives up when nothing more arrives, ends the install script, and leaves nothing', async () => {
    await assert.rejects(
      install(
        { 'index.js': stubs.gpu, 'install.js': script('setInterval(() => {}, 1000);') },
        { patience: 8000 },
      ),
      { name: 'PersonError', message: /Nothing more arrived for 8 seconds/ },
    );
    assert.ok(!existsSync(folder));
    assert.ok(!(await scriptRuns()), 'the install script still runs');
  });

  it('can be cancelled, and leaves nothing', async () => {
    const abort = new AbortController();
    const reason = new Error('cancelled');
    const whenScriptRuns = setInterval(() => {
      if (existsSync(join(root.path, 'pid'))) {
        abort.abort(reason);
      }
    }, 50);
    try {
      await assert.rejects(
        install(
          { 'index.js': stubs.gpu, 'install.js': script('setInterval(() => {}, 1000);') },
          { signal: abort.signal },
        ),
        reason,
      );
    } finally {
      clearInterval(whenScriptRuns);
    }
    assert.ok(!existsSync(folder));
    assert.ok(!(await scriptRuns()), 'the install script still runs');
  });

  const fails = async (files: Record<string, string> | undefined, message: RegExp): Promise<void> => {
    await assert.rejects(install(files), { name: 'PersonError', message });
    assert.ok(!existsSync(folder));
  };

  it('tells of a full disk', () =>
    fails(
      {
        'index.js': stubs.gpu,
        'install.js': `console.error('Error: ENOSPC: no space left on device, write'); process.exit(1);`,
      },
      /^The disk that has .* is full: .* nothing of it was kept\. Make room \(2 GB\) and try again\.$/,
    ));

  it('tells of a registry that does not have it', () => fails(undefined, /registry does not have/));

  it('tells what the install script said last', () =>
    fails(
      {
        'index.js': stubs.gpu,
        'install.js': `console.error('Error: node-pre-gyp found no compiler'); process.exit(3);`,
      },
      /npm ended with code \d+: .*(no compiler|command failed)/,
    ));

  it('tells of a host that is not reached', async () => {
    const stopped = await StubRegistry.start({});
    stopped.stop();
    await assert.rejects(installGpu(node, folder, { environment: environment(stopped.url) }), {
      name: 'PersonError',
      message: /did not reach a host that it needs \(ECONNREFUSED\)/,
    });
    assert.ok(!existsSync(folder));
  });

  it('knows the space that is free where nothing is yet', async () => {
    const there = await freeSpace(root.path);
    assert.ok(there > 0);
    const later = await freeSpace(join(folder, 'not', 'yet'));
    // Others write meanwhile.
    assert.ok(Math.abs(later - there) < 2 ** 30);
  });
});
