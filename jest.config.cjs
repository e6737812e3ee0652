/** The packages that test/support/load-once.cjs loads. */
const LOADED_ONCE = '(aws-cdk-lib|constructs|cdk-nag|fast-check|dynalite|@babel/parser)';

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.ts$': '<rootDir>/test/support/esbuild-transform.cjs',
    [`/node_modules/${LOADED_ONCE}/`]: '<rootDir>/test/support/load-once.cjs',
  },
  transformIgnorePatterns: [`/node_modules/(?!${LOADED_ONCE}/)`],
  globalSetup: '<rootDir>/test/support/run-folder.cjs',
  setupFilesAfterEnv: [
    '<rootDir>/test/support/async-storages.ts',
    '<rootDir>/test/support/random-values.ts',
    '<rootDir>/test/support/timeout.ts',
  ],
};
