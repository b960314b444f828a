/** Mocha's spec reporter, which also writes what passed, failed and was skipped to a file. */
const { mkdirSync, writeFileSync } = require('node:fs');
const { dirname } = require('node:path');
const Mocha = require('mocha');

class ResultsReporter extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const { output } = options.reporterOptions;
    const results = { passed: 0, failed: [], skipped: [] };
    runner.on('pass', () => results.passed++);
    runner.on('fail', (test) => results.failed.push(test.fullTitle()));
    runner.on('pending', (test) => results.skipped.push(test.fullTitle()));
    runner.once('end', () => {
      mkdirSync(dirname(output), { recursive: true });
      writeFileSync(output, JSON.stringify(results, null, 2));
    });
  }
}

module.exports = ResultsReporter;
