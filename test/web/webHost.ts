import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { root } from '../install.mjs';
import { newest, vscodeFolder } from '../vscode-server/prepare.mjs';
import { quietSettings } from '../vscode-server/settings.mjs';

/**
 * VS Code in the browser alone, as on vscode.dev: a server of plain files gives out the workbench, which runs extensions in
 * a web worker; the folder that is open is of a file system that is not on the disk for it.
 */
export interface WebHost {
  /** The address of a workbench that has a folder open. */
  address(settings: Readonly<Record<string, unknown>>): string;
  stop(): void;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.cjs': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.ttf': 'font/ttf',
};

/** What is given out, by the beginning of its address. */
const places: Readonly<Record<string, string>> = {
  workbench: vscodeFolder(newest),
  extension: root,
  virtual: join(root, 'test', 'web', 'virtualFiles'),
};

/** @param folder what `virtual:/` is. */
export async function startWebHost(folder: string): Promise<WebHost> {
  let settings: Readonly<Record<string, unknown>> = {};
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const [place, ...rest] = pathname.split('/').slice(1).map(decodeURIComponent);
    if (place === '') {
      const { port } = server.address() as AddressInfo;
      response.writeHead(200, { 'content-type': 'text/html' }).end(page(port, settings));
    } else if (place === 'files') {
      const body = await bodyOf(request);
      const at = (name: string): string => join(folder, normalize(`/${searchParams.get(name) ?? ''}`));
      const reply = fileReply(rest[0], at('path'), at('to'), body);
      response.writeHead(reply === undefined ? 404 : 200).end(reply);
    } else {
      const path = Object.hasOwn(places, place) ? join(places[place], normalize(`/${rest.join('/')}`)) : '';
      if (!existsSync(path) || statSync(path).isDirectory()) {
        response.writeHead(404).end();
        return;
      }
      const type = types[extname(path)] ?? 'application/octet-stream';
      const content = path === join(vscodeFolder(newest), workbenchScript) ? alone(path) : readFileSync(path);
      response.writeHead(200, { 'content-type': type }).end(content);
    }
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: (chosen) => {
      settings = chosen;
      return `http://127.0.0.1:${port}/?folder=${encodeURIComponent('virtual:/')}`;
    },
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const workbenchScript = 'out/vs/code/browser/workbench/workbench.js';

/** code-server's workbench leans on the server that it comes from, always; here it is to be alone. */
function alone(path: string): string {
  const changes: readonly [RegExp, string][] = [
    [/,remoteAuthority:location\.host/, ''],
    // The person's settings and state.
    [/\.with\(\{scheme:([\w$]+)\.vscodeRemote\}\),"User"\)/, '.with({scheme:$1.vscodeUserData}),"User")'],
  ];
  return changes.reduce(
    (script, [leaning, standing]) => {
      if (!leaning.test(script)) {
        throw new Error(`${path} leans on its server in a way that is not known here: ${leaning.source}`);
      }
      return script.replace(leaning, standing);
    },
    readFileSync(path, 'utf8'),
  );
}

function page(port: number, settings: Readonly<Record<string, unknown>>): string {
  const base = `http://127.0.0.1:${port}`;
  const extension = (path: string): object => ({ scheme: 'http', authority: `127.0.0.1:${port}`, path });
  const configuration = {
    productConfiguration: {
      webviewContentExternalBaseUrlTemplate: `${base}/workbench/out/vs/workbench/contrib/webview/browser/pre/`,
    },
    additionalBuiltinExtensions: [
      extension('/extension'),
      extension('/virtual'),
      extension('/workbench/extensions/theme-defaults'),
    ],
    configurationDefaults: { ...quietSettings, ...settings },
    enableWorkspaceTrust: false,
    // What code-server's own pages are told besides.
    userDataPath: '/',
    isEnabledFileDownloads: true,
    isEnabledFileUploads: true,
    isEnabledCoderGettingStarted: false,
  };
  const attribute = JSON.stringify(configuration).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  return `<!DOCTYPE html>
<html>
  <head>
    <meta charset="utf-8" />
    <meta id="vscode-workbench-web-configuration" data-settings="${attribute}" />
    <link rel="stylesheet" href="/workbench/out/vs/code/browser/workbench/workbench.css" />
  </head>
  <body aria-label=""></body>
  <script>
    globalThis._VSCODE_FILE_ROOT = '${base}/workbench/out/';
  </script>
  <script type="module" src="/workbench/out/nls.messages.js"></script>
  <script type="module" src="/workbench/${workbenchScript}"></script>
</html>`;
}

/** What virtualFiles/extension.cjs asks for; undefined where there is no such file. */
function fileReply(
  method: string,
  path: string,
  to: string,
  body: Uint8Array,
): string | Uint8Array | undefined {
  const kind = (at: string): number => (statSync(at).isDirectory() ? 2 : 1);
  if (method === 'write') {
    writeFileSync(path, body);
    return '';
  }
  if (method === 'makeFolder') {
    mkdirSync(path, { recursive: true });
    return '';
  }
  if (!existsSync(path)) {
    return undefined;
  }
  switch (method) {
    case 'stat': {
      const { size, mtimeMs, ctimeMs } = statSync(path);
      return JSON.stringify({ type: kind(path), size, mtime: mtimeMs, ctime: ctimeMs });
    }
    case 'list':
      return JSON.stringify(readdirSync(path).map((name) => [name, kind(join(path, name))]));
    case 'read':
      return readFileSync(path);
    case 'rename':
      renameSync(path, to);
      return '';
    case 'remove':
      rmSync(path, { recursive: true });
      return '';
    default:
      throw new Error(`There is no ${method}.`);
  }
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of request) {
    parts.push(part as Uint8Array);
  }
  return Buffer.concat(parts);
}
