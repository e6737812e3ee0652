import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findEqualRuns } from './equal-lines';
import { ROOT, readSourceFiles } from './source-files';

const MAXIMUM_LINES = 200;
const EQUAL_LINES = 6;

/** Tables: rows of data, or of properties with their documentation. */
const TABLES = [
  'lib/dynamodb-audit-trail-props.ts',
  'src/audit/operations.ts',
  'src/rules/guard-rules.ts',
  'src/rules/recovery-rules.ts',
];

it(`no file but a table has more than ${MAXIMUM_LINES} lines`, () => {
  const long = readSourceFiles(['{src,lib,lambda,bin,web}/**/*.{ts,tsx}'])
    .filter(({ source }) => source.trimEnd().split('\n').length > MAXIMUM_LINES)
    .map(({ path }) => path);
  expect(long).toEqual(TABLES);
});

const MAXIMUM_BYTES = 2 ** 20;
const tracked = spawnSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' });

(tracked.status === 0 ? it : it.skip)(`git tracks no file of more than ${MAXIMUM_BYTES} bytes`, () => {
  const large = tracked.stdout
    .split('\0')
    .filter(
      (path) => path && existsSync(join(ROOT, path)) && statSync(join(ROOT, path)).size > MAXIMUM_BYTES,
    );
  expect(large).toEqual([]);
});

describe('runs of equal lines', () => {
  const run = (name: string) => ['one', 'two', 'three', 'four', 'five', name].map((word) => `call(${word});`);

  it('are found, whatever stands between them that says nothing', () => {
    const files = [
      { path: 'a.ts', source: ["import a from 'a';", ...run('six')].join('\n') },
      {
        path: 'b.ts',
        source: ['other();', '', ...run('six').flatMap((line) => [`  ${line}`, '  // why', '{}'])].join('\n'),
      },
      { path: 'c.ts', source: run('seven').join('\n') },
    ];
    expect(findEqualRuns(files, EQUAL_LINES)).toEqual(['a.ts:2 = b.ts:3']);
  });

  it('are found once each', () => {
    const source = [...run('six'), ...run('seven')].join('\n');
    const files = [
      { path: 'a.ts', source },
      { path: 'b.ts', source },
    ];
    expect(findEqualRuns(files, EQUAL_LINES)).toEqual(['a.ts:1 = b.ts:1']);
  });

  it(`of ${EQUAL_LINES} or more are nowhere`, () => {
    const files = readSourceFiles(['{src,lib,lambda,bin,web,bench,scripts,examples}/**/*.{ts,tsx,mjs,cjs}']);
    expect(findEqualRuns(files, EQUAL_LINES)).toEqual([]);
  });
});
