/** Endings of model files. */
export const modelEndings = ['npz', 'pkl'] as const;

const ending = new RegExp(`\\.(${modelEndings.join('|')})$`, 'i');

/** Whether a reference is the name of a bundled model rather than a path or an address. */
export function isBundledName(reference: string): boolean {
  return /^[\w-]+(\.[\w-]+)*$/.test(reference) && !ending.test(reference);
}

/** The short name of a model, for people. */
export function modelName(reference: string): string {
  const last = reference.split(/[\\/]/).pop();
  return (last ?? reference).replace(ending, '');
}
