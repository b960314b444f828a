import { join } from 'node:path';
import { format } from 'node:util';
import Mocha from 'mocha';

/** Runs the in-host suite: VS Code calls this inside the extension host. */
export async function run(): Promise<void> {
  // The launcher shows what begins so, and keeps what VS Code logs beside it in a file.
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
    console.log(`[suite] ${format(...args)}`);
  };
  const mocha = new Mocha({
    ui: 'bdd',
    timeout: 20_000,
    color: false,
    forbidOnly: true,
    grep: process.env.MOCHA_GREP,
    reporter: join(__dirname, '..', '..', '..', 'test', 'resultsReporter.cjs'),
    reporterOptions: { output: process.env.CHAR_RNN_RESULTS },
  });
  // All tests, in the order of their files' names: see esbuild.mjs.
  mocha.addFile(join(__dirname, 'tests.js'));
  const failures = await new Promise<number>((resolve) => {
    mocha.run(resolve);
  });
  if (failures > 0) {
    throw new Error(`${failures} in-host tests failed.`);
  }
}
