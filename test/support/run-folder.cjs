const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

/** Makes a folder for what all test files of a run share; Jest calls this before each run. */
module.exports = () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-trail-run-'));
  process.env.TEST_RUN_FOLDER = folder;
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
};
