import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { ddbAudit, parseLines } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, identities } from '../support/events';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(8));

const PROGRAMS = join(__dirname, '../../examples/operations');

describe('the programs of docs/operations.md', () => {
  const parent = temporaryFolder();
  const environment = { ...process.env };
  let dynamodb: TestDynamoDb;
  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    Object.assign(process.env, {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    });
  });
  afterAll(async () => {
    process.env = environment;
    await dynamodb.stop();
  });

  const alice = identities.iamUser('alice');
  const events = [
    controlEvent({ userIdentity: alice, eventName: 'DeleteTable', readOnly: false }),
    dataEvent({ userIdentity: alice }),
    dataEvent({ userIdentity: alice, eventName: 'TransactWriteItems', readOnly: false }),
    ...Array.from({ length: 60 }, () => dataEvent({ userIdentity: identities.iamUser('bob') })),
  ];
  const createAudit = async () => {
    const audit = await createStoredAudit(dynamodb.client);
    await audit.storeEvents(events);
    return audit;
  };
  const run = async (program: string, words: readonly string[], input = ''): Promise<string> => {
    // Not spawnSync: DynamoDB is in this process.
    const child = spawn(process.execPath, [join(PROGRAMS, program), ...words], { env: process.env });
    child.stdin.end(input);
    const [stdout, stderr] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'close'),
    ]);
    if (child.exitCode !== 0) throw new Error(stderr);
    return stdout;
  };
  const readTable = async ({ tableName }: StoredAudit): Promise<Record<string, AttributeValue>[]> => {
    const { Items = [] } = await dynamodb.client.send(new ScanCommand({ TableName: tableName }));
    const name = ({ eventId, part }: Record<string, AttributeValue>) => `${eventId?.S} ${part?.S}`;
    return Items.sort((one, other) => (name(one) < name(other) ? -1 : 1));
  };
  const tables = ({ tableName, ledgerTableName }: StoredAudit) => [
    ...['--table-name', tableName, '--ledger-table-name', ledgerTableName],
  ];
  const search = async (source: readonly string[], ...words: string[]) =>
    parseLines(await ddbAudit(['search', ...source, ...words, '--limit', 'all', '--output', 'ndjson']));

  it('copies the items of a restored table over those that were deleted or changed', async () => {
    const [live, restored] = [await createAudit(), await createAudit()];
    const [deleted, changed] = await readTable(live);
    const keyOf = ({ eventId, part }: Record<string, AttributeValue>) => ({ eventId: eventId!, part: part! });
    const TableName = live.tableName;
    await dynamodb.client.send(new DeleteItemCommand({ TableName, Key: keyOf(deleted!) }));
    await dynamodb.client.send(new PutItemCommand({ TableName, Item: { ...changed!, summary: { M: {} } } }));
    const before = await readTable(restored);
    expect(await readTable(live)).not.toEqual(before);

    expect(await search(tables(restored), '--principal', 'alice')).toHaveLength(3);
    const said = await run('copy-table.mjs', [restored.tableName, live.tableName]);

    expect(said).toBe(`Copied ${before.length} items from ${restored.tableName} to ${live.tableName}.\n`);
    expect(await readTable(live)).toEqual(before);
  });

  it('deletes all that the audit table holds of events', async () => {
    const audit = await createAudit();
    const found = await search(tables(audit), '--principal', 'alice');
    const ids = found.map(({ eventId }) => eventId).join('\n');

    expect(await run('delete-records.mjs', [audit.tableName], ids)).toMatch(
      /^Deleted \d+ items of 3 events\.\n$/,
    );

    expect(JSON.stringify(await readTable(audit))).not.toContain('alice');
    expect(await search(tables(audit), '--principal', 'alice')).toEqual([]);
    expect(await search(tables(audit), '--principal', 'bob')).toHaveLength(60);
  });

  it('says which events are not there to delete', async () => {
    const { tableName } = await createAudit();
    await expect(run('delete-records.mjs', [tableName], 'nowhere\n')).rejects.toThrow(
      `1 events are not in ${tableName}, for example nowhere.`,
    );
  });

  it('writes a data folder without the events of a person', async () => {
    const [exported, kept, folder] = ['audit.parquet', 'kept.parquet', 'audit'].map((name) =>
      join(parent, name),
    );
    const audit = await createAudit();
    await ddbAudit(['export', ...tables(audit), '--format', 'parquet', '--out', exported!]);

    const said = await run('filter-export.mjs', [exported!, kept!, "principalName = 'alice'"]);
    expect(said).toBe(`60 of 63 events are in ${kept}.\n`);

    expect(await ddbAudit(['ingest', kept!, '--local', folder!])).toMatchObject({ exitCode: 0 });
    const found = await search(['--local', folder!]);
    expect(new Set(found.map((record) => (record.principal as { name: string }).name))).toEqual(
      new Set(['bob']),
    );
    expect(found).toHaveLength(60);
  });

  it.each(['copy-table.mjs', 'delete-records.mjs', 'filter-export.mjs'])(
    '%s says what to name',
    async (program) => {
      await expect(run(program, [])).rejects.toThrow(/Name .*node /);
    },
  );
});
