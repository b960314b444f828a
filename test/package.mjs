/**
 * npm run package: builds a VSIX that holds only what runs, into out/. It is gathered in a folder of its own first, where
 * there is nothing that could slip in.
 */
import { createVSIX } from '@vscode/vsce';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, install, root } from './install.mjs';

const stage = join(root, 'out', 'package');

/** What runs, as paths from the root; what is not there is not packaged. */
const parts = [
  'dist',
  'media/icon.png',
  'media/models',
  'media/pytorch',
  'media/sample',
  'media/walkthrough',
  'l10n',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'LICENSE',
];

/** What lies in those but does not run: the terminal's command is for those who have the source, and its Node. */
const left = /\.map$|[\\/]dist[\\/]cli\.js$|[\\/]models[\\/](?!.*\.npz$)[^\\/]+$/;

/** Builds the VSIX. @returns its path */
export async function packageExtension() {
  build('--production');
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  for (const part of parts.filter((path) => existsSync(join(root, path)))) {
    cpSync(join(root, part), join(stage, part), { recursive: true, filter: (path) => !left.test(path) });
  }
  const manifest = packagedManifest();
  writeFileSync(join(stage, 'package.json'), JSON.stringify(manifest, null, 2));
  // All that lies there is meant; without this file the packager warns.
  writeFileSync(join(stage, '.vscodeignore'), '');
  for (const file of ['README.md', 'CHANGELOG.md']) {
    writeFileSync(join(stage, file), packagedText(file));
  }
  writeFileSync(join(stage, 'THIRD-PARTY-NOTICES.txt'), notices());
  makeReproducible();
  const packagePath = join(root, 'out', `${manifest.name}-${manifest.version}.vsix`);
  await withoutWarnings(() =>
    createVSIX({
      cwd: stage,
      packagePath,
      dependencies: false,
      allowMissingRepository: true,
      skipLicense: false,
    }),
  );
  return packagePath;
}

/**
 * The same commit gives the same bytes, whenever, wherever and by whomever it is packaged: its files have the time of the
 * commit and one mode. The packager takes the time from this variable, and sorts the files if it is set.
 */
function makeReproducible() {
  if (process.env.SOURCE_DATE_EPOCH === undefined) {
    const { stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
    // Outside a repository: the earliest time that a zip can hold.
    process.env.SOURCE_DATE_EPOCH = stdout?.trim() || '315619200';
  }
  // A zip holds local time.
  process.env.TZ = 'UTC';
  for (const entry of readdirSync(stage, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) {
      chmodSync(join(entry.parentPath, entry.name), 0o644);
    }
  }
}

/** The manifest without what only serves development. */
function packagedManifest() {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  for (const key of ['scripts', 'devDependencies', 'dependencies', 'bin']) {
    delete manifest[key];
  }
  return manifest;
}

/** A text without pictures and links that lead into the source: VS Code shows neither. */
function packagedText(file) {
  return readFileSync(join(root, file), 'utf8')
    .replaceAll(/^!\[[^\]]*\]\((?!https:)[^)]*\)\n\n?/gm, '')
    .replaceAll(/\[([^\]]*)\]\((?!https:|#)[^)]*\)/g, '$1');
}

/** The licences of the packages that have code in the bundles. */
function notices() {
  const bundled = JSON.parse(readFileSync(join(root, 'out', 'bundledPackages.json'), 'utf8'));
  // The WebAssembly kernels hold pieces of its standard library.
  const names = [...new Set([...bundled, 'assemblyscript'])].sort();
  return names
    .map((name) => {
      const folder = join(root, 'node_modules', name);
      const { version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e(\.\w+)?$/i.test(entry));
      const text = file ? readFileSync(join(folder, file), 'utf8').trim() : licenceText(license, author);
      return `${name} ${version}\n${'='.repeat(name.length + version.length + 1)}\n\n${text}\n`;
    })
    .join('\n\n');
}

/** For a package that names its licence and brings no text of it. */
function licenceText(name, author) {
  if (name !== 'MIT') {
    throw new Error(`A bundled package has the licence ${name} and no text of it: see what it asks for.`);
  }
  // Ours is the same, but for the copyright line.
  const own = readFileSync(join(root, 'LICENSE'), 'utf8').trim();
  return own.replace(/^Copyright.*$/m, `Copyright (c) ${author?.name ?? author}`);
}

/** Does something that must warn of nothing. */
async function withoutWarnings(work) {
  const { warn } = console;
  const warnings = [];
  console.warn = (...words) => warnings.push(words.join(' '));
  try {
    await work();
  } finally {
    console.warn = warn;
  }
  if (warnings.length > 0) {
    throw new Error(`Packaging warned:\n${warnings.join('\n')}`);
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  install();
  const vsix = await packageExtension();
  console.log(`${vsix}: ${(statSync(vsix).size / 1024).toFixed(0)} KB`);
}
