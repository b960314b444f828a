/** In a browser nothing is ever installed. */

export function gpuFolderIn(storage: string): string {
  return `${storage}/gpu`;
}

export function readInstalled(): undefined {
  return undefined;
}

export function isNodeThere(): boolean {
  return false;
}
