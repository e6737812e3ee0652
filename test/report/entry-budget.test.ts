import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import { collectEvents } from '../../src/report/collect-events';
import { auditRecord, changeRecord } from '../support/audit-records';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

const arnOf = (table: string) => `arn:aws:dynamodb:us-east-1:111122223333:table/${table}`;
const READS = 2_000;
const ZOO = arnOf('Zoo');

describe('the budget of a report on tables', () => {
  let dynamodb: TestDynamoDb;
  let audit: StoredAudit;
  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    audit = await createStoredAudit(dynamodb.client);
    const reads = Array.from({ length: READS }, (_, index) =>
      auditRecord({
        eventId: `read-${index}`,
        eventTime: new Date(Date.parse('2026-03-14T00:00:00Z') + index * 1_000)
          .toISOString()
          .replace('.000', ''),
      }),
    );
    await audit.storeRecords([...reads, changeRecord({ eventId: 'change', resources: [ZOO] })]);
  });
  afterAll(() => dynamodb.stop());

  const collect = async (maximum: number) => {
    const { client, tableName, ledgerTableName } = audit;
    const onRecord = jest.fn();
    const collected = await collectEvents(
      createDynamoDbStore({ client, tableName, ledgerTableName }),
      { since: '2026-03-14T00:00:00Z', until: '2026-03-15T00:00:00Z' },
      { onRecord, onProgress: () => {}, budget: { maximum, read: 0 }, signal: new AbortController().signal },
    );
    return { ...collected, listed: onRecord.mock.calls.length };
  };

  it('is enough for all calls of all tables', async () => {
    const { tables, limits, listed } = await collect(READS + 2);
    expect(tables.listed.map(({ table, events }) => [table, events])).toEqual([
      [arnOf('Music'), READS],
      [ZOO, 1],
    ]);
    expect({ limits, listed }).toEqual({ limits: [], listed: 1 });
  });

  it('ends within a table, and says from when on its calls are not counted, and how many tables were not read', async () => {
    const { tables, limits } = await collect(500);
    const [music] = tables.listed;
    expect(tables).toMatchObject({ listed: [{ table: arnOf('Music') }], omitted: 1 });
    expect(music!.events).toBeLessThan(READS);
    expect(limits).toEqual([
      expect.stringContaining(`Calls of ${arnOf('Music')} from ${music!.readUntil} on are not counted.`),
      expect.stringContaining('The calls of 1 table are not counted.'),
    ]);
  });
});
