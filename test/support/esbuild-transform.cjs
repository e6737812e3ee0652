// Jest runs CommonJS; esbuild strips the types. No second compiler for the tests.
const { transformSync, version } = require('esbuild');
const { createHash } = require('node:crypto');

const options = {
  loader: 'ts',
  format: 'cjs',
  target: 'node20',
  // A dynamic import becomes a require: Jest cannot run `import()` without Node's experimental flag.
  supported: { 'dynamic-import': false },
  sourcemap: 'inline',
};
const settings = JSON.stringify({ version, options });

module.exports = {
  getCacheKey: (source, file) => createHash('sha256').update(`${settings}\0${file}\0${source}`).digest('hex'),
  process: (source, file) => transformSync(source, { ...options, sourcefile: file }),
};
