import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { querySchema } from '../../src/query/query';

/** How an answer is given, and old names: the text below the table describes them. */
const NOT_FILTERS = [
  'since',
  'until',
  'timeZone',
  'order',
  'partial',
  'altered',
  'errorCode',
  'accountId',
  'region',
];

it('docs/asking.md lists every filter, and no other', () => {
  const document = readFileSync(join(__dirname, '../../docs/asking.md'), 'utf8');
  const [, table = ''] = /\| Filter \| Matches \|\n(.+?)\n\n/s.exec(document) ?? [];
  const listed = table
    .split('\n')
    .flatMap((row) => [...row.split('|')[1]!.matchAll(/`(\w+)`/g)].map(([, name]) => name));
  const filters = Object.keys(querySchema.shape).filter((name) => !NOT_FILTERS.includes(name));
  expect(listed.sort()).toEqual(filters.sort());
});
