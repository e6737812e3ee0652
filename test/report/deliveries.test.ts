import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import { collectDeliveries } from '../../src/report/collect-deliveries';
import { createCoverageLedger } from '../../src/store/ledger/coverage-ledger';
import { daysOf, type Hour, rangeOf, TRAIL } from '../support/coverage';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { createStoredAudit } from '../support/stored-audit';

let dynamodb: TestDynamoDb;
beforeAll(async () => {
  dynamodb = await startDynamoDb();
});
afterAll(() => dynamodb.stop());

const RANGE = { since: '2026-03-14T01:00:00Z', until: '2026-03-16T00:00:00Z' };
const NOW = new Date('2026-03-18T00:00:00Z');
const whole = Array.from({ length: 48 }, (): Hour => ['intact']);

/** An audit of places whose trails have these hours. */
async function createAudit(places: Readonly<Record<string, readonly Hour[]>>) {
  const { client, tableName, ledgerTableName } = await createStoredAudit(dynamodb.client);
  const ledger = createCoverageLedger(client, ledgerTableName);
  for (const [region, hours] of Object.entries(places)) {
    const place = { accountId: '111122223333', region };
    await ledger.record({
      ...{ ...place, trail: TRAIL, folder: 's3://trail-logs/AWSLogs/' },
      range: rangeOf(hours),
      days: daysOf(hours, { region }),
    });
  }
  const latest = await ledger.readLatest();
  for (const day of ['2026-03-14', '2026-03-15']) await ledger.writeAll(day, latest, NOW);
  return createDynamoDbStore({ client, tableName, ledgerTableName });
}

const collect = (store: Parameters<typeof collectDeliveries>[0], accounts?: readonly string[]) =>
  collectDeliveries(store, RANGE, accounts, NOW, new AbortController().signal);

describe('the deliveries that a deployed audit reports', () => {
  it('have a calendar for each account and Region, and the objects that are not proven', async () => {
    const store = await createAudit({
      'us-east-1': whole,
      'eu-west-1': whole.with(30, ['intact', 'altered']),
      'eu-central-1': whole.with(5, 'missing'),
    });
    const { places, exceptions } = await collect(store);
    expect(places.listed.map(({ region, state, days }) => [region, state, days])).toEqual([
      ['eu-central-1', 'digestMissing', { '2026-03-14': 'digestMissing', '2026-03-15': 'proven' }],
      ['eu-west-1', 'incomplete', { '2026-03-14': 'proven', '2026-03-15': 'incomplete' }],
      ['us-east-1', 'proven', { '2026-03-14': 'proven', '2026-03-15': 'proven' }],
    ]);
    expect(exceptions).toMatchObject({ omitted: 0, placesOmitted: 0 });
    expect(exceptions.listed.map(({ region, reason }) => [region, reason])).toEqual([
      ['eu-central-1', 'is missing'],
      ['eu-west-1', 'is altered'],
    ]);
  });

  it('are those of the accounts that were asked for', async () => {
    const store = await createAudit({ 'us-east-1': whole });
    expect((await collect(store, ['111122223333'])).places.listed).toHaveLength(1);
    expect((await collect(store, ['444455556666'])).places.listed).toEqual([]);
  });

  it('have the worst 100 accounts and Regions, and the number of others', async () => {
    const hours: Hour[] = [['intact'], ['intact']];
    const proven = Array.from({ length: 101 }, (_, place) => [`region-${place + 100}`, hours] as const);
    const store = await createAudit({
      ...Object.fromEntries(proven),
      'us-east-1': [['intact'], ['altered']],
    });
    const { places } = await collect(store);
    expect({ listed: places.listed.length, omitted: places.omitted }).toEqual({ listed: 100, omitted: 2 });
    expect(places.listed.map(({ region }) => region)).toContain('us-east-1');
  });

  it('are none if nothing was verified', async () => {
    expect(await collect(await createAudit({}))).toEqual({
      places: { listed: [], omitted: 0 },
      exceptions: { listed: [], omitted: 0, placesOmitted: 0 },
    });
  });
});
