import type { Context } from 'mocha';
import { Workbench } from './workbench';
import { stopWorkbenchServer } from './workbenchServer';

/** Mocha loads this before the UI tests. */
export const mochaHooks = {
  /** What it looked like when a test failed: out/pictures/failed-*.png. */
  async afterEach(this: Context): Promise<void> {
    if (this.currentTest?.state === 'failed') {
      const name = this.currentTest.fullTitle().replace(/\W+/g, '-').slice(0, 100);
      await Workbench.current?.picture(`failed-${name}`);
    }
  },
  afterAll: stopWorkbenchServer,
};
