/**
 * Compiles the WebAssembly kernels into dist/kernel: `node src/core/kernel/assembly/build.mjs`. `npm run build` calls it.
 *
 * Each entry below becomes one file for each flavour: `NAME.simd.wasm` runs wherever WebAssembly SIMD does,
 * `NAME.relaxed.wasm` also uses the relaxed instructions (fused multiply-add), which some engines lack, and `NAME.wide.wasm`
 * (strict: `NAME.wideSimd.wasm`) has tiles for engines that make one vector of 256 bits of two (product.ts, panels.ts). One
 * source makes all:
 * `ASC_FEATURE_RELAXED_SIMD` and `WIDE` are constants, so what the other flavours need is folded away.
 *
 * To add an entry: write NAME.ts in this folder, add a line to `entries`, read it in `wasm.ts` by that name.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Entry modules, their flavours and what the compiler is told beside the common flags. */
const entries = {
  // Strict only: it is to give the same bits everywhere, and its i16 products leave the relaxed ones nothing to gain.
  network: { flavours: ['simd', 'wideSimd'], flags: [] },
  // Float64 has no fused multiply-add to gain by: the additions have units of their own.
  stateReader: { flavours: ['simd'], flags: [] },
  neuronSets: { flavours: ['simd'], flags: [] },
  // Threads share the memory that is handed in; the maximum is what any plan may ask for (trainerPlan.ts).
  trainer: {
    flavours: ['simd', 'relaxed', 'wide'],
    flags: ['--enable', 'threads', '--importMemory', '--sharedMemory', '--maximumMemory', '65536'],
  },
  // What the others are made of, for tests: into out/kernel, so that it is not packaged.
  parts: { flavours: ['simd'], flags: [], output: 'out' },
};

/**
 * `stub` never frees: the kernels allocate nothing, they lay their memory out once (`memory.ts`). Without `--noAssert`
 * every array access would be checked; there are none, only raw pointers that the layout hands out.
 */
const common = ['-O3', '--runtime', 'stub', '--noAssert', '--use', 'abort='];
const features = {
  simd: ['--enable', 'simd', '--use', 'WIDE=0'],
  relaxed: ['--enable', 'simd', '--enable', 'relaxed-simd', '--use', 'WIDE=0'],
  wide: ['--enable', 'simd', '--enable', 'relaxed-simd', '--use', 'WIDE=1'],
  wideSimd: ['--enable', 'simd', '--use', 'WIDE=1'],
};

const folder = dirname(fileURLToPath(import.meta.url));
const root = join(folder, '..', '..', '..', '..');
/** Compiled files by the hash of what they were made from, so that an unchanged kernel is not compiled again. */
const cache = join(root, 'out', 'kernel', 'compiled');

const compilerVersion = JSON.parse(
  readFileSync(join(root, 'node_modules', 'assemblyscript', 'package.json'), 'utf8'),
).version;
const sources = readdirSync(folder)
  .filter((name) => name.endsWith('.ts'))
  .sort()
  .map((name) => [name, readFileSync(join(folder, name), 'utf8')]);

async function build(entry, flavour, { flags, output = 'dist' }) {
  const args = [`${entry}.ts`, ...common, ...features[flavour], ...flags];
  const hash = createHash('sha256')
    .update(JSON.stringify([compilerVersion, args, sources]))
    .digest('hex')
    .slice(0, 16);
  const name = `${entry}.${flavour}.wasm`;
  const cached = join(cache, `${entry}.${flavour}.${hash}.wasm`);
  if (!existsSync(cached)) {
    await compile(args, cached);
  }
  const bytes = readFileSync(cached);
  const target = join(root, output, 'kernel', name);
  if (!existsSync(target) || !readFileSync(target).equals(bytes)) {
    write(target, bytes);
  }
}

async function compile(args, file) {
  // Loaded only when there is something to compile: it is a second's work by itself.
  const { default: asc } = await import('assemblyscript/asc');
  const written = new Map();
  const { error, stderr } = await asc.main([...args, '--outFile', 'out.wasm'], {
    readFile: (name, base) => {
      const path = join(base === '.' || !base ? folder : join(folder, base), name);
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
    writeFile: (name, contents) => void written.set(name, contents),
    listFiles: () => [],
  });
  // Warnings too: there are none in a clean build.
  process.stderr.write(stderr.toString());
  if (error) {
    process.exit(1);
  }
  write(file, written.get('out.wasm'));
}

/** To a temporary name first: a build that is stopped leaves no half file behind. */
function write(file, bytes) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.${process.pid}`, bytes);
  renameSync(`${file}.${process.pid}`, file);
}

for (const [entry, options] of Object.entries(entries)) {
  for (const flavour of options.flavours) {
    await build(entry, flavour, options);
  }
}
