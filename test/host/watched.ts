import fs from 'node:fs';
import Module from 'node:module';
import workers from 'node:worker_threads';
import * as vscode from 'vscode';
import { processorTime } from '../processorTime';

/**
 * Watches the extension from the outside, from before it is loaded. Importing this module does it: the tests are one
 * bundle, which is loaded before anything activates the extension.
 */
export const watched = {
  /** Milliseconds, of processor time that its code took to load, and its `activate` to return; undefined before. */
  loading: undefined as number | undefined,
  activating: undefined as number | undefined,
  /** What it was activated with. */
  context: undefined as vscode.ExtensionContext | undefined,
  /** Files that were read, by whatever way an extension has. */
  reads: [] as string[],
  /** WebAssembly modules and workers that were made. */
  made: [] as string[],
  statusBarItems: [] as vscode.StatusBarItem[],
  quickPicks: [] as vscode.QuickPick<vscode.QuickPickItem>[],
  /** What it wrote into its log as errors. */
  errors: [] as string[],
};

/** Replaces a method by one that tells of its calls first. */
function tap<T extends object>(owner: T, name: keyof T, tell: (args: unknown[]) => void): void {
  const original = owner[name] as (...args: unknown[]) => unknown;
  const tapped = function (this: unknown, ...args: unknown[]): unknown {
    tell(args);
    return original.apply(this, args);
  };
  Object.assign(owner, { [name]: tapped });
}

/** The same for a method that makes something. */
function collect<T extends object>(owner: T, name: keyof T, into: unknown[]): void {
  const original = owner[name] as (...args: unknown[]) => unknown;
  const collecting = (...args: unknown[]): unknown => {
    const made = original(...args);
    into.push(made);
    return made;
  };
  Object.assign(owner, { [name]: collecting });
}

collect(vscode.window, 'createStatusBarItem', watched.statusBarItems);
collect(vscode.window, 'createQuickPick', watched.quickPicks);

const createOutputChannel = vscode.window.createOutputChannel as (...args: unknown[]) => object;
Object.assign(vscode.window, {
  createOutputChannel: (...args: unknown[]): object => {
    const channel = createOutputChannel(...args) as Partial<vscode.LogOutputChannel>;
    const { error } = channel;
    return Object.create(channel, {
      error: {
        value: (first: string | Error, ...more: unknown[]): void => {
          watched.errors.push(first instanceof Error ? (first.stack ?? first.message) : first);
          error?.(first, ...more);
        },
      },
    }) as object;
  },
});

const read = ([path]: unknown[]): void => {
  watched.reads.push(String(path));
};
for (const name of ['readFile', 'readFileSync', 'open', 'openSync', 'createReadStream'] as const) {
  tap(fs, name, read);
}
for (const name of ['readFile', 'open'] as const) {
  tap(fs.promises, name, read);
}
const { fs: workspaceFiles } = vscode.workspace;
const readFile = (uri: vscode.Uri): Thenable<Uint8Array> => {
  watched.reads.push(uri.fsPath);
  return workspaceFiles.readFile(uri);
};
// The API's own object is frozen.
const tappedFiles: vscode.FileSystem = { ...workspaceFiles, readFile };
Object.defineProperty(vscode.workspace, 'fs', { get: () => tappedFiles, configurable: true });

for (const name of ['compile', 'instantiate'] as const) {
  tap(WebAssembly, name, () => watched.made.push(`WebAssembly.${name}`));
}
WebAssembly.Module = new Proxy(WebAssembly.Module, {
  construct: (target, args, newTarget) => {
    watched.made.push('WebAssembly.Module');
    return Reflect.construct(target, args, newTarget) as object;
  },
});

workers.Worker = new Proxy(workers.Worker, {
  construct: (target, args, newTarget) => {
    watched.made.push(`worker ${String(args[0])}`);
    return Reflect.construct(target, args, newTarget) as object;
  },
});

/** Node's own way of loading, which VS Code goes too. */
const loader = Module as unknown as { _load: (request: string, ...more: unknown[]) => unknown };
const load = loader._load;
loader._load = function (request, ...more) {
  const before = processorTime();
  const loaded = load.call(this, request, ...more);
  if (!/[\\/]dist[\\/]extension\.js$/.test(request)) {
    return loaded;
  }
  watched.loading = processorTime() - before;
  const extension = loaded as { activate(context: vscode.ExtensionContext): unknown };
  return {
    ...extension,
    activate(context: vscode.ExtensionContext): unknown {
      watched.context = context;
      const began = processorTime();
      try {
        return extension.activate(context);
      } finally {
        watched.activating = processorTime() - began;
      }
    },
  };
};
