import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Workbench, type WorkbenchOptions } from '../ui/workbench';
import { startWebHost } from './webHost';

/**
 * Opens VS Code in the browser alone, with the extension in a web worker and a virtual folder. What is saved there is read
 * from `workbench.folder`, as in the UI tests.
 */
export async function openWebWorkbench({
  files = {},
  settings = {},
  theme = 'dark',
  ...look
}: WorkbenchOptions): Promise<{ workbench: Workbench; close: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'char-rnn-web-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  const host = await startWebHost(folder);
  const names = {
    dark: 'Dark Modern',
    light: 'Light Modern',
    'hc-black': 'Default High Contrast',
    'hc-light': 'Default High Contrast Light',
  };
  const address = host.address({ ...settings, 'workbench.colorTheme': names[theme] });
  const workbench = await Workbench.visit(address, folder, look);
  return {
    workbench,
    close: async () => {
      await workbench.close();
      host.stop();
    },
  };
}
