import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findGpu, parseCards } from '../../../../src/services/engines/findGpu';
import { findNode } from '../../../../src/services/engines/findNode';
import { neededSpace } from '../../../../src/services/engines/gpuFolder';
import { gpuReport, type Surroundings } from '../../../../src/services/engines/gpuReport';
import { temporaryFolder } from './stubPackage';

const libraries = ['libcudart.so.11.0', 'libcudnn.so.8'];
const good: Surroundings = {
  platform: 'linux',
  architecture: 'x64',
  node: { path: '/usr/bin/node', version: '22.1.0', npm: '/usr/lib/npm-cli.js' },
  gpu: {
    cards: [{ name: 'NVIDIA GeForce RTX 3060', driver: '535.183.01', memory: 12288 }],
    libraries: libraries.map((name) => ({ name, isFound: true })),
  },
  free: 50 * 1024 ** 3,
};

describe('gpuReport', () => {
  it('has nothing to say against a machine that has everything', () => {
    const { found, prevents, missing } = gpuReport(good);
    assert.deepEqual([prevents, missing], [[], []]);
    assert.deepEqual(found, [
      'Card: NVIDIA GeForce RTX 3060, 12 GB; driver 535.183.01',
      'CUDA: 2 of 2 libraries of CUDA 11 and cuDNN 8',
      'Node 22.1.0: /usr/bin/node',
      'Free space: 50.0 GB',
    ]);
  });

  const cases: [what: string, change: Partial<Surroundings>, prevents: RegExp[], missing: RegExp[]][] = [
    ['no card', { gpu: { cards: [], libraries: good.gpu.libraries } }, [/No NVIDIA card/], []],
    ['a Mac', { platform: 'darwin', architecture: 'arm64' }, [/darwin on arm64/], []],
    ['no Node', { node: 'No Node is on the PATH.' }, [/No Node/], []],
    ['no npm', { node: { path: '/n', version: '22.0.0', npm: undefined } }, [/npm was not found/], []],
    ['a full disk', { free: neededSpace - 1 }, [/too little room/], []],
    ['Windows', { platform: 'win32' }, [], [/no built add-on/]],
    [
      'no CUDA',
      { gpu: { ...good.gpu, libraries: libraries.map((name) => ({ name, isFound: false })) } },
      [],
      [/none of its libraries was found/],
    ],
    [
      'no cuDNN',
      { gpu: { ...good.gpu, libraries: libraries.map((name, at) => ({ name, isFound: at === 0 })) } },
      [],
      [/not found: libcudnn\.so\.8\./],
    ],
    [
      'an old driver',
      { gpu: { ...good.gpu, cards: [{ name: 'K80', driver: '418.67', memory: 11441 }] } },
      [],
      [/418\.67 is too old/],
    ],
  ];
  for (const [what, change, prevents, missing] of cases) {
    it(`tells of ${what}`, () => {
      const report = gpuReport({ ...good, ...change });
      for (const [is, expected] of [
        [report.prevents, prevents],
        [report.missing, missing],
      ] as const) {
        assert.equal(is.length, expected.length, is.join(' '));
        expected.forEach((pattern, at) => assert.match(is[at], pattern));
      }
    });
  }
});

describe('what the machine has', () => {
  it('reads the cards that nvidia-smi lists', () => {
    assert.deepEqual(parseCards('NVIDIA A100-SXM4-40GB, 450.51.05, 40536\nTesla T4, 535.1, 15360\n\n'), [
      { name: 'NVIDIA A100-SXM4-40GB', driver: '450.51.05', memory: 40536 },
      { name: 'Tesla T4', driver: '535.1', memory: 15360 },
    ]);
    assert.deepEqual(parseCards(''), []);
  });

  it('finds libraries in the folders of LD_LIBRARY_PATH', async function () {
    if (process.platform !== 'linux') {
      this.skip();
    }
    const folder = temporaryFolder();
    try {
      writeFileSync(join(folder.path, 'libcudnn.so.8'), '');
      const { libraries: found } = await findGpu({ LD_LIBRARY_PATH: folder.path });
      assert.equal(found.find(({ name }) => name === 'libcudnn.so.8')?.isFound, true);
      assert.equal(found.length, 8);
    } finally {
      folder.remove();
    }
  });

  it('finds the Node on the PATH, and says what is wrong with another', async function () {
    if (process.platform === 'win32') {
      this.skip();
    }
    const folder = temporaryFolder();
    const fake = (answer: string): string => {
      const path = join(folder.path, 'node');
      writeFileSync(path, `#!/bin/sh\n${answer}\n`);
      chmodSync(path, 0o755);
      return path;
    };
    const refused = (found: Awaited<ReturnType<typeof findNode>>, message: RegExp): void => {
      assert.ok(typeof found === 'string');
      assert.match(found, message);
    };
    try {
      refused(await findNode('', { PATH: folder.path }), /No Node is on the PATH/);
      const echo = (version: string, electron = 'null'): string => `echo '["${version}",${electron}]'`;
      const found = await findNode(fake(echo('22.3.0')), { PATH: '' });
      assert.equal(typeof found !== 'string' && found.version, '22.3.0');
      assert.equal(
        await findNode('', { PATH: folder.path }).then((one) => typeof one !== 'string' && one.path),
        join(folder.path, 'node'),
      );
      refused(await findNode(fake(echo('18.20.0'))), /is version 18\.20\.0: 20 or newer/);
      refused(await findNode(fake(echo('22.3.0', '"37.1.0"'))), /is Electron, not Node/);
      refused(await findNode(fake('exit 1')), /does not run/);
      refused(await findNode(join(folder.path, 'absent')), /does not run/);
    } finally {
      folder.remove();
    }
  });
});
