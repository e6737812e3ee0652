import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { changeRecord } from '../support/audit-records';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, nextEventId } from '../support/events';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

let dynamodb: TestDynamoDb;
let audit: StoredAudit;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client);
});
afterAll(() => dynamodb.stop());

const deletion = () => controlEvent({ eventName: 'DeleteTable', readOnly: false });

it('shows a rule of another version by its id', async () => {
  const record = changeRecord({
    eventId: nextEventId(),
    risk: { level: 'high', rules: ['ddb-of-a-later-version'] },
  });
  await audit.storeRecords([record]);
  expect((await audit.log.get(record.eventId))[0]?.riskReasons).toEqual([
    { rule: 'ddb-of-a-later-version', title: 'ddb-of-a-later-version' },
  ]);
});

it('says that the kept bytes are damaged, and explains the risk without them', async () => {
  const event = deletion();
  const eventId = String(event.eventID);
  await audit.storeEvents([event]);
  const [{ contentHash } = { contentHash: '' }] = await audit.log.get(eventId).then(async () => {
    await audit.storeEvents([{ ...event, userAgent: 'other' }]);
    return audit.log.get(eventId);
  });
  await dynamodb.client.send(
    new UpdateItemCommand({
      TableName: audit.tableName,
      Key: { eventId: { S: eventId }, part: { S: `event#${contentHash}` } },
      UpdateExpression: 'SET original = :damaged',
      ExpressionAttributeValues: { ':damaged': { B: Buffer.from('damaged') } },
    }),
  );
  const variants = await audit.log.get(eventId);
  const damaged = variants.find((variant) => variant.contentHash === contentHash);
  expect(damaged).toMatchObject({
    originalError: expect.stringContaining('it is damaged'),
    riskReasons: [{ rule: 'ddb-delete-table', level: 'high', title: 'Table deleted' }],
  });
  const intact = variants.find((variant) => variant.contentHash !== contentHash);
  expect(intact).toMatchObject({ riskReasons: [{ words: 'Music was deleted' }] });
  expect(intact).not.toHaveProperty('originalError');
});

it('finds the copies of a data event that CloudTrail says to have copies', async () => {
  const sharedEventID = nextEventId();
  const [one, other] = await audit.storeEvents([
    dataEvent({ sharedEventID }),
    dataEvent({ sharedEventID, recipientAccountId: '444455556666' }),
    dataEvent({ sharedEventID: nextEventId() }),
  ]);
  expect((await audit.log.get(one!.eventId))[0]?.copies).toEqual([
    { eventId: other!.eventId, accountId: '444455556666' },
  ]);
});

it('explains no risk where there is none', async () => {
  const [record] = await audit.storeEvents([dataEvent()]);
  expect((await audit.log.get(record!.eventId))[0]).not.toHaveProperty('riskReasons');
});
