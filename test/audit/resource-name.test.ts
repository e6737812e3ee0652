import { resourceName } from '../../src/audit/resource-name';

const DYNAMODB = 'arn:aws:dynamodb:us-east-1:111122223333';

it.each([
  [`${DYNAMODB}:table/Music`, { type: 'table', name: 'Music', table: 'Music' }],
  [`${DYNAMODB}:table/Music/index/ByYear`, { type: 'index', name: 'ByYear', table: 'Music' }],
  [
    `${DYNAMODB}:table/Music/stream/2026-01-02T03:04:05.678`,
    { type: 'stream', name: '2026-01-02T03:04:05.678', table: 'Music' },
  ],
  [`${DYNAMODB}:table/Music/backup/0154-ab`, { type: 'backup', name: '0154-ab', table: 'Music' }],
  [`${DYNAMODB}:table/Music/export/0155-cd`, { type: 'export', name: '0155-cd', table: 'Music' }],
  [`${DYNAMODB}:table/Music/import/0156-ef`, { type: 'import', name: '0156-ef', table: 'Music' }],
  [`${DYNAMODB}:table/Music/unheard/of`, { type: 'other', name: 'Music' }],
  [
    'arn:aws:dynamodb::111122223333:global-table/Music',
    { type: 'global-table', name: 'Music', table: 'Music' },
  ],
  ['arn:aws:dax:us-east-1:111122223333:cache/fast', { type: 'cluster', name: 'fast' }],
  ['dax-subnet-group/us-east-1/default', { type: 'other', name: 'dax-subnet-group/us-east-1/default' }],
])('%s', (resource, named) => {
  expect(resourceName(resource)).toEqual(named);
});
