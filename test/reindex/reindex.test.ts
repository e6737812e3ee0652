import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { auditEvent } from '../../src/audit/classify';
import { riskAssessor } from '../../src/rules/assess-risk';
import { parseIngestSettings } from '../../src/settings/ingest-settings';
import { encodeItems } from '../../src/store/items/item';
import { createBatchWriter } from '../../src/store/write/batch-writer';
import { ddbAudit } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, nextEventId } from '../support/events';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(12));

const SOURCE = { bucket: 'logs', key: 'any.json.gz' };

describe('ddb-audit reindex', () => {
  const folder = temporaryFolder();
  const file = join(folder, 'settings.json');
  const environment = { ...process.env };
  let dynamodb: TestDynamoDb;
  let audit: StoredAudit;

  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    writeFileSync(file, JSON.stringify({ settings: {}, guardedResources: [] }));
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
  });
  afterAll(async () => {
    process.env = environment;
    await dynamodb.stop();
  });

  const items = async () => {
    const { Items = [] } = await dynamodb.client.send(new ScanCommand({ TableName: audit.tableName }));
    return Items.map((item) => JSON.stringify(Object.entries(item).sort())).sort();
  };
  const reindex = (words: readonly string[] = [], signal?: AbortSignal) =>
    ddbAudit(
      [
        ...['reindex', '--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName],
        ...['--settings', file, ...words],
      ],
      { ...(signal && { signal }) },
    );
  /** Whether an interrupted run has left its position. */
  const hasPosition = async () => {
    const Key = { book: { S: 'settings' }, entry: { S: 'reindex' } };
    const command = new GetItemCommand({ TableName: audit.ledgerTableName, Key });
    return (await dynamodb.client.send(command)).Item?.position !== undefined;
  };
  const newDeletion = (more: Parameters<typeof controlEvent>[0] = {}) =>
    controlEvent({ eventName: 'DeleteTable', eventID: nextEventId(), ...more });
  const interpret = (event: ReturnType<typeof controlEvent>) => {
    const audited = auditEvent(event, Buffer.from(JSON.stringify(event)), {
      assessRisk: riskAssessor(parseIngestSettings({})),
    });
    if (audited.kind === 'rejected') throw new Error(audited.reason);
    return audited.event;
  };
  const write = (stored: ReturnType<typeof interpret>) =>
    createBatchWriter(dynamodb.client, audit.tableName).write(
      encodeItems({ ...stored, source: SOURCE }, { dataEventIndexes: [], indexApplicationFailures: false }),
    );
  /** Stores an event as a version with other rules and other resources would. */
  const storeAsOlderVersion = (event = newDeletion()) => {
    const { record, ...stored } = interpret(event);
    const { risk: _, ...withoutRisk } = record;
    const resources = [...record.resources, 'arn:aws:dynamodb:us-east-1:111122223333:table/Stale'];
    return write({ ...stored, record: { ...withoutRisk, resources } });
  };
  /** Stores an event as this version does, then as an older one. Returns the items of this version. */
  const storeBoth = async (event = newDeletion()) => {
    await write(interpret(event));
    const expected = await items();
    await storeAsOlderVersion(event);
    return expected;
  };

  it('equals ingesting again, and removes stale link items', async () => {
    const expected = await storeBoth();
    expect(await items()).not.toEqual(expected);
    const { exitCode, stdout, stderr } = await reindex();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ changed: 1, left: 0, staleLinks: 1 });
    expect(await items()).toEqual(expected);
  });

  it('changes nothing in a dry run', async () => {
    await storeAsOlderVersion();
    const before = await items();
    const { stdout } = await reindex(['--dry-run']);
    expect(JSON.parse(stdout)).toMatchObject({ changed: 1, kinds: { risk: 1, resources: 1 } });
    expect(await items()).toEqual(before);
  });

  it('changes only events of the range', async () => {
    for (const hour of ['08', '09', '10']) {
      await storeAsOlderVersion(newDeletion({ eventTime: `2026-03-20T${hour}:00:00Z` }));
    }
    const { stdout } = await reindex(['--since', '2026-03-20T09:00:00Z', '--until', '2026-03-20T10:00:00Z']);
    expect(JSON.parse(stdout)).toMatchObject({ events: 1, changed: 1 });
  });

  it(
    'goes on where an interrupted run ended',
    async () => {
      const events = 450;
      for (let event = 0; event < events; event += 1) {
        await storeAsOlderVersion(controlEvent({ eventName: 'DeleteTable' }));
      }
      const interrupt = new AbortController();
      const first = reindex([], interrupt.signal);
      while (!(await hasPosition())) await sleep(5);
      interrupt.abort();
      const { exitCode, stdout, stderr } = await first;
      expect({ exitCode, stderr }).toEqual({
        exitCode: 130,
        // A slow run says before how far it is.
        stderr: expect.stringMatching(/Interrupted\. Run the same command again to go on\.\n$/),
      });
      const second = JSON.parse((await reindex()).stdout);
      expect(second.changed).toBeGreaterThan(0);
      expect(JSON.parse(stdout).changed + second.changed).toBe(events);
      expect(JSON.parse((await reindex()).stdout)).toMatchObject({ changed: 0 });
    },
    timeoutFor(30),
  );

  it('ends the same beside another run and an ingest of the same events', async () => {
    const expected = await storeBoth();
    const runs = await Promise.all([
      reindex(),
      audit.storeEvents(Array.from({ length: 30 }, () => dataEvent())),
      reindex(),
    ]);
    expect([runs[0].exitCode, runs[2].exitCode]).toEqual([0, 0]);
    expect(await items()).toEqual(expect.arrayContaining(expected));
  });

  it.each([
    ['is not there', undefined, 'no such file or folder.'],
    ['is not JSON', '{', "Expected property name or '}' in JSON"],
    ['lacks a member', '{"settings":{}}', 'expected array, received undefined'],
  ])('says what is wrong with a file of settings that %s', async (_, text, reason) => {
    const given = join(folder, 'wrong.json');
    rmSync(given, { force: true });
    if (text !== undefined) writeFileSync(given, text);
    const { exitCode, stderr } = await ddbAudit(['reindex', '--stack', 'any', '--settings', given]);
    expect(exitCode).toBe(253);
    expect(stderr).toContain(`ddb-audit: Cannot read settings from ${given}: `);
    expect(stderr).toContain(reason);
  });
});
