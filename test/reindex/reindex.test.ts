import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { MEANING_VERSION } from '../../src/audit/meaning-version';
import type { ReindexReport } from '../../src/cli/reindex/report';
import { createAuditLog } from '../../src/query/dynamodb/create-audit-log';
import { parseIngestSettings } from '../../src/settings/ingest-settings';
import { readIndexCoverage, recordIndexCoverage } from '../../src/store/ledger/index-coverage';
import { ddbAudit, type RunOptions } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, nextEventId, tableArn } from '../support/events';
import { readItems, recordSettings, STALE_TABLE, storeAs, toOlderMeaning } from '../support/older-version';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(12));

describe('ddb-audit reindex', () => {
  const environment = { ...process.env };
  let dynamodb: TestDynamoDb;
  let audit: StoredAudit;

  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    });
  });
  beforeEach(async () => {
    audit = await createStoredAudit(dynamodb.client);
    await audit.storeEvents([controlEvent(), dataEvent(), controlEvent({ eventName: 'DeleteTable' })]);
    await recordSettings(dynamodb.client, audit.ledgerTableName);
  });
  afterAll(async () => {
    process.env = environment;
    await dynamodb.stop();
  });

  const items = () => readItems(dynamodb.client, audit.tableName);
  const tables = () => ['--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName];
  const run = (words: readonly string[] = [], options: RunOptions = {}) =>
    ddbAudit(['reindex', ...tables(), ...words], options);
  const reindex = async (...words: string[]): Promise<ReindexReport> => {
    const { stdout, stderr } = await run(words);
    // A slow run says how far it is.
    expect(stderr.replace(/^.* items read .*\n/gm, '')).toBe('');
    return JSON.parse(stdout);
  };
  /** Whether an interrupted run has left its position. */
  const hasPosition = async () => {
    const Key = { book: { S: 'settings' }, entry: { S: 'reindex' } };
    const command = new GetItemCommand({ TableName: audit.ledgerTableName, Key });
    return (await dynamodb.client.send(command)).Item?.position !== undefined;
  };
  const newDeletion = (more: Parameters<typeof controlEvent>[0] = {}) =>
    controlEvent({ eventName: 'DeleteTable', eventID: nextEventId(), ...more });
  const store = (events: readonly ReturnType<typeof controlEvent>[], toMeaning?: typeof toOlderMeaning) =>
    storeAs(dynamodb.client, audit.tableName, events, toMeaning);
  const storeAsOlderVersion = (...events: ReturnType<typeof controlEvent>[]) => store(events, toOlderMeaning);
  /** Stores an event as this version does, then as an older one. Returns the items of this version. */
  const storeBoth = async (event = newDeletion()) => {
    await store([event]);
    const expected = await items();
    await storeAsOlderVersion(event);
    return expected;
  };

  it('equals ingesting again, and removes stale link items', async () => {
    const expected = await storeBoth();
    expect(await items()).not.toEqual(expected);
    const { exitCode, stdout, stderr } = await run();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ status: 'done', changed: 1, left: 0, staleLinks: 1 });
    expect(await items()).toEqual(expected);
    expect(await reindex()).toMatchObject({ changed: 0 });
  });

  it('mends the link items of records that stay as they are', async () => {
    const tables = ['One', 'Two'].map((name) => ({ type: 'AWS::DynamoDB::Table', ARN: tableArn(name) }));
    const [both, deletion] = [dataEvent({ eventName: 'BatchGetItem', resources: tables }), newDeletion()];
    await store([both]);
    const expected = await storeBoth(deletion);
    await store([deletion]);
    const link = expected.find((item) => item.includes('"resource#') && item.includes(String(both.eventID)))!;
    const { eventId, part } = Object.fromEntries(JSON.parse(link));
    await dynamodb.client.send(new DeleteItemCommand({ TableName: audit.tableName, Key: { eventId, part } }));
    expect(await reindex()).toMatchObject({
      changed: 2,
      kinds: { 'link items added': 1, 'link items removed': 1 },
    });
    expect(await items()).toEqual(expected);
  });

  it('adds new names to the directory', async () => {
    const event = newDeletion({ requestParameters: { tableName: 'Unheard' } });
    await storeAsOlderVersion(event);
    const list = async () => (await ddbAudit(['list', 'resources', ...tables()])).stdout;
    expect(await list()).not.toContain('Unheard');
    await reindex();
    expect(await list()).toContain('Unheard');
  });

  it('takes the risks from the settings of the ingest function', async () => {
    const decoyResources = ['arn:aws:dynamodb:us-east-1:111122223333:table/Music'];
    await recordSettings(dynamodb.client, audit.ledgerTableName, { decoyResources });
    await reindex();
    const { records } = await audit.log.page({ rule: ['decoy-table-access'] });
    expect(records.length).toBeGreaterThan(0);
  });

  it('changes nothing in a dry run, and says what would change and what it costs', async () => {
    const event = newDeletion();
    await storeAsOlderVersion(event);
    const before = await items();
    const dryRun = await reindex('--dry-run');
    expect(dryRun).toMatchObject({
      status: 'dryRun',
      changed: 1,
      staleLinks: 1,
      kinds: { risk: 1, 'index risk added': 1, resources: 1 },
      examples: [
        {
          eventId: event.eventID,
          eventName: 'DeleteTable',
          changes: expect.arrayContaining([
            { kind: 'risk', before: 'none', after: expect.stringMatching(/^\w+ \(ddb-/) },
            { kind: 'resources', before: expect.stringContaining(STALE_TABLE), after: expect.any(String) },
          ]),
        },
      ],
    });
    expect(await items()).toEqual(before);
    const { writeUnits, dollars, readUnits } = await reindex();
    expect(dryRun).toMatchObject({ writeUnits, dollars, readUnits });
    // The item, its entries in six indexes, a new entry in one, and a link item with its entry.
    expect(writeUnits).toBe(1 + 6 + 1 + 2);
    expect(dollars).toBeCloseTo((writeUnits * 0.625 + readUnits * 0.125) / 1e6);
  });

  it('shows ten examples at most, as a table on a terminal', async () => {
    await storeAsOlderVersion(...Array.from({ length: 12 }, () => newDeletion()));
    const { stdout } = await run(['--dry-run'], { columns: 120 });
    expect(stdout.match(/^ {2}2026\S+ DeleteTable /gm)).toHaveLength(10);
    expect(stdout).toMatch(/^To change: {3}12 records$/m);
    expect(stdout).toMatch(/^ {10}12 risk$/m);
    expect(stdout).toMatch(/^ {4}risk: none -> \w+ \(ddb-/m);
    expect(stdout).toMatch(/Nothing was changed\.\n$/);
  });

  it('uses no more write units in a second than it may', async () => {
    await storeAsOlderVersion(newDeletion(), newDeletion(), newDeletion());
    const started = performance.now();
    const { writeUnits } = await reindex('--rate', '40');
    // The last event waits for the units of those before.
    expect(performance.now() - started).toBeGreaterThan(((writeUnits * 2) / 3 / 40) * 1_000 - 50);
  });

  it('leaves the time of expiry as it is', async () => {
    const expired = newDeletion({ eventTime: '2020-01-01T00:00:00Z' });
    const dayAgo = `${new Date(Date.now() - 86_400_000).toISOString().slice(0, 19)}Z`;
    const kept = newDeletion({ eventTime: dayAgo });
    const settings = { dataEventIndexes: [], indexApplicationFailures: false, retentionDays: 365 };
    await storeAs(dynamodb.client, audit.tableName, [expired, kept], toOlderMeaning, settings);
    // DynamoDB deletes the expired record any time.
    expect(await reindex()).toMatchObject({ changed: 1 });
    const changed = (await items()).filter((item) => item.includes(String(kept.eventID)));
    const expiresAt = Date.parse(dayAgo) / 1_000 + 365 * 86_400;
    expect(changed).toEqual([expect.stringContaining(`["expiresAt",{"N":"${expiresAt}"}]`)]);
  });

  it('changes only events of the range', async () => {
    for (const hour of ['08', '09', '10']) {
      await storeAsOlderVersion(newDeletion({ eventTime: `2026-03-20T${hour}:00:00Z` }));
    }
    expect(await reindex('--since', '2026-03-20T09:00:00Z', '--until', '2026-03-20T10:00:00Z')).toMatchObject(
      { events: 1, changed: 1 },
    );
  });

  describe('after an index was added', () => {
    // Without entries, only an index answers these questions.
    const MORE = { dataEventIndexes: ['action' as const], activity: false };
    const ask = (range: { since?: string; until?: string } = {}) =>
      audit.log.page({ action: ['GetItem'], ...range }).then(({ records }) => records.length);
    const refused = 'only since 2026-04-01T00:00:00Z';
    /** A reader remembers for a minute what the indexes hold. */
    const askAnew = () => {
      audit = { ...audit, log: createAuditLog(audit) };
    };

    beforeEach(async () => {
      const { client, ledgerTableName } = audit;
      await audit.storeEvents(
        ['2026-01-10', '2026-02-10', '2026-03-10'].map((day) => dataEvent({ eventTime: `${day}T00:00:00Z` })),
      );
      await recordIndexCoverage(client, ledgerTableName, parseIngestSettings(MORE), new Date('2026-04-01'));
      await recordSettings(client, ledgerTableName, MORE);
      askAnew();
    });

    it('answers the questions that the index covers, once all records are done', async () => {
      await expect(ask()).rejects.toThrow(refused);
      expect(await reindex()).toMatchObject({ changed: 4, completeSince: '1970-01-01T00:00:00Z' });
      askAnew();
      await expect(ask()).resolves.toBe(4);
    });

    it('does not answer them before', async () => {
      await reindex('--dry-run');
      const interrupted = new AbortController();
      interrupted.abort();
      expect((await run([], { signal: interrupted.signal })).exitCode).toBe(130);
      askAnew();
      await expect(ask()).rejects.toThrow(refused);
    });

    it('answers them for the range that was done', async () => {
      await reindex('--since', '2026-02-01', '--until', '2026-03-01');
      askAnew();
      await expect(ask({ since: '2026-02-01', until: '2026-03-01' })).resolves.toBe(1);
      await expect(ask({ since: '2026-02-01' })).rejects.toThrow(refused);
      expect(await reindex('--since', '2026-03-01')).toMatchObject({ completeSince: '2026-02-01T00:00:00Z' });
      askAnew();
      await expect(ask({ since: '2026-02-01' })).resolves.toBe(3);
    });

    it('answers them only after an event that cannot be read again', async () => {
      await store([dataEvent({ eventTime: '2026-02-10T00:00:00Z' })], (audited) => ({
        ...audited,
        original: Buffer.from('{}'),
      }));
      const { exitCode, stdout } = await run();
      expect(exitCode).toBe(1);
      expect(JSON.parse(stdout)).toMatchObject({
        status: 'left',
        left: 1,
        leftExamples: [{ eventId: expect.any(String), reason: expect.stringContaining('eventSource') }],
        completeSince: '2026-02-10T00:00:01Z',
      });
    });
  });

  it('has calls counted by their records that have no activity entry, as they were none for an older version', async () => {
    const { client, ledgerTableName } = audit;
    const activitySince = async () => (await readIndexCoverage(client, ledgerTableName))?.activitySince;
    await storeAsOlderVersion(newDeletion());
    await reindex();
    await expect(activitySince()).resolves.toBe('1970-01-01T00:00:00Z');
    await store([dataEvent({ eventTime: '2026-03-20T08:00:00Z' })], ({ record, ...audited }) => ({
      ...{ ...audited, record: { ...record, plane: 'control' } },
    }));
    await reindex();
    await expect(activitySince()).resolves.toBe('2026-03-20T08:00:01Z');
  });

  it(
    'goes on where an interrupted run ended',
    async () => {
      const events = 450;
      await storeAsOlderVersion(
        ...Array.from({ length: events }, () => controlEvent({ eventName: 'DeleteTable' })),
      );
      const interrupt = new AbortController();
      const first = run([], { signal: interrupt.signal });
      while (!(await hasPosition())) await sleep(5);
      interrupt.abort();
      const { exitCode, stdout, stderr } = await first;
      expect({ exitCode, stderr }).toEqual({
        exitCode: 130,
        stderr: expect.stringMatching(/Interrupted\. Run the same command again to go on\.\n$/),
      });
      const { startedAt, changed } = JSON.parse(stdout);
      expect(changed).toBeLessThan(events);
      // The report is about all parts of the run.
      expect(await reindex()).toMatchObject({ startedAt, changed: events });
      expect(await reindex()).toMatchObject({ changed: 0 });
    },
    timeoutFor(30),
  );

  it('ends the same beside another run and an ingest of the same events', async () => {
    const expected = await storeBoth();
    const runs = await Promise.all([
      run(),
      audit.storeEvents(Array.from({ length: 30 }, () => dataEvent())),
      run(),
    ]);
    expect([runs[0].exitCode, runs[2].exitCode]).toEqual([0, 0]);
    expect(await items()).toEqual(expect.arrayContaining(expected));
  });

  describe('does not begin', () => {
    const failure = async (...words: string[]) => {
      const { exitCode, stderr } = await run(words);
      return { exitCode, stderr };
    };

    it('without the settings of the ingest function', async () => {
      audit = await createStoredAudit(dynamodb.client);
      expect(await failure()).toEqual({
        exitCode: 254,
        stderr: 'ddb-audit: The audit is empty: nothing was ingested yet.\n',
      });
      await audit.storeEvents([controlEvent()]);
      expect(await failure()).toEqual({
        exitCode: 253,
        stderr: expect.stringMatching(
          /does not have the settings .* Deploy the stack again with this version\./,
        ),
      });
    });

    it('while another version ingests', async () => {
      await recordSettings(
        dynamodb.client,
        audit.ledgerTableName,
        {},
        { meaningVersion: MEANING_VERSION + 1 },
      );
      expect(await failure()).toEqual({
        exitCode: 253,
        stderr: expect.stringContaining(
          `gives records meaning version ${MEANING_VERSION + 1}, but this ddb-audit has version ${MEANING_VERSION}.`,
        ),
      });
    });

    it('while a function with former settings may still write', async () => {
      const since = new Date(Date.now() + 60_000);
      await recordSettings(
        dynamodb.client,
        audit.ledgerTableName,
        { decoyResources: [STALE_TABLE] },
        {
          since,
        },
      );
      expect(await failure()).toEqual({
        exitCode: 253,
        stderr: `ddb-audit: A function with former settings may still write records until ${since.toISOString()}. Run reindex after that time.\n`,
      });
    });

    it.each([
      [
        'a range that ends before it begins',
        ['--since', '2026-03-02', '--until', '2026-03-01'],
        '--since must',
      ],
      ['a rate of 0', ['--rate', '0'], 'It must be a number above 0.'],
    ])('with %s', async (_, words, message) => {
      expect(await failure(...words)).toEqual({ exitCode: 252, stderr: expect.stringContaining(message) });
    });
  });
});
