// The filter of `npm run test:unit`: test files that start no engine, server or process, and that
// build and synthesize nothing. It reads what a file imports, so a new test file needs no entry.
const { readFileSync } = require('node:fs');

const SLOW_IMPORTS = [
  /'node:(child_process|http)'/,
  /'aws-cdk-lib/,
  /\/scripts\//,
  /\/src\/local\//,
  /'(\.\.?\/)+(support\/)?(bundle|command-line|dynamodb|lambda-function|installed-package|stacks)'/,
  /'\.\/deployment'/,
];

module.exports = (files) => ({
  filtered: files.filter((file) => {
    const source = readFileSync(file, 'utf8');
    return !SLOW_IMPORTS.some((pattern) => pattern.test(source));
  }),
});
