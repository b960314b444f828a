const unwanted = new Set(['NODE_OPTIONS', 'ELECTRON_RUN_AS_NODE']);

/** The environment for a program of its own: without what makes Electron a Node, and what this one's Node was told. */
export function ownEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !unwanted.has(name)));
}
