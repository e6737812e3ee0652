import fc from 'fast-check';
import { isOwnArn, isTableArn, parentTable, parseArn, partitionForRegion } from '../../src/audit/arn';
import { campaignSize } from '../support/campaigns';

it.each([
  ['us-east-1', 'aws'],
  ['cn-north-1', 'aws-cn'],
  ['us-gov-west-1', 'aws-us-gov'],
  ['us-iso-east-1', 'aws-iso'],
  ['us-isob-east-1', 'aws-iso-b'],
  ['eu-isoe-west-1', 'aws-iso-e'],
  ['us-isof-south-1', 'aws-iso-f'],
  ['eusc-de-east-1', 'aws-eusc'],
  ['mars-north-1', 'aws'],
  ['', 'aws'],
])('Region %j is in partition %s', (region, partition) => {
  expect(partitionForRegion(region)).toBe(partition);
});

const STREAM = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music/stream/2019-10-09T00:07:23.254';

it('splits an ARN into six parts, the last one with its colons', () => {
  expect(parseArn(STREAM)).toEqual({
    service: 'dynamodb',
    region: 'us-east-1',
    account: '111122223333',
    resource: 'table/Music/stream/2019-10-09T00:07:23.254',
  });
});

it.each(['', 'Music', 'arn:aws:dynamodb', 'arn:aws:dynamodb:us-east-1:111122223333:', 'arn:::::x'])(
  '%j is not an ARN',
  (text) => {
    expect(parseArn(text)).toBeUndefined();
  },
);

it.each([
  [STREAM, true],
  ['arn:aws:dynamodb::111122223333:global-table/Music', true],
  ['arn:aws-cn:dax:cn-north-1:111122223333:cache/sessions', true],
  ['arn:aws:kinesis:us-east-1:111122223333:stream/clicks', false],
  ['arn:aws:dynamodb:us-east-1:111122223333:', false],
  ['table/Music', false],
])('%s is ours: %s', (arn, own) => {
  expect(isOwnArn(arn)).toBe(own);
});

it('knows a table from what belongs to it', () => {
  const table = 'arn:aws:dynamodb:us-east-1:111122223333:table/Music';
  expect([table, STREAM, `${table}/index/ByYear`].map(isTableArn)).toEqual([true, false, false]);
  expect([table, STREAM, `${table}/backup/01`, 'arn:aws:dax:::cache/x'].map(parentTable)).toEqual([
    table,
    table,
    table,
    undefined,
  ]);
});

it('finds the first table that has a name', () => {
  const parts = fc.array(fc.constantFrom('arn:aws', ':table/', '/', 'Music', ':', '\n', 'table'), {
    maxLength: 8,
  });
  fc.assert(
    fc.property(parts, (texts) => {
      const arn = texts.join('');
      const match = /^(.*?:table\/[^/]+)(\/.*)?$/s.exec(arn);
      expect(parentTable(arn)).toBe(match?.[1]);
      expect(isTableArn(arn)).toBe(match !== null && match[2] === undefined);
    }),
    { numRuns: campaignSize(10_000) },
  );
});
