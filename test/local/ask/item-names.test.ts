import { startDynamoDb, type TestDynamoDb } from '../../support/dynamodb';
import { dataEvent, tableResource } from '../../support/events';
import { createLocalAuditOfEvents, type TestLocalAudit } from '../../support/local-audit';
import { createStoredAudit, type StoredAudit } from '../../support/stored-audit';
import { temporaryFolder } from '../../support/temporary-folder';

/** Names that are the same in UTF-8, which has no unpaired surrogates. */
const [HIGH, LOW, REPLACEMENT] = ['\ud800', '\udc00', '\ufffd'] as const;

const calls = (
  [
    { [HIGH]: '1', [REPLACEMENT]: '2', id: '42' },
    { id: '42', [REPLACEMENT]: '2' },
    { [HIGH]: '2' },
    { [HIGH]: '1', [LOW]: '2', [REPLACEMENT]: '3', id: '42' },
    { [`a${HIGH}`]: '1', [`a${LOW}`]: '2', [`b${HIGH}`]: '1', [`b${LOW}`]: '2' },
  ] as const
).map((key, minute) =>
  dataEvent({
    eventTime: `2026-03-14T09:0${minute}:00Z`,
    resources: [tableResource('Orders')],
    requestParameters: { tableName: 'Orders', key },
  }),
);

describe('items by attributes whose names are the same in UTF-8', () => {
  const folder = temporaryFolder();
  let dynamodb: TestDynamoDb;
  let stored: StoredAudit;
  let local: TestLocalAudit;
  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    stored = await createStoredAudit(dynamodb.client);
    await stored.storeEvents(calls);
    local = await createLocalAuditOfEvents(folder, [calls]);
  });
  afterAll(async () => {
    local.close();
    await dynamodb.stop();
  });

  it.each<[Record<string, string>, number[], number]>([
    [{ [REPLACEMENT]: '2', id: '42' }, [1, 0], 2],
    [{ [HIGH]: '1', id: '42' }, [3, 0], 2],
    [{ [LOW]: '2', id: '42' }, [3], 4],
    [{ [HIGH]: '1' }, [3, 0], 2],
    [{ [REPLACEMENT]: '9' }, [], 2],
    [{ [`a${LOW}`]: '2', [`b${HIGH}`]: '1' }, [4], 4],
    [{ [`a${LOW}`]: '2', [`b${LOW}`]: '2' }, [4], 4],
  ])('%j: the same answer as in DynamoDB', async (key, named, touched) => {
    const question = { table: 'Orders', key };
    const found = await stored.log.item(question);
    expect(found.named.map(({ eventId }) => calls.findIndex(({ eventID }) => eventID === eventId))).toEqual(
      named,
    );
    expect(found.mayHaveTouched.reduce((sum, { count }) => sum + count, 0)).toBe(touched);
    const { mayHaveTouched, ...answer } = await local.log.item(question);
    expect(answer.named).toEqual(found.named);
    expect(mayHaveTouched).toEqual(found.mayHaveTouched);
  });
});
