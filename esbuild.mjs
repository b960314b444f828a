/**
 * Builds what runs: the extension, its workers, the terminal's command, the trainer's process, the pages of webviews, the
 * WebAssembly kernels and the in-host tests. `--production` minifies, and leaves out the tests and the source maps;
 * `--watch` goes on building.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  logLevel: watch ? 'info' : 'warning',
  // The licences of what is bundled are packaged beside it.
  legalComments: 'none',
  metafile: production,
};
const node = { ...common, platform: 'node', target: 'node20', format: 'cjs' };

/** Files below a folder of the project whose names end so, as paths from the root. */
function filesBelow(folder, ending) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

const extension = {
  ...node,
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  external: ['vscode'],
};
const terminal = {
  ...node,
  entryPoints: ['src/cli.ts'],
  outfile: 'dist/cli.js',
  banner: { js: '#!/usr/bin/env node' },
};
const workers = filesBelow('src', '.worker.ts').map((worker) => ({
  ...node,
  entryPoints: [worker],
  outfile: join('dist', basename(worker).replace(/\.ts$/, '.js')),
}));
const trainer = { ...node, entryPoints: ['src/trainer.ts'], outfile: 'dist/trainer.js' };
const pages = Object.entries({ main: 'webview-ui/main.tsx', training: 'webview-ui/training/main.tsx' }).map(
  ([name, entry]) => ({
    ...common,
    platform: 'browser',
    target: 'es2022',
    format: 'esm',
    entryPoints: [entry],
    outfile: `dist/webview/${name}.js`,
  }),
);
/**
 * In a browser `name.web.ts` takes the place of `name.ts` where there is one, but for what it imports itself. Whatever Node
 * has and a browser lacks is then an error of the build.
 */
const webFiles = {
  name: 'web files',
  setup(build) {
    build.onResolve({ filter: /^\.{1,2}\// }, ({ path, importer, resolveDir }) => {
      const file = join(resolveDir, `${path}.web.ts`);
      return existsSync(file) && importer !== file ? { path: file } : undefined;
    });
  },
};
const web = { ...common, platform: 'browser', target: 'es2022', plugins: [webFiles] };
const webExtension = {
  ...web,
  format: 'cjs',
  entryPoints: ['src/extension.web.ts'],
  outfile: 'dist/web/extension.js',
  external: ['vscode'],
};
const webWorkers = Object.entries({
  inspector: 'src/services/inspector/inspector.worker.ts',
  trainer: 'src/trainer.web.ts',
}).map(([name, entry]) => ({
  ...web,
  format: 'iife',
  entryPoints: [entry],
  outfile: `dist/web/${name}.worker.js`,
}));
/** Each suite that runs inside VS Code: how it begins, and its tests in one bundle, so that what they share is there once. */
const inHostSuites = ['test/host', 'test/packaged'].flatMap((folder) => {
  const inHost = { ...node, external: ['vscode', 'mocha'] };
  const contents = filesBelow(folder, '.test.ts')
    .sort((a, b) => turn(a) - turn(b))
    .map((file) => `import './${file.replaceAll('\\', '/')}';`)
    .join('\n');
  return [
    { ...inHost, entryPoints: ['test/host/index.ts'], outfile: `out/${folder}/index.js` },
    { ...inHost, stdin: { contents, resolveDir: root }, outfile: `out/${folder}/tests.js` },
  ];
});

/** Activation is measured before anything else needs the extension; after it is disposed of, nothing works. */
function turn(file) {
  return { 'activation.test.ts': -1, 'deactivation.test.ts': 1 }[basename(file)] ?? 0;
}

const exists = ({ entryPoints }) => existsSync(join(root, entryPoints[0]));
const builds = [
  extension,
  ...[terminal, trainer, ...pages].filter(exists),
  ...workers,
  webExtension,
  ...webWorkers,
  ...(production ? [] : inHostSuites),
];

/** Compiles the WebAssembly kernels into dist; they are not watched, as they change seldom. */
function buildKernels() {
  const script = join(root, 'src', 'core', 'kernel', 'assembly', 'build.mjs');
  if (existsSync(script)) {
    const { status } = spawnSync(process.execPath, [script], { cwd: root, stdio: 'inherit' });
    if (status !== 0) {
      throw new Error(`The WebAssembly kernels could not be built (exit code ${status}): see above.`);
    }
  }
}

/** Writes down which packages have code in the bundles, so that their licences can be packaged. */
function writeBundledPackages(built) {
  const inputs = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const names = inputs.flatMap((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []);
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(join(root, 'out', 'bundledPackages.json'), JSON.stringify([...new Set(names)].sort()));
}

// What an earlier build left must neither be packaged nor tested.
for (const folder of production ? ['dist'] : ['out/test']) {
  rmSync(join(root, folder), { recursive: true, force: true });
}
buildKernels();
if (watch) {
  await Promise.all(builds.map(async (options) => (await esbuild.context(options)).watch()));
} else {
  // esbuild has printed what is wrong by then.
  const built = await Promise.all(builds.map((options) => esbuild.build(options))).catch(() =>
    process.exit(1),
  );
  if (production) {
    writeBundledPackages(built);
  }
  if (exists(terminal)) {
    chmodSync(join(root, 'dist', 'cli.js'), 0o755);
  }
}
