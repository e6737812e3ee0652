import { createHash } from 'node:crypto';
import { type AttributeValue, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { CoverageDay, PlaceException } from '../../../src/assure/coverage/known-coverage';
import { type LatestCoverage, toPastDay } from '../../../src/assure/coverage/latest-coverage';
import { recentCoverage } from '../../../src/query/dynamodb/recent-coverage';
import { allKey, packAllDays, parseAllItem } from '../../../src/store/ledger/coverage-all-item';
import { latestKey, packLatest, regionAttribute } from '../../../src/store/ledger/coverage-latest-item';
import { type CoverageLedger, createCoverageLedger } from '../../../src/store/ledger/coverage-ledger';
import { readKnownCoverage } from '../../../src/store/ledger/read-known-coverage';
import { createTrailLedger } from '../../../src/store/ledger/trails';
import { toTime } from '../../../src/time';
import { daysOf, type Hour, hourTime, rangeOf, TRAIL } from '../../support/coverage';
import { startDynamoDb, type TestDynamoDb, testClient } from '../../support/dynamodb';
import { measureRequests } from '../../support/measured-requests';
import { createTables } from '../../support/tables';
import { trailLogging } from '../../support/trail-logging';

let dynamoDb: TestDynamoDb;
beforeAll(async () => {
  dynamoDb = await startDynamoDb();
});
afterAll(() => dynamoDb.stop());

const PLACE = { accountId: '111122223333', region: 'us-east-1' };
const FOLDER = 's3://trail-logs/AWSLogs/';

const assessment = (hours: readonly Hour[], firstHour = 0, at: Partial<LatestCoverage> = {}) => {
  const { accountId = PLACE.accountId, region = PLACE.region, trail = TRAIL } = at;
  return {
    ...{ accountId, region, trail, folder: FOLDER, range: rangeOf(hours, firstHour) },
    days: daysOf(hours, { account: accountId, region, trail }, firstHour),
  };
};

async function openLedger(retentionDays?: number) {
  const { ledger: table } = await createTables(dynamoDb.client);
  const client = testClient(dynamoDb.endpoint);
  const requests = measureRequests(client);
  const options = retentionDays === undefined ? {} : { retentionDays };
  const [ledger, trails] = [createCoverageLedger(client, table, options), createTrailLedger(client, table)];
  return { table, requests, ledger, trails };
}

const ALL_DAYS = { first: '2026-01-01', last: '2026-12-31' };
const many = (hours: number, hour: Hour = ['intact']) => Array.from({ length: hours }, () => hour);
const withoutTime = (days: readonly CoverageDay[]) => days.map((day) => ({ ...day, assessedAt: '' }));

/** The latest coverage at the end of a day, counted from 2026-03-14. Places deliver different numbers of files. */
function latestAt(day: number, place: { accountId: string; region: string }): LatestCoverage {
  const last = 24 * day + 23;
  const runs = [day - 2, day - 1, day]
    .filter((each) => each >= 0)
    .map((each) => ({
      since: hourTime(Math.max(0, 24 * each - 1)),
      until: hourTime(24 * each + 23),
      ...{ state: 'proven' as const, digests: each === 0 ? 23 : 24 },
      files:
        createHash('md5').update(`${place.accountId}${place.region}${each}`).digest().readUInt16BE() % 1_000,
    }));
  return {
    ...{ ...place, trail: TRAIL, folder: FOLDER, firstSeen: hourTime(0), lastDigest: hourTime(last), runs },
    latenessSeconds: 912,
  };
}

/** The item of all Regions of an account. */
function toLatestItem(latest: readonly LatestCoverage[]): Record<string, AttributeValue> {
  return {
    ...marshall(latestKey(latest[0]!)),
    folder: { S: FOLDER },
    ...Object.fromEntries(latest.map((each) => [regionAttribute(each.region), { S: packLatest(each) }])),
  };
}

it('reads days back as they were assessed', async () => {
  const { ledger } = await openLedger();
  const found = assessment([['intact', 'altered'], 'invalid', 'off', ...many(30)]);
  await ledger.record(found);
  expect(await ledger.readDays(PLACE, ALL_DAYS)).toEqual(found.days);
});

it('replaces what was known of the range, and keeps the rest', async () => {
  const { ledger } = await openLedger();
  await ledger.record(assessment([['intact'], 'missing', ['notIngested'], ['intact']]));
  await ledger.record(assessment([['intact', 'intact'], ['intact']], 1));
  const whole = daysOf([['intact'], ['intact', 'intact'], ['intact'], ['intact']]);
  expect(withoutTime(await ledger.readDays(PLACE, ALL_DAYS))).toEqual(withoutTime(whole));
});

it('keeps what several writers find out at the same time', async () => {
  const { ledger } = await openLedger();
  const parts = Array.from({ length: 6 }, (_, index) => assessment(many(4), index * 4));
  await Promise.all(parts.map((part) => ledger.record(part)));
  const whole = daysOf(many(24));
  expect(withoutTime(await ledger.readDays(PLACE, ALL_DAYS))).toEqual(withoutTime(whole));
  expect(await ledger.readLatest()).toMatchObject([
    { firstSeen: hourTime(0), lastDigest: hourTime(24), runs: [{ digests: 23 }, { digests: 1 }] },
  ]);
});

it('keeps the Regions of an account that are written at the same time', async () => {
  const { ledger } = await openLedger();
  const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-south-1'];
  await Promise.all(regions.map((region) => ledger.record(assessment(many(2), 0, { region }))));
  const latest = await ledger.readLatest(PLACE.accountId);
  expect(latest.map(({ region }) => region).sort()).toEqual([...regions].sort());
});

it('has the state of the last three days in the latest coverage', async () => {
  const { ledger } = await openLedger();
  await ledger.record(assessment(many(80)));
  await ledger.record(assessment([['altered']], 75));
  const [latest] = await ledger.readLatest();
  expect(latest).toMatchObject({ ...PLACE, trail: TRAIL, folder: FOLDER, firstSeen: hourTime(0) });
  expect(latest!.runs.map(({ until, state, digests }) => [until, state, digests])).toEqual([
    [hourTime(47), 'proven', 24],
    [hourTime(71), 'proven', 24],
    [hourTime(75), 'proven', 4],
    [hourTime(76), 'incomplete', 1],
    [hourTime(80), 'proven', 4],
  ]);
});

it('writes nothing if nothing is new', async () => {
  const { ledger, requests } = await openLedger();
  await ledger.record(assessment(many(3)));
  requests.clear();
  await ledger.record(assessment(many(3)));
  expect(requests.names()).not.toContain('UpdateItem');
});

it('sets when items expire if events do', async () => {
  const { ledger, table } = await openLedger(365);
  await ledger.record(assessment(many(1)));
  const { Items = [] } = await dynamoDb.client.send(new ScanCommand({ TableName: table }));
  const seconds = Date.parse('2026-03-14T00:00:00Z') / 1_000 + (365 + 31) * 86_400;
  expect(Items.map(({ expiresAt }) => Number(expiresAt?.N))).toEqual([seconds, seconds]);
});

it('names an item that it cannot read', async () => {
  const { ledger, table } = await openLedger();
  const Item = {
    book: { S: 'coverage/111122223333/us-east-1' },
    entry: { S: `2026-03-14#${TRAIL}` },
    coverage: { B: Buffer.from('no deflate') },
  };
  await dynamoDb.client.send(new PutItemCommand({ TableName: table, Item }));
  await expect(ledger.readDays(PLACE, ALL_DAYS)).rejects.toMatchObject({
    code: 'InvalidItem',
    message: `Not a day of coverage: coverage/111122223333/us-east-1 2026-03-14#${TRAIL}.`,
  });
});

describe('of all places', () => {
  it('says the same of a place as its own days, whenever something was wrong', async () => {
    const { ledger } = await openLedger();
    const hours = many(7 * 24)
      .with(30, ['altered'])
      .with(47, 'invalid')
      .with(70, 'off')
      .with(100, 'missing')
      .with(140, ['notIngested']);
    // Each night, as the deployed function does.
    for (let day = 1; day <= 7; day += 1) {
      await ledger.record(assessment(hours.slice(0, 24 * day)));
      await ledger.record(assessment(many(24 * day), 0, { region: 'eu-west-1' }));
      const [latest, now] = [await ledger.readLatest(), new Date(hourTime(24 * day))];
      for (const ago of [1, 2]) {
        await ledger.writeAll(hourTime(24 * (day - ago)).slice(0, 10), latest, now);
      }
    }
    const now = new Date(hourTime(7 * 24 + 1));
    for (let since = 24; since < 7 * 24; since += 7) {
      for (const length of [1, 5, 24, 72]) {
        const query = { since: hourTime(since), until: hourTime(since + length) };
        const [one, all] = await Promise.all([
          readKnownCoverage(
            ledger,
            { ...query, accountIds: [PLACE.accountId], regions: [PLACE.region] },
            now,
          ),
          readKnownCoverage(ledger, query, now),
        ]);
        const toState = ({ since, until, state }: PlaceException) => ({ since, until, state });
        expect([query, all!.exceptions.map(toState)]).toEqual([query, one!.exceptions.map(toState)]);
        expect(all!.expected).toBe(2);
        expect(all!.deliveredUntil).toBe(one!.deliveredUntil);
      }
    }
  });

  it('has the worst state of a day where too much changed to tell its spans', () => {
    const days = Array.from({ length: 900 }, (_, index) => {
      const spans = Array.from({ length: 24 }, (_, hour) => ({
        since: toTime(
          Date.parse('2026-03-14T00:00:00Z') + hour * 3_600_000 + ((index * 7 + hour) % 60) * 1_000,
        ),
        until: toTime(
          Date.parse('2026-03-14T01:00:00Z') + hour * 3_600_000 - ((index * 31 + hour) % 60) * 1_000,
        ),
        state: hour % 3 === index % 3 ? ('incomplete' as const) : ('proven' as const),
        ...{ digests: 1, files: (index * hour) % 100 },
      }));
      return { ...daysOf(many(1))[0]!, region: `ap-south-${index}`, spans };
    });
    const coverage = packAllDays('2026-03-14', days, '2026-03-16T00:00:00.000Z');
    const read = parseAllItem({ book: 'coverage/all', entry: '2026-03-14', coverage });
    expect(read).toHaveLength(900);
    expect(read.every(({ spans }) => spans.length === 1 && spans[0]!.state === 'incomplete')).toBe(true);
  });
});

describe('costs', () => {
  it('three write units for a digest at most', async () => {
    const { ledger, requests } = await openLedger();
    const regions = Array.from({ length: 17 }, (_, index) => `ap-southeast-${index}`);
    const files = many(
      80,
      Array.from({ length: 12 }, () => 'intact' as const),
    );
    for (const region of regions) await ledger.record(assessment(files, 0, { region }));
    requests.clear();
    await ledger.record(assessment([files[0]!], 80, { region: regions[3]! }));
    expect(requests.names().filter((name) => name === 'UpdateItem')).toHaveLength(2);
    expect(requests.writeUnits()).toBeLessThanOrEqual(3);
  });

  it('one Query for 30 days of a place', async () => {
    const { ledger, requests } = await openLedger();
    await ledger.record(assessment(many(31 * 24)));
    requests.clear();
    const query = { since: hourTime(24), until: hourTime(31 * 24) };
    const now = new Date(hourTime(31 * 24));
    const known = await readKnownCoverage(
      ledger,
      { ...query, accountIds: [PLACE.accountId], regions: [PLACE.region] },
      now,
    );
    expect(known).toMatchObject({ expected: 1, proven: 1, digests: 30 * 24, files: 30 * 24 });
    expect(requests.names()).toEqual(['Query']);
    expect(requests.readUnits()).toBeLessThanOrEqual(5);
  });

  it('two Queries and less than 200 read units for 30 days of 500 accounts in 17 Regions, and what their trails log', async () => {
    const { ledger, trails, requests, table } = await openLedger();
    const accounts = Array.from({ length: 500 }, (_, index) => `${100_000_000_000 + index * 1_234_567_891}`);
    const regions = Array.from({ length: 17 }, (_, index) => `ap-southeast-${index + 1}`);
    const places = accounts.flatMap((accountId) => regions.map((region) => ({ accountId, region })));
    // Every day costs the same, so one is enough to tell what 27 cost.
    const [first, ...others] = Array.from({ length: 27 }, (_, day) => hourTime(24 * (day + 1)).slice(0, 10));
    await ledger.writeAll(
      first!,
      places.map((place) => latestAt(2, place)),
      new Date(hourTime(72)),
    );
    const Key = marshall(allKey(first!));
    const { Item } = await dynamoDb.client.send(new GetItemCommand({ TableName: table, Key }));
    for (const day of others) {
      const copy = { ...Item, ...marshall(allKey(day)) };
      await dynamoDb.client.send(new PutItemCommand({ TableName: table, Item: copy }));
    }
    for (const accountId of accounts) {
      const ofRegions = regions.map((region) => latestAt(30, { accountId, region }));
      await dynamoDb.client.send(new PutItemCommand({ TableName: table, Item: toLatestItem(ofRegions) }));
    }
    for (let month = 1; month <= 12; month++) {
      await trails.add(trailLogging({ since: `2025-${String(month).padStart(2, '0')}-01T00:00:00Z` }));
    }
    requests.clear();
    const now = hourTime(30 * 24 + 23);
    const recent = recentCoverage(ledger, trails);
    const [known, logging] = await Promise.all([
      readKnownCoverage(recent, { since: hourTime(24), until: now }, new Date(now)),
      recent.readTrails(),
    ]);
    expect(logging).toHaveLength(12);
    expect(known).toMatchObject({
      expected: 8_500,
      proven: 8_500,
      exceptions: [],
      digests: 8_500 * 30 * 24,
    });
    expect(requests.names()).toEqual(['Query', 'Query']);
    expect(requests.readUnits()).toBeLessThanOrEqual(200);
  });
});

describe('a past day of all places', () => {
  const DAY = hourTime(24).slice(0, 10);
  const OTHER = { accountId: '444455556666', region: 'eu-west-1' };
  const now = new Date(hourTime(72));
  const readStates = async (ledger: CoverageLedger) => {
    const states: string[] = [];
    for await (const { accountId, spans } of ledger.readAll({ first: DAY, last: DAY })) {
      states.push(...spans.map(({ state }) => `${accountId} ${state}`));
    }
    return states;
  };
  const incomplete = (latest: LatestCoverage): LatestCoverage => ({
    ...latest,
    runs: latest.runs.map((run) => ({ ...run, state: 'incomplete' })),
  });

  it('is amended where a place is known better, and kept otherwise', async () => {
    const { ledger } = await openLedger();
    const [place, other] = [latestAt(2, PLACE), latestAt(2, OTHER)];
    await ledger.writeAll(DAY, [incomplete(place), incomplete(other)], now);
    const stored = assessment(many(72)).days;
    await ledger.amendAll(DAY, [toPastDay(place, stored, DAY)!], now);
    expect(await readStates(ledger)).toEqual([`${PLACE.accountId} proven`, `${OTHER.accountId} incomplete`]);
  });

  it('is not written if it was not before', async () => {
    const { ledger } = await openLedger();
    const place = latestAt(2, PLACE);
    await ledger.amendAll(DAY, [toPastDay(place, assessment(many(72)).days, DAY)!], now);
    expect(await readStates(ledger)).toEqual([]);
  });
});
