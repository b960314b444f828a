/** Serves `virtual:` from the files of webHost.ts. */
const vscode = require('vscode');

exports.activate = ({ extensionUri, subscriptions }) => {
  const changed = new vscode.EventEmitter();
  const ask = async (method, uri, { to, body } = {}) => {
    const query = new URLSearchParams({ path: uri.path, ...(to && { to: to.path }) });
    const address = `${extensionUri.scheme}://${extensionUri.authority}/files/${method}?${query}`;
    const reply = await fetch(address, { method: 'POST', body });
    if (reply.status === 404) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    if (!reply.ok) {
      throw vscode.FileSystemError.Unavailable(await reply.text());
    }
    return reply;
  };
  const tell = (type, uri) => changed.fire([{ type, uri }]);
  subscriptions.push(
    changed,
    vscode.workspace.registerFileSystemProvider(
      'virtual',
      {
        onDidChangeFile: changed.event,
        watch: () => new vscode.Disposable(() => undefined),
        stat: async (uri) => (await ask('stat', uri)).json(),
        readDirectory: async (uri) => (await ask('list', uri)).json(),
        readFile: async (uri) => new Uint8Array(await (await ask('read', uri)).arrayBuffer()),
        writeFile: async (uri, body) => {
          await ask('write', uri, { body });
          tell(vscode.FileChangeType.Changed, uri);
        },
        createDirectory: (uri) => ask('makeFolder', uri),
        delete: (uri) => ask('remove', uri),
        rename: (uri, to) => ask('rename', uri, { to }),
      },
      { isCaseSensitive: true },
    ),
  );
};
