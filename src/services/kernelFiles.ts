import type { Kernel, KernelName } from '../core/kernel/kernel';
import { createReferenceKernel } from '../core/kernel/reference';

/** The kernel of a name; `auto` is the fastest that this machine runs. */
export function loadKernel(name: KernelName | 'auto'): Promise<Kernel> {
  return Promise.resolve(createReferenceKernel(name === 'reference' ? 'reference' : 'reference32'));
}
