import { createHttpApi } from '../../src/http/api';
import { deliveriesSchema } from '../../src/http/delivery-answer-schemas';
import type { AuditStore } from '../../src/query/audit-store';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import { openAuditLog } from '../../src/query/open-audit-log';
import { createCoverageLedger } from '../../src/store/ledger/coverage-ledger';
import { daysOf, type Hour, hourTime, rangeOf, TRAIL } from '../support/coverage';
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

/** Trails of account 111122223333, by their Region, and their hours. */
type Trails = readonly (readonly [region: string, hours: readonly Hour[], trail?: string])[];

async function createAudit(trails: Trails): Promise<AuditStore> {
  const { client, tableName, ledgerTableName } = await createStoredAudit(dynamodb.client);
  const ledger = createCoverageLedger(client, ledgerTableName);
  for (const [region, hours, trail = TRAIL] of trails) {
    const place = { accountId: '111122223333', region };
    await ledger.record({
      ...{ ...place, trail, folder: 's3://trail-logs/AWSLogs/' },
      range: rangeOf(hours),
      days: daysOf(hours, { region, trail }),
    });
  }
  const latest = await ledger.readLatest();
  for (const day of ['2026-03-14', '2026-03-15']) await ledger.writeAll(day, latest, NOW);
  return createDynamoDbStore({ client, tableName, ledgerTableName });
}

const ask = async (trails: Trails, query = {}) =>
  openAuditLog(await createAudit(trails)).deliveries({ ...RANGE, ...query });

describe('the deliveries of a deployed audit', () => {
  it('have a calendar for each account and Region, and the objects that are not proven', async () => {
    const { places, exceptions, notices } = await ask([
      ['us-east-1', whole],
      ['eu-west-1', whole.with(30, ['intact', 'altered'])],
      ['eu-central-1', whole.with(5, 'missing')],
    ]);
    expect(places.listed.map(({ region, state, days }) => [region, state, days])).toEqual([
      ['eu-central-1', 'digestMissing', { '2026-03-14': 'digestMissing', '2026-03-15': 'proven' }],
      ['eu-west-1', 'incomplete', { '2026-03-14': 'proven', '2026-03-15': 'incomplete' }],
      ['us-east-1', 'proven', { '2026-03-14': 'proven', '2026-03-15': 'proven' }],
    ]);
    expect(places).toMatchObject({ expected: 3, proven: 1, omitted: 0 });
    expect(exceptions).toMatchObject({ omitted: 0, placesOmitted: 0 });
    expect(exceptions.listed.map(({ region, reason }) => [region, reason])).toEqual([
      ['eu-central-1', 'is missing'],
      ['eu-west-1', 'is altered'],
    ]);
    expect(notices).toEqual([]);
  });

  it('say which time is not proven, also where there is no object', async () => {
    const { unproven } = await ask([['us-east-1', whole.with(30, ['altered']).slice(0, 40)]]);
    expect(unproven.omitted).toBe(0);
    expect(unproven.listed).toMatchObject([
      { since: hourTime(30), until: hourTime(31), state: 'incomplete' },
      { since: hourTime(40), until: RANGE.until, state: 'digestMissing' },
    ]);
    expect(unproven.listed[1]!.reason).toContain('no digests found between');
  });

  it('name time that several trails lack once for each reason', async () => {
    const hours = whole.with(30, 'off');
    const { unproven } = await ask([
      ['us-east-1', hours],
      ['us-east-1', hours, 'data-events@us-east-1'],
    ]);
    const reasons = unproven.listed.map(({ since, state, reason }) => [since, state, reason?.split(':')[0]]);
    expect(reasons).toEqual([
      [hourTime(30), 'gap', 'trail data-events'],
      [hourTime(30), 'gap', 'trail management-events'],
    ]);
  });

  it('have the days of each trail where there are several', async () => {
    const { places } = await ask([
      ['us-east-1', whole],
      ['us-east-1', whole.with(30, 'missing'), 'data-events@us-east-1'],
      ['eu-west-1', whole],
    ]);
    expect(places.listed.map(({ trails }) => trails)).toEqual([
      undefined,
      [
        { trail: 'data-events@us-east-1', days: { '2026-03-14': 'proven', '2026-03-15': 'digestMissing' } },
        { trail: TRAIL, days: { '2026-03-14': 'proven', '2026-03-15': 'proven' } },
      ],
    ]);
  });

  it('are those of the accounts, the Regions and the days that were asked for', async () => {
    const trails: Trails = [
      ['us-east-1', whole.with(30, ['altered'])],
      ['eu-west-1', whole],
    ];
    const regions = async (query: object) =>
      (await ask(trails, query)).places.listed.map(({ region }) => region);
    expect(await regions({ account: ['111122223333'] })).toEqual(['eu-west-1', 'us-east-1']);
    expect(await regions({ account: ['444455556666'] })).toEqual([]);
    expect(await regions({ eventRegion: ['us-east-1'] })).toEqual(['us-east-1']);
    const { places, exceptions } = await ask(trails, { ...RANGE, until: '2026-03-15' });
    expect(places.listed.map(({ days }) => days)).toEqual([
      { '2026-03-14': 'proven' },
      { '2026-03-14': 'proven' },
    ]);
    expect(exceptions.listed).toEqual([]);
  });

  it('have the worst 100 accounts and Regions, and the number of others', async () => {
    const hours: Hour[] = [['intact'], ['intact']];
    const proven = Array.from({ length: 101 }, (_, place) => [`region-${place + 100}`, hours] as const);
    const { places, notices } = await ask([...proven, ['us-east-1', [['intact'], ['altered']]]]);
    expect({ listed: places.listed.length, omitted: places.omitted }).toEqual({ listed: 100, omitted: 2 });
    expect(places.listed.map(({ region }) => region)).toContain('us-east-1');
    expect(notices).toEqual([expect.stringContaining('The worst 100 of 102 accounts and Regions')]);
  });

  it('are none if nothing was verified, and the answer says so', async () => {
    expect(await ask([])).toEqual({
      ...RANGE,
      places: { expected: 0, proven: 0, listed: [], omitted: 0 },
      unproven: { listed: [], omitted: 0 },
      exceptions: { listed: [], omitted: 0, placesOmitted: 0 },
      notices: [expect.stringContaining('No digest of this time was verified')],
    });
  });

  it.each([
    [{ account: ['12'] }, /account must be an account ID of 12 digits/],
    [{ since: '2024-03-14' }, /has 732 days, but at most 400 are allowed/],
    [{ since: '2026-03-17' }, /since must not be later than until/],
    [{ since: '9000-01-01', until: undefined }, /since must not be later than until/],
    [{ table: ['Music'] }, /Unknown parameter "table"/],
  ])('refuse %j', async (query, message) => {
    await expect(ask([], query)).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: expect.stringMatching(message),
    });
  });

  it('say which places were not read when the time is over, and show what is known of them', async () => {
    const store = await createAudit([['us-east-1', whole.with(30, ['altered'])]]);
    const never = new Promise<never>(() => {});
    const slow: AuditStore = {
      ...store,
      deliveries: (query, signal) => (query.regions ? never : store.deliveries(query, signal)),
    };
    const answer = await openAuditLog(slow).deliveries(RANGE, { maximumSeconds: 0.3 });
    expect(answer.places.listed).toMatchObject([
      { state: 'incomplete', days: { '2026-03-14': 'proven', '2026-03-15': 'incomplete' } },
    ]);
    expect(answer.exceptions).toEqual({ listed: [], omitted: 0, placesOmitted: 1 });
    expect(answer.notices).toEqual([expect.stringContaining('Stopped after 0.3 seconds')]);

    const silent = openAuditLog({ ...store, deliveries: () => never });
    await expect(silent.deliveries(RANGE, { maximumSeconds: 0.1 })).rejects.toMatchObject({
      code: 'ServiceFailed',
      message: expect.stringContaining('within 0.1 seconds. Ask for a shorter range'),
    });
  });
});

describe('GET /deliveries', () => {
  it('has the shape that it describes, for the last 30 days unless others are asked for', async () => {
    const api = createHttpApi(openAuditLog(await createAudit([['us-east-1', whole.with(3, ['altered'])]])));
    const get = async (query: string) => (await api.request(`/deliveries?${query}`)).json();
    const range = new URLSearchParams(RANGE).toString();
    const answer = deliveriesSchema.parse(await get(`${range}&account=111122223333&eventRegion=us-east-1`));
    expect(answer.places.listed).toHaveLength(1);
    const latest = deliveriesSchema.parse(await get(''));
    expect(Date.parse(latest.until) - Date.parse(latest.since)).toBe(30 * 86_400_000);
  });
});
