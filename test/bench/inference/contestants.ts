import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { kernelNames } from '../../../src/core/kernel/kernel';
import type { Parameters } from '../../../src/core/parameters';
import { loadKernel } from '../../../src/services/kernelFiles';
import { processorSeconds } from '../figures';
import { Peer, pythonWith } from '../peer';

/** Somebody who writes characters at temperature 1, one thread. */
export interface Contestant {
  readonly name: string;
  /** Writes so many characters: seconds of the processor. */
  write(characters: number): Promise<number>;
  dispose(): void;
}

const folder = join(__dirname, '..', 'peers');

/** Our kernels: `fast` and `exact` in WebAssembly, the two references in plain loops. */
export async function ourKernels(parameters: Parameters): Promise<Contestant[]> {
  return Promise.all(
    [...kernelNames].reverse().map(async (name) => {
      const network = (await loadKernel(name)).load(parameters);
      const state = network.createState();
      let position = 0;
      return {
        name: `${name} (${network.engine})`,
        write: (characters: number) => {
          const out = new Uint16Array(characters);
          const seconds = processorSeconds(() =>
            network.generate(state, out, { temperature: 1, seed: 1, position }),
          );
          position += characters;
          return Promise.resolve(seconds);
        },
        dispose: () => network.dispose(),
      };
    }),
  );
}

/**
 * The others, each in a process of its own. What cannot be had here is named in `missing`.
 *
 * @param weights a file as `sampling_numpy.py` describes it.
 * @param scratch a folder for what has to be compiled.
 */
export async function peers(weights: string, scratch: string, missing: string[]): Promise<Contestant[]> {
  const found: Contestant[] = [];
  const add = (name: string, command: string, args: string[]): Promise<void> =>
    addPeer(found, missing, name, command, [...args, weights]);

  const numpy = pythonWith('numpy');
  if (numpy) {
    const script = join(__dirname, 'sampling_numpy.py');
    await add(`NumPy ${numpy.version}, the assignment's loop`, numpy.python, [script, 'assignment']);
    await add(`NumPy ${numpy.version}, float32, tuned`, numpy.python, [script, 'tuned']);
  } else {
    missing.push('NumPy: no python3 imports it');
  }
  const torch = pythonWith('torch');
  if (torch) {
    const script = join(__dirname, 'sampling_torch.py');
    await add(`PyTorch ${torch.version}, nn.RNN`, torch.python, [script, 'step']);
    await add(`PyTorch ${torch.version}, TorchScript`, torch.python, [script, 'script']);
  } else {
    missing.push('PyTorch: no python3 imports it');
  }
  await add('TensorFlow.js 4.22, wasm', process.execPath, [join(folder, 'tfjs.mjs'), 'wasm']);
  await add('TensorFlow.js 4.22, cpu', process.execPath, [join(folder, 'tfjs.mjs'), 'cpu']);
  await add('ONNX Runtime 1.30, cpu', process.execPath, [join(folder, 'onnx.mjs')]);

  const binary = join(scratch, 'sampling');
  const source = join(__dirname, 'native', 'sampling.c');
  const compiled = ['gcc', 'cc', 'clang'].some(
    (compiler) =>
      spawnSync(compiler, ['-O3', '-march=native', '-ffast-math', source, '-o', binary, '-lm']).status === 0,
  );
  if (compiled) {
    await add(nativeName, binary, []);
  } else {
    missing.push('native C: no compiler');
  }
  return found;
}

/** Starts a peer, which writes as many characters as each line says; one that does not start is missing. */
export async function addPeer(
  found: Contestant[],
  missing: string[],
  name: string,
  command: string,
  args: string[],
): Promise<void> {
  try {
    const peer = await Peer.start(command, args, 1);
    found.push({
      name,
      write: async (characters) => (await peer.run(characters)).seconds,
      dispose: () => peer.dispose(),
    });
  } catch (error) {
    missing.push(`${name}: ${(error as Error).message}`);
  }
}

export const nativeName = 'native C, float32, AVX2 and FMA';
