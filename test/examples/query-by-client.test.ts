import { join } from 'node:path';
import { bundle } from '../support/bundle';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, denial, identities, tableArn } from '../support/events';
import { type LambdaFunction, startLambdaFunction } from '../support/lambda-function';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';

const NOW = Date.now();
const minutesAgo = (minutes: number) => `${new Date(NOW - minutes * 60_000).toISOString().slice(0, 19)}Z`;

describe('the example that asks by the client library', () => {
  const code = join(temporaryFolder(), 'index.js');
  let dynamodb: TestDynamoDb;
  let example: LambdaFunction;

  const backupArn = `${tableArn('Music')}/backup/01789602797149-73d8d5bc`;
  const change = { readOnly: false, responseElements: null };
  const deleted = controlEvent({ ...change, eventName: 'DeleteTable', eventTime: minutesAgo(5) });
  const deniedBackupDelete = controlEvent({
    ...change,
    ...denial('not allowed'),
    eventName: 'DeleteBackup',
    eventTime: minutesAgo(9),
    userIdentity: identities.assumedRole('intern', 'ivan@example.com'),
    requestParameters: { backupArn },
  });
  const longAgo = controlEvent({ ...change, eventName: 'UpdateTable', eventTime: minutesAgo(3 * 24 * 60) });

  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    const { storeEvents, tableName, ledgerTableName } = await createStoredAudit(dynamodb.client);
    await storeEvents([
      longAgo,
      deniedBackupDelete,
      deleted,
      controlEvent({ eventTime: minutesAgo(4) }),
      dataEvent({ eventName: 'PutItem', readOnly: false, eventTime: minutesAgo(3) }),
      controlEvent({ ...change, eventName: 'DeleteTable', requestParameters: { tableName: 'Books' } }),
    ]);
    example = await startLambdaFunction({
      file: bundle('examples/query-by-client/table-changes.ts', code),
      environment: {
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
        AUDIT_TABLE_NAME: tableName,
        LEDGER_TABLE_NAME: ledgerTableName,
      },
    });
  });
  afterAll(async () => {
    await example.stop();
    await dynamodb.stop();
  });

  it('says who changed a table and what belongs to it, newest first', async () => {
    const payload = [
      {
        at: deleted.eventTime,
        who: 'arn:aws:iam::111122223333:user/alice',
        what: 'DeleteTable',
        outcome: 'succeeded',
        eventId: deleted.eventID,
      },
      {
        at: deniedBackupDelete.eventTime,
        who: 'arn:aws:iam::111122223333:role/service/intern (ivan@example.com)',
        what: 'DeleteBackup',
        outcome: 'denied',
        eventId: deniedBackupDelete.eventID,
      },
    ];
    expect(await example.invoke({ table: 'Music' })).toEqual({ payload });
  });

  it('looks back as far as it is asked to', async () => {
    const changes = await example.invoke({ table: 'Music', since: '7d' });
    expect(changes).toMatchObject({ payload: [{}, {}, { eventId: longAgo.eventID, what: 'UpdateTable' }] });
  });

  it('fails for a table that the audit never saw', async () => {
    const error = { errorType: 'AuditTrailError', errorMessage: expect.stringContaining('Muzak') };
    expect(await example.invoke({ table: 'Muzak' })).toMatchObject({ error });
  });
});
