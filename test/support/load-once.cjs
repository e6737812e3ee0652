// Jest loads a module again for each test file. CDK takes half a second to load, and is slow until V8 has
// optimized it; fast-check makes tables of all characters. So Node itself loads the packages that
// jest.config.cjs names, once for all files of a worker. A test has other built-in classes than they have:
// for what they make and throw, `toStrictEqual` and `instanceof Error` fail.
module.exports = {
  getCacheKey: (_source, file) => `load-once\0${file}`,
  process: () => ({
    code: `const { getBuiltinModule } = require('node:vm').runInThisContext('process');
      module.exports = getBuiltinModule('node:module').createRequire(__filename)(__filename);`,
  }),
};
