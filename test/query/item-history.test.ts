import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import { openAuditLog } from '../../src/query/open-audit-log';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { controlEvent, dataEvent, OTHER_ACCOUNT, tableArn, tableResource } from '../support/events';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';

const at = (minute: number) => `2026-03-14T09:${String(minute).padStart(2, '0')}:00Z`;
const onOrders = (eventName: string, minute: number, request: object = {}, account?: string) =>
  dataEvent({
    eventName,
    eventTime: at(minute),
    requestParameters: { tableName: 'Orders', ...request },
    resources: [tableResource('Orders', 'us-east-1', account)],
  });
const put = onOrders('PutItem', 1, { key: { orderId: '42' } });
const read = onOrders('GetItem', 40, { key: { orderId: '42' } });
const others = Array.from({ length: 900 }, (_, n) =>
  onOrders(n % 2 === 0 ? 'GetItem' : 'Scan', 2 + (n % 30), n % 2 === 0 ? { key: { orderId: `o-${n}` } } : {}),
);
const question = { table: 'Orders', key: { orderId: '42' } };

let dynamodb: TestDynamoDb;
let audit: StoredAudit;

beforeAll(async () => {
  dynamodb = await startDynamoDb();
  audit = await createStoredAudit(dynamodb.client);
  await audit.storeEvents([put, read, ...others]);
});
afterAll(() => dynamodb.stop());

const ids = (records: readonly { readonly eventId: string }[]) => records.map(({ eventId }) => eventId);

describe('the history of an item in DynamoDB', () => {
  it('is for a table in all accounts, or leaves out others by ARN and says so', async () => {
    const wide = await createStoredAudit(dynamodb.client);
    const shared = onOrders('GetItem', 2, { key: { orderId: '42' } }, OTHER_ACCOUNT);
    await wide.storeEvents([put, shared]);
    const byName = await wide.log.item(question);
    expect(byName.table).toBe('Orders');
    expect(byName.tables).toEqual([tableArn('Orders'), tableArn('Orders', 'us-east-1', OTHER_ACCOUNT)]);
    expect(ids(byName.named)).toEqual([shared.eventID, put.eventID]);
    const byArn = await wide.log.item({ ...question, table: tableArn('Orders') });
    expect(ids(byArn.named)).toEqual([put.eventID]);
    expect(byArn.notices).toEqual([
      `Not searched, because the question gives an ARN: ${tableArn('Orders', 'us-east-1', OTHER_ACCOUNT)}. ` +
        'They may be replicas that hold the same item. Ask for "Orders" to search all tables of that name.',
    ]);
  });

  it('is for the longest binary key, too', async () => {
    const large = await createStoredAudit(dynamodb.client);
    const orderId = Buffer.alloc(2_048, 255).toString('base64');
    const get = onOrders('GetItem', 2, { key: { orderId } });
    await large.storeEvents([get]);
    expect(ids((await large.log.item({ ...question, key: { orderId } })).named)).toEqual([get.eventID]);
  });

  it.each(['{"orderId":"42","__proto__":"7"}', '{"__proto__":"7"}'])(
    'is not told for fewer attributes than asked: %s',
    async (json) => {
      const key = JSON.parse(json);
      const refusal = {
        code: 'InvalidArgument',
        message: expect.stringContaining('key has a member "__proto__"'),
      };
      await expect(audit.log.item({ ...question, key })).rejects.toMatchObject(refusal);
      await expect(audit.log.page({ table: ['Orders'], key })).rejects.toMatchObject(refusal);
    },
  );

  it('ends a page early when its budget is spent, says so, and loses nothing', async () => {
    const { client, tableName, ledgerTableName } = audit;
    const store = createDynamoDbStore({ client, tableName, ledgerTableName });
    const log = openAuditLog({
      ...store,
      items: (query, options) => store.items(query, { ...options, budget: { entries: 20_000, until: 0 } }),
    });
    const named: string[] = [];
    let scans = 0;
    let pages = 0;
    let cursor: string | undefined;
    do {
      const page = await log.item(question, { cursor });
      pages += 1;
      named.push(...ids(page.named));
      scans += page.mayHaveTouched.reduce((sum, { count }) => sum + count, 0);
      cursor = page.nextToken;
      const said = `The calls before ${page.searched.since} are on the next pages.`;
      expect(page.pageNotices).toEqual(cursor === undefined ? undefined : [said]);
    } while (cursor !== undefined);
    expect([named, scans]).toEqual([[read.eventID, put.eventID], 450]);
    expect(pages).toBeGreaterThan(1);
  });

  describe('and other answers refuse the tokens of each other:', () => {
    const search = { table: ['Orders'], key: question.key };
    const onTable = { table: ['Orders'] };
    const refusal = (why: string) => ({ code: 'InvalidCursor', message: expect.stringContaining(why) });
    const other = refusal('it belongs to another query or another command');
    const unknown = refusal('it is damaged, belongs to another command, or was not issued by this audit');

    it.each([
      ['a search', () => audit.log.page(search, { limit: 1 }), other],
      ['another item', () => audit.log.item({ ...question, since: '2020-01-01' }, { limit: 1 }), other],
      ['activity', () => audit.log.activityPage(onTable, { limit: 1 }), unknown],
      ['a list', () => audit.log.listPage('actions', { limit: 1 }), unknown],
    ])('that of %s is no place in the history of an item', async (_, ask, refused) => {
      const { nextToken } = await ask();
      expect(nextToken).toBeDefined();
      await expect(audit.log.item(question, { cursor: nextToken })).rejects.toMatchObject(refused);
    });

    it('that of an item is no place in other answers', async () => {
      const { nextToken: cursor } = await audit.log.item(question, { limit: 1 });
      await expect(audit.log.page(search, { cursor })).rejects.toMatchObject(other);
      await expect(audit.log.activityPage(onTable, { cursor })).rejects.toMatchObject(unknown);
      await expect(audit.log.filesPage({}, { cursor })).rejects.toMatchObject(unknown);
    });

    it('that of a search, or of counts by something else, is no place where counting goes on', async () => {
      const { nextToken: cursor } = await audit.log.page(onTable, { limit: 1 });
      await expect(audit.log.summary(onTable, { by: 'action', cursor })).rejects.toMatchObject(other);
      const { client, tableName, ledgerTableName } = audit;
      const store = createDynamoDbStore({ client, tableName, ledgerTableName });
      const log = openAuditLog({ ...store, entryBudget: 1 });
      const { nextToken } = await log.summary(onTable, { by: 'action' });
      expect(nextToken).toBeDefined();
      await expect(log.summary(onTable, { by: 'principal', cursor: nextToken })).rejects.toMatchObject(other);
      await expect(log.summary(onTable, { by: 'action', cursor: nextToken })).resolves.toBeDefined();
    });
  });

  it('says that no trail logs the data events of the table, if nothing says that one does', async () => {
    const { coverage } = await audit.log.item(question);
    expect(coverage).toMatchObject({ status: 'not-provable', logged: { status: 'unknown' } });
  });

  it('counts an event whose bytes are not kept as one that names no item, and says so', async () => {
    const cut = await createStoredAudit(dynamodb.client);
    const [record] = await cut.storeEvents([put, read]);
    const [stored] = await cut.log.get(record!.eventId);
    const [hash] = [stored!.contentHash ?? (await findHash(cut, record!.eventId))];
    await cut.client.send(
      new UpdateItemCommand({
        TableName: cut.tableName,
        Key: { eventId: { S: record!.eventId }, part: { S: `event#${hash}` } },
        UpdateExpression: 'REMOVE original',
      }),
    );
    const { named, mayHaveTouched, notices } = await cut.log.item(question);
    expect(ids(named)).toEqual([read.eventID]);
    expect(mayHaveTouched).toMatchObject([{ kind: 'unlogged-key', eventName: 'PutItem', count: 1 }]);
    expect(notices).toEqual([
      '1 event could not be read: such events count as calls that may have touched the item. ' +
        `The first: event ${put.eventID}: its bytes are not kept.`,
    ]);
    const said: string[] = [];
    const found: string[] = [];
    for await (const one of cut.log.search(
      { ...question, table: ['Orders'] },
      { onNotice: (notice) => said.push(notice) },
    ))
      found.push(one.eventId);
    expect([found, said]).toEqual([
      [read.eventID],
      [expect.stringMatching(/may lack calls that name the item/)],
    ]);
  });

  it('reads no event of calls whose record says all', async () => {
    const plain = await createStoredAudit(dynamodb.client);
    await plain.storeEvents([
      onOrders('Scan', 1),
      controlEvent({ requestParameters: { tableName: 'Orders' } }),
    ]);
    const operations: string[] = [];
    plain.client.middlewareStack.add(
      (next, context) => (args) => {
        operations.push(String(context.commandName));
        return next(args);
      },
      { step: 'initialize' },
    );
    const { mayHaveTouched } = await plain.log.item(question);
    expect(mayHaveTouched).toMatchObject([{ kind: 'scan', count: 1 }]);
    expect(operations).not.toContain('BatchGetItemCommand');
    expect(operations).not.toContain('BatchGetCommand');
  });

  it.each([
    [{ ...question, table: 'Order' }, 'NotFound', /No table named "Order" has been seen/],
    [{ ...question, table: tableArn('Order') }, 'NotFound', /has been seen. Did you mean/],
    [{ ...question, since: '2026-03-15', until: '2026-03-14' }, 'InvalidArgument', /since must not be later/],
    [{ ...question, key: {} }, 'InvalidArgument', /at least one attribute/],
  ])('refuses %j', async (asked, code, message) => {
    await expect(audit.log.item(asked)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it('is not counted by a summary', async () => {
    const asked = { ...question, table: ['Orders'] };
    await expect(audit.log.summary(asked, { by: 'action' })).rejects.toThrow('A summary cannot have key');
  });
});

async function findHash({ log }: StoredAudit, eventId: string): Promise<string> {
  const { computeContentHash } = await import('../../src/audit/event-identity');
  const [original] = await log.original(eventId);
  return computeContentHash(JSON.parse(Buffer.from(original!).toString()), original!)!;
}
