import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { gpuPackage } from '../../../../src/services/engines/gpuFolder';

/** A package registry on this machine that has one package, as npm asks for it. */
export class StubRegistry {
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** @param files of the package, `package.json` excepted; undefined for a registry that does not have it. */
  static async start(files: Readonly<Record<string, string>> | undefined): Promise<StubRegistry> {
    const { name, version } = gpuPackage;
    const scripts = files && 'install.js' in files ? { install: 'node install.js' } : {};
    const manifest = { name, version, main: 'index.js', scripts };
    const archive = gzipSync(tar({ 'package.json': JSON.stringify(manifest), ...files }));
    const server = createServer((request, response) => {
      if (files && request.url?.endsWith('.tgz') === true) {
        response.end(archive);
      } else if (files && decodeURIComponent(request.url ?? '') === `/${name}`) {
        const { port } = server.address() as AddressInfo;
        const dist = {
          tarball: `http://127.0.0.1:${port}/package.tgz`,
          integrity: `sha512-${createHash('sha512').update(archive).digest('base64')}`,
        };
        const hasInstallScript = 'install' in scripts;
        response.setHeader('content-type', 'application/json');
        response.end(
          JSON.stringify({
            name,
            'dist-tags': { latest: version },
            versions: { [version]: { ...manifest, hasInstallScript, dist } },
          }),
        );
      } else {
        response.statusCode = 404;
        response.end('{}');
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new StubRegistry(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

/** A tar archive (POSIX.1-1988 ustar) of files below `package/`. */
function tar(files: Readonly<Record<string, string>>): Buffer {
  const blocks: Buffer[] = [];
  for (const [name, text] of Object.entries(files)) {
    const content = Buffer.from(text);
    const header = Buffer.alloc(512);
    header.write(`package/${name}`, 0);
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    blocks.push(header, content, Buffer.alloc((512 - (content.length % 512)) % 512));
  }
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
