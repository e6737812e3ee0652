import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { auditEvent } from '../../src/audit/classify';
import { riskAssessor } from '../../src/rules/assess-risk';
import { parseIngestSettings } from '../../src/settings/ingest-settings';
import { encodeItems } from '../../src/store/items/item';
import { createBatchWriter } from '../../src/store/write/batch-writer';
import { ddbAudit } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent } from '../support/events';
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
  const reindex = (...words: string[]) =>
    ddbAudit([
      ...['reindex', '--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName],
      ...['--settings', file, ...words],
    ]);
  /** Stores an event as a version with other rules and other resources would. */
  const storeAsOlderVersion = async () => {
    const event = controlEvent({ eventName: 'DeleteTable', eventID: '5a1e0000-0000-4000-8000-000000000001' });
    const audited = auditEvent(event, Buffer.from(JSON.stringify(event)), {
      assessRisk: riskAssessor(parseIngestSettings({})),
    });
    if (audited.kind === 'rejected') throw new Error(audited.reason);
    const write = (stored: typeof audited.event) =>
      createBatchWriter(dynamodb.client, audit.tableName).write(
        encodeItems({ ...stored, source: SOURCE }, { dataEventIndexes: [], indexApplicationFailures: false }),
      );
    const { record } = audited.event;
    await write(audited.event);
    const expected = await items();
    const { risk: _, ...withoutRisk } = record;
    const resources = [...record.resources, 'arn:aws:dynamodb:us-east-1:111122223333:table/Stale'];
    await write({ ...audited.event, record: { ...withoutRisk, resources } });
    return expected;
  };

  it('equals ingesting again, and removes stale link items', async () => {
    const expected = await storeAsOlderVersion();
    expect(await items()).not.toEqual(expected);
    const { exitCode, stdout, stderr } = await reindex();
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(JSON.parse(stdout)).toMatchObject({ changed: 1, left: 0, staleLinks: 1 });
    expect(await items()).toEqual(expected);
  });

  it('changes nothing in a dry run', async () => {
    await storeAsOlderVersion();
    const before = await items();
    const { stdout } = await reindex('--dry-run');
    expect(JSON.parse(stdout)).toMatchObject({ changed: 1, kinds: { risk: 1, resources: 1 } });
    expect(await items()).toEqual(before);
  });
});
