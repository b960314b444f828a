/**
 * What trains. `kernel`: this project's own, on the processor. `tfjs`: tfjs-node-gpu. `auto`: tfjs-node-gpu where it is set
 * up, has a GPU, and was faster for this size; else the kernel.
 */
export const engineNames = ['auto', 'kernel', 'tfjs'] as const;
export type EngineName = (typeof engineNames)[number];
