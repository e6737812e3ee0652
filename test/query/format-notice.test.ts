import { type DynamoDBClient, GetItemCommand, PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { createHttpApi } from '../../src/http/api';
import { createAuditLog } from '../../src/query/dynamodb/create-audit-log';
import type { AuditQuery } from '../../src/query/query';
import { ddbAudit } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, identities, tableArn } from '../support/events';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

const SINCE = '2026-03-14T12:00:00Z';
const TABLE = tableArn('Music');
const byAlice = identities.assumedRole('admin', 'cli-1', {
  sessionContext: { sessionIssuer: { arn: 'arn:aws:iam::111122223333:role/admin' }, sourceIdentity: 'alice' },
});

/** Makes an audit what an earlier version left: items of format 1, and settings that know no format. */
async function makeFormat1({ client, tableName, ledgerTableName }: StoredAudit, formatSince?: string) {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
  for (const item of Items) {
    const { sourceIdentity, categories, mfa, impliedTables, ...summary } = item.summary?.M ?? {};
    const session = sourceIdentity ?? summary.sessionName;
    const format1 = { ...summary, format: { N: '1' }, ...(session && { sessionName: session }) };
    await client.send(
      new PutItemCommand({ TableName: tableName, Item: { ...item, summary: { M: format1 } } }),
    );
  }
  await recordFormat(client, ledgerTableName, formatSince);
}

async function recordFormat(client: DynamoDBClient, TableName: string, formatSince: string | undefined) {
  const Key = { book: { S: 'settings' }, entry: { S: 'indexes' } };
  const { Item } = await client.send(new GetItemCommand({ TableName, Key }));
  const { format, formatSince: _since, ...coverage } = JSON.parse(Item?.coverage?.S ?? '');
  const changed = formatSince === undefined ? coverage : { ...coverage, format, formatSince };
  await client.send(
    new PutItemCommand({ TableName, Item: { ...Key, coverage: { S: JSON.stringify(changed) } } }),
  );
}

let dynamodb: TestDynamoDb;
let audit: StoredAudit;
beforeAll(async () => {
  process.env.AWS_ACCESS_KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
  process.env.AWS_SECRET_ACCESS_KEY = 'test';
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client);
  await audit.storeEvents([controlEvent({ userIdentity: byAlice })]);
  await makeFormat1(audit, SINCE);
});
afterAll(() => dynamodb.stop());

const noticesOf = async (query: AuditQuery) => (await audit.log.page(query)).notices;

describe('an answer from an audit that an earlier version wrote', () => {
  it.each<[string, AuditQuery]>([
    ['session', { session: ['alice'] }],
    ['mfa', { mfa: 'yes' }],
    ['category', { category: ['encryption'] }],
    ['table', { table: ['Music'] }],
    ['table', { resource: [TABLE] }],
    ['exact', { resource: [TABLE], exact: true }],
    ['exclude', { exclude: ['session=alice'] }],
    ['exclude', { exclude: ['category=encryption'] }],
    ['exclude', { exclude: [`resource=${TABLE}`] }],
  ])('says from when it holds for the filter %s: %j', async (name, query) => {
    expect(await noticesOf({ ...query, plane: ['control'] })).toEqual([
      `The filter ${name} may give a wrong answer for events before ${SINCE}, because an earlier version stored ` +
        'them without all that is needed. Run "ddb-audit reindex".',
    ]);
  });

  it('names all of these filters at once', async () => {
    const [notice] = (await noticesOf({ session: ['alice'], mfa: 'no', table: ['Music'] })) ?? [];
    expect(notice).toMatch(/^The filters table, session and mfa may /);
  });

  it.each<AuditQuery>([
    { plane: ['control'] },
    { category: ['backup'], plane: ['control'] },
    { principal: ['arn:aws:iam::111122223333:role/admin'] },
    { exclude: ['action=GetItem'], plane: ['control'] },
    { session: ['alice'], plane: ['control'], since: SINCE },
  ])('says nothing if it holds for all of the range: %j', async (query) => {
    expect(await noticesOf(query)).toBeUndefined();
  });

  it('has the notice in an explanation and a summary', async () => {
    const notices = await noticesOf({ table: ['Music'] });
    expect((await audit.log.explain({ table: ['Music'] })).notices).toEqual(notices);
    expect((await audit.log.summary({ table: ['Music'] }, { by: 'session' })).notices).toEqual(notices);
  });

  it('has the notice over HTTP', async () => {
    const response = await createHttpApi(audit.log).request('/events?table=Music');
    expect(await response.json()).toMatchObject({
      records: [{ principal: { session: 'alice' } }],
      notices: [expect.stringContaining(`before ${SINCE}`)],
    });
  });

  it('has the notice on the command line', async () => {
    const place = [
      ...['--table-name', audit.tableName, '--ledger-table-name', audit.ledgerTableName],
      ...['--region', 'us-east-1', '--endpoint-url', dynamodb.endpoint],
    ];
    const { stderr } = await ddbAudit(['search', '--table', 'Music', ...place]);
    expect(stderr).toMatch(/^The filter table may give a wrong answer for events before /);
    const { stdout } = await ddbAudit(['search', '--table', 'Music', '--output', 'json', ...place]);
    expect(JSON.parse(stdout).notices).toEqual([expect.stringContaining(`before ${SINCE}`)]);
    const summary = await ddbAudit(['summary', '--by', 'action', '--table', 'Music', ...place]);
    expect(summary.stderr).toContain(`before ${SINCE}`);
  });

  it('says so once to whoever iterates', async () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation();
    const log = createAuditLog(audit);
    for (const _ of [1, 2]) for await (const _record of log.search({ table: ['Music'] }));
    expect(warn.mock.calls).toEqual([[expect.stringContaining(`before ${SINCE}`), 'AuditNotice']]);
    warn.mockRestore();
  });

  it('asks to ingest with this version if only an earlier one did', async () => {
    const before = await createStoredAudit(dynamodb.client);
    await before.storeEvents([controlEvent()]);
    await makeFormat1(before);
    expect((await before.log.page({ table: ['Music'] })).notices).toEqual([
      'The filter table may give a wrong answer, because an earlier version stored these events without all that ' +
        'is needed. Deploy this version, and run "ddb-audit reindex" after it has ingested a log file.',
    ]);
  });
});
