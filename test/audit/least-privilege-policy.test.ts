import type { AuditRecord } from '../../src/audit/audit-record';
import { auditEvent } from '../../src/audit/classify';
import { leastPolicy } from '../../src/audit/least-privilege-policy';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  daxEvent,
  eventBytes,
  STREAM_ARN,
  streamEvent,
  tableArn,
} from '../support/events';
import { guardEvent } from '../support/guard-events';

async function* recordsOf(events: readonly CloudTrailEvent[]) {
  for (const event of events) {
    const audited = auditEvent(event, eventBytes(event), {});
    if (audited.kind === 'rejected') throw new Error(audited.reason);
    yield audited.event.record;
  }
}
/** As the audit keeps them. */
const readOriginals =
  (events: readonly CloudTrailEvent[]) =>
  async ({ eventId }: Pick<AuditRecord, 'eventId'>) =>
    events.filter(({ eventID }) => eventID === eventId);
const toPolicy = async (...events: CloudTrailEvent[]) =>
  (await leastPolicy(recordsOf(events), readOriginals(events)))?.Statement;

describe('leastPolicy', () => {
  it('allows each action on the resources it was used on', async () => {
    await expect(leastPolicy(recordsOf([dataEvent()]), readOriginals([]))).resolves.toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: [tableArn('Music')] }],
    });
  });

  it('leaves out calls of other services', async () => {
    const stop = guardEvent('cloudtrail', 'StopLogging', { name: 'audit' });
    await expect(toPolicy(stop)).resolves.toBeUndefined();
    await expect(toPolicy(stop, dataEvent())).resolves.toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: [tableArn('Music')] },
    ]);
  });

  it('puts actions on the same resources into one statement', async () => {
    const statements = await toPolicy(
      dataEvent({ eventName: 'PutItem' }),
      dataEvent(),
      controlEvent({ eventName: 'DeleteTable', requestParameters: { tableName: 'Old' } }),
    );
    expect(statements).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:DeleteTable'], Resource: [tableArn('Old')] },
      { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:PutItem'], Resource: [tableArn('Music')] },
    ]);
  });

  it('allows an action that names no resource on all', async () => {
    const statements = await toPolicy(controlEvent({ eventName: 'ListTables', requestParameters: null }));
    expect(statements).toEqual([{ Effect: 'Allow', Action: ['dynamodb:ListTables'], Resource: '*' }]);
  });

  it('allows what a transaction is made of', async () => {
    const statements = await toPolicy(dataEvent({ eventName: 'TransactGetItems' }));
    expect(statements).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetItem'], Resource: [tableArn('Music')] },
    ]);
  });

  it('allows of a writing transaction what its parts did, and no more', async () => {
    const requestItems = [{ operation: 'Put', tableName: 'Music' }];
    const statements = await toPolicy(
      dataEvent({ eventName: 'TransactWriteItems', requestParameters: { requestItems } }),
    );
    expect(statements).toMatchObject([{ Action: ['dynamodb:PutItem'] }]);
  });

  it('allows all that a statement may have done where its event is not kept', async () => {
    const events = [
      dataEvent({ eventName: 'ExecuteStatement', requestParameters: { statement: 'DELETE FROM "Music"' } }),
    ];
    const policy = await leastPolicy(recordsOf(events), readOriginals([]));
    expect(policy?.Statement[0]?.Action).toEqual([
      'dynamodb:PartiQLDelete',
      'dynamodb:PartiQLInsert',
      'dynamodb:PartiQLUpdate',
    ]);
  });

  it('allows a query of an index on the index, not on its table', async () => {
    const statements = await toPolicy(
      dataEvent({ eventName: 'Query', requestParameters: { tableName: 'Music', indexName: 'by-year' } }),
    );
    expect(statements).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:Query'], Resource: [`${tableArn('Music')}/index/by-year`] },
    ]);
  });

  it('allows reading a stream on the stream alone', async () => {
    const statements = await toPolicy(streamEvent());
    expect(statements).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetRecords'], Resource: [STREAM_ARN] },
    ]);
  });

  it('allows making a backup on the table, and deleting one on the backup', async () => {
    const backupArn = `${tableArn('Music')}/backup/01489602797149-73d8d5bc`;
    const statements = await toPolicy(
      controlEvent({ eventName: 'CreateBackup', responseElements: { backupDetails: { backupArn } } }),
      controlEvent({ eventName: 'DeleteBackup', requestParameters: { backupArn } }),
    );
    expect(statements).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:CreateBackup'], Resource: [tableArn('Music')] },
      { Effect: 'Allow', Action: ['dynamodb:DeleteBackup'], Resource: [backupArn] },
    ]);
  });

  it('allows DAX calls by their own prefix', async () => {
    const [statement] = (await toPolicy(daxEvent()))!;
    expect(statement).toMatchObject({ Action: ['dax:DescribeClusters'] });
  });

  it('takes a wildcard in a resource for a character', async () => {
    const [statement] = (await toPolicy(
      dataEvent({ requestParameters: {}, resources: [{ ARN: tableArn('*'), type: 'AWS::DynamoDB::Table' }] }),
    ))!;
    expect(JSON.stringify(statement?.Resource)).not.toMatch(/\/\*"/);
  });

  it('is nothing where nothing was seen', async () => {
    await expect(toPolicy()).resolves.toBeUndefined();
  });
});
