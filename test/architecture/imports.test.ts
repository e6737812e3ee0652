import { timeoutFor } from '../support/timeout';
import { ROOMS } from './allowed-imports';
import {
  findCycles,
  findFileArrows,
  findRefusedImports,
  findRoom,
  findUnneededEntries,
  toFolderArrows,
  toRoomArrows,
} from './check-imports';
import { readSourceFiles } from './source-files';

jest.setTimeout(timeoutFor(6));

const files = readSourceFiles();

it('allows every import of every file', () => {
  expect(files.length).toBeGreaterThan(200);
  expect(findRefusedImports(files)).toEqual([]);
});

describe('refuses an import of', () => {
  it.each([
    ['src/audit/new.ts', '../cli/main'],
    ['src/audit/new.ts', '../settings/ingest-settings'],
    ['src/audit/new.ts', 'hono'],
    ['src/audit/new.ts', '../../lib/audit-tables'],
    ['src/audit/new.ts', '../store/indexes'],
    ['src/store/new.ts', '../query/query'],
    ['src/store/new.ts', 'aws-cdk-lib'],
    ['src/trail/new.ts', '../audit/audit-record'],
    ['src/errors.ts', '../lambda/ingest'],
    ['src/errors.ts', '../lib/audit-tables'],
    ['lambda/new.ts', '../lib/node-function'],
    ['lib/new.ts', '../src/cli/main'],
    ['lib/new.ts', '../src/store/write/batch-writer'],
    ['src/cli/new.ts', '../../lib/audit-tables'],
    ['src/query/new.ts', '../local/engine'],
  ])('%s: %s', (path, specifier) => {
    const forms = [
      `import { a } from '${specifier}';`,
      `import type { A } from '${specifier}';`,
      `import '${specifier}';`,
      `export * from '${specifier}';`,
      `export type { A } from '${specifier}';`,
      `const a = await import('${specifier}');`,
      `const a = require('${specifier}');`,
      `let a: import('${specifier}').A;`,
    ];
    for (const source of forms) expect(findRefusedImports([{ path, source }])).toHaveLength(1);
  });

  it('a computed path', () => {
    const source = `export const load = (name: string) => import('./' + name);`;
    expect(findRefusedImports([{ path: 'src/audit/new.ts', source }])).toEqual([
      'src/audit/new.ts:1 imports a computed path',
    ]);
  });
});

it('allows the file of a room that the table names, and no other', () => {
  const source = `import '../src/store/indexes';\nimport '../src/store/lanes';`;
  expect(findRefusedImports([{ path: 'lib/new.ts', source }])).toEqual([
    'lib/new.ts:2 imports src/store/lanes',
  ]);
});

it('refuses a file in a folder that it does not know', () => {
  expect(findRefusedImports([{ path: 'src/new/file.ts', source: '' }])).toEqual([
    'src/new/file.ts is in no room of the table',
  ]);
});

it('allows nothing that no file needs', () => {
  expect(findUnneededEntries(files)).toEqual([]);
  const rooms = { a: { holds: '', mayImport: ['b', 'b/one.ts'], packages: ['zod', 'node:*'] } };
  const source = `import 'node:fs';\nimport '../b/one';`;
  expect(findUnneededEntries([{ path: 'a/file.ts', source }], rooms)).toEqual(['a: b', 'a: zod']);
});

it('has no room without a file', () => {
  expect(Object.keys(ROOMS).filter((room) => !files.some(({ path }) => findRoom(path) === room))).toEqual([]);
});

describe('cycles', () => {
  const arrows = findFileArrows(files);

  it('are found', () => {
    const cycle = [
      ['a', 'b'],
      ['b', 'c'],
      ['c', 'b'],
      ['c', 'd'],
    ] as const;
    expect(findCycles(cycle)).toEqual([
      ['b', 'c'],
      ['c', 'b'],
    ]);
  });

  it('are not among the files', () => {
    expect(arrows.length).toBeGreaterThan(500);
    expect(findCycles(arrows)).toEqual([]);
  });

  it('are not among the folders', () => {
    const own = arrows.filter(([from, to]) => ![from, to].some((path) => path.startsWith('test/')));
    expect(findCycles(toFolderArrows(own))).toEqual([]);
  });

  it('are not among the rooms', () => expect(findCycles(toRoomArrows(arrows))).toEqual([]));
});
