import fc from 'fast-check';
import type { AuditRecord } from '../../src/audit/audit-record';
import { readItemAccess } from '../../src/audit/item-access';
import { createLogFileReader } from '../../src/originals/s3-log-file-reader';
import type { AuditLog } from '../../src/query/audit-log';
import { createDynamoDbStore } from '../../src/query/dynamodb/dynamodb-store';
import type { ItemQuestion } from '../../src/query/item-answer';
import { openAuditLog } from '../../src/query/open-audit-log';
import { TouchCounter, type Touches } from '../../src/query/touch-groups';
import { toOccurred } from '../../src/store/lanes';
import { EVER } from '../../src/store/ledger/index-coverage';
import { toAuditedEvent } from '../support/audited';
import { campaignSize } from '../support/campaigns';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import {
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  identities,
  REGION,
  streamEvent,
  tableArn,
  tableResource,
} from '../support/events';
import { createLocalAuditOfEvents } from '../support/local-audit';
import { type LogBucket, startLogBucket } from '../support/log-bucket';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(campaignSize(90)));

const folder = temporaryFolder();
let dynamodb: TestDynamoDb;
let bucket: LogBucket;

beforeAll(async () => {
  [dynamodb, bucket] = await Promise.all([startDynamoDb(), startLogBucket()]);
});
afterAll(() => Promise.all([dynamodb.stop(), bucket.close()]));

// Few values, so that questions meet events; among them what forms of numbers, quotes and SQL could trip over.
const VALUES = ['42', '042', '42 ', '1E3', '1000', "it's", 'WHERE orderId = ', 'ünï 💥', '', 42, 1000, 1.5];
const REGIONS = [REGION, 'eu-west-1'];
const STEPS = 20;
/** Some hours, with several times in each. */
const timeAt = (step: number) =>
  `${new Date(Date.parse('2026-03-14T07:26:00Z') + step * 613_000).toISOString().slice(0, 19)}Z`;

const valueArbitrary = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom<string | number>('42', 42) },
  { weight: 1, arbitrary: fc.constantFrom(...VALUES) },
);
const keyArbitrary = fc.oneof(
  fc.record({ orderId: valueArbitrary }),
  fc.record({ orderId: valueArbitrary, line: fc.constantFrom('a', 'b', 7) }),
  fc.record({ customerId: valueArbitrary }),
  fc.constant({ orderId: '***(Redacted)' }),
  // An attribute that every object seems to have.
  fc.record({ constructor: valueArbitrary }),
);
const tableArbitrary = fc.constantFrom('Orders', 'Lines');

const toLiteral = (value: unknown) =>
  typeof value === 'string' && value !== '***(Redacted)' ? `'${value.replaceAll("'", "''")}'` : String(value);
const toWhere = (key: object) =>
  Object.entries(key)
    .map(([name, value]) => `${name} = ${toLiteral(value)}`)
    .join(' AND ');

/** The operation of a call and its request. */
const callArbitrary = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'),
      tableArbitrary,
      keyArbitrary,
    )
    .map(([eventName, tableName, key]) => ({ eventName, requestParameters: { tableName, key } })),
  fc
    .tuple(fc.constantFrom('GetItem', 'Query', 'Scan'), tableArbitrary)
    .map(([eventName, tableName]) => ({ eventName, requestParameters: { tableName } })),
  fc.tuple(tableArbitrary, fc.option(keyArbitrary)).map(([tableName, key]) => ({
    eventName: 'Query',
    requestParameters: { tableName, indexName: 'byCustomer', ...(key && { key }) },
  })),
  fc
    .array(fc.record({ tableName: tableArbitrary, key: fc.option(keyArbitrary) }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((requestItems) => ({ eventName: 'TransactWriteItems', requestParameters: { requestItems } })),
  fc.array(keyArbitrary, { maxLength: 3 }).map((keys) => ({
    eventName: 'BatchGetItem',
    requestParameters: { requestItems: { Orders: { keys }, Lines: { keys: [{ orderId: '42' }] } } },
  })),
  fc.tuple(tableArbitrary, fc.array(keyArbitrary, { maxLength: 2 })).map(([tableName, keys]) => ({
    eventName: 'ExecuteStatement',
    requestParameters: {
      statement: `SELECT * FROM "${tableName}"${keys.length > 0 ? ` WHERE ${keys.map(toWhere).join(' OR ')}` : ''}`,
    },
  })),
);

const managementArbitrary = fc.constantFrom<CloudTrailEvent>(
  { eventName: 'DescribeTable', requestParameters: { tableName: 'Orders' } },
  { eventName: 'DeleteTable', requestParameters: { tableName: 'Orders' } },
  { eventName: 'ExportTableToPointInTime', requestParameters: { tableArn: tableArn('Orders') } },
  {
    eventName: 'UpdateTable',
    requestParameters: { tableName: 'Orders', replicaUpdates: [{ create: { regionName: 'eu-west-1' } }] },
  },
  { eventName: 'UpdateTable', requestParameters: { tableName: 'Orders', billingMode: 'PAY_PER_REQUEST' } },
);

const commonArbitrary = fc.record({
  id: fc.nat(0xffff),
  step: fc.nat(STEPS - 1),
  awsRegion: fc.constantFrom(...REGIONS),
  user: fc.constantFrom('alice', 'bob'),
  errorCode: fc.option(fc.constantFrom('AccessDenied', 'ThrottlingException', 'ValidationException'), {
    nil: undefined,
    freq: 4,
  }),
});

const eventArbitrary = fc
  .tuple(
    commonArbitrary,
    fc.oneof(
      { weight: 8, arbitrary: callArbitrary.map((call) => dataEvent({ resources: undefined, ...call })) },
      { weight: 1, arbitrary: managementArbitrary.map((call) => controlEvent(call)) },
      {
        weight: 1,
        arbitrary: fc.constant(
          streamEvent({ requestParameters: null, resources: [tableResource('Orders')] }),
        ),
      },
    ),
  )
  .map(
    ([{ id, step, user, errorCode, ...fields }, event]): CloudTrailEvent => ({
      ...event,
      ...fields,
      ...(errorCode && { errorCode }),
      userIdentity: identities.iamUser(user),
      eventTime: timeAt(step),
      eventID: `00000000-0000-4000-8000-00000000${id.toString(16).padStart(4, '0')}`,
    }),
  );

const questionArbitrary = fc
  .record({
    table: fc.constantFrom('Orders', tableArn('Orders'), tableArn('Orders', 'eu-west-1')),
    key: fc.oneof(
      fc.record({ orderId: valueArbitrary }),
      fc.record({ orderId: valueArbitrary, line: fc.constantFrom('a', '7', 7) }),
      fc.record({ line: fc.constantFrom('a', '7') }),
      fc.record({ customerId: valueArbitrary }),
      fc.record({ constructor: valueArbitrary }),
    ),
    eventRegion: fc.option(
      fc.constantFrom(...REGIONS).map((region) => [region]),
      { nil: undefined, freq: 3 },
    ),
    times: fc.option(fc.tuple(fc.nat(STEPS), fc.nat(STEPS)), { nil: undefined, freq: 2 }),
  })
  .map(({ times, ...question }): ItemQuestion => {
    const [since, until] = times ? [...times].sort((one, other) => one - other).map(timeAt) : [];
    return { ...question, since, until };
  });

interface Answer extends Touches {
  readonly named: readonly AuditRecord[];
}

/** Whether a value of an event is the one that is asked for, said as plainly as can be. */
const isSame = (value: unknown, asked: unknown) =>
  typeof value === 'number'
    ? JSON_NUMBER.test(String(asked)) && value === Number(asked)
    : value === String(asked);
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;

/** The answer, from all events. */
function expectedAnswer(
  events: readonly CloudTrailEvent[],
  { table, key, eventRegion, since, until }: ItemQuestion,
): Answer {
  const asked = Object.entries(key);
  const tables =
    table === 'Orders' ? (eventRegion ?? REGIONS).map((region) => tableArn('Orders', region)) : [table];
  const named: AuditRecord[] = [];
  const touches = new TouchCounter();
  for (const event of events) {
    const { record } = toAuditedEvent(event);
    if (!record.resources.some((resource) => tables.includes(resource))) continue;
    if (eventRegion && !eventRegion.includes(String(record.region))) continue;
    if ((since && record.eventTime < since) || (until && record.eventTime >= until)) continue;
    const access = readItemAccess(event, record);
    const kinds = access.unnamed.filter((one) => tables.includes(one.table)).map(({ kind }) => kind);
    let isNamed = false;
    for (const item of access.named.filter((one) => tables.includes(one.table))) {
      const has = asked.map(([name, value]) =>
        Object.hasOwn(item.key, name) ? isSame(item.key[name], value) : undefined,
      );
      if (has.every((one) => one === true)) isNamed = true;
      else if (!has.includes(false)) kinds.push(item.otherwise);
    }
    if (isNamed) named.push(record);
    else touches.addCall(record, [...new Set(kinds)]);
  }
  const place = (record: AuditRecord) => `${toOccurred(record.eventTime, record.eventId)} ${record.eventId}`;
  named.sort((one, other) => (place(one) < place(other) ? 1 : -1));
  return { named, mayHaveTouched: touches.mayHaveTouched, attempted: touches.attempted };
}

/** The answer of an audit, page by page. */
async function readAnswer(log: AuditLog, question: ItemQuestion, limit: number): Promise<Answer> {
  const named: AuditRecord[] = [];
  const touches = new TouchCounter();
  let cursor: string | undefined;
  do {
    const page = await log.item(question, { limit, cursor });
    expect(page.named.length).toBeLessThanOrEqual(limit);
    named.push(...page.named);
    touches.addAll(page);
    cursor = page.nextToken;
  } while (cursor !== undefined);
  return { named, mayHaveTouched: touches.mayHaveTouched, attempted: touches.attempted };
}

const QUIETLY = { checkEmpty: false, onNotice: () => {} };

async function searchNamed(
  log: AuditLog,
  { table, ...question }: ItemQuestion,
  order: 'asc' | 'desc' = 'desc',
): Promise<AuditRecord[]> {
  const found: AuditRecord[] = [];
  for await (const record of log.search({ ...question, table: [table], order }, QUIETLY)) found.push(record);
  return found;
}

/** Both tables are seen, so that their name stands for both. */
const SEEN = REGIONS.map((awsRegion, index) =>
  controlEvent({
    awsRegion,
    eventTime: timeAt(STEPS),
    eventID: `00000000-0000-4000-8000-00000001000${index}`,
    requestParameters: { tableName: 'Orders' },
  }),
);

/** Since when log files have activity entries: always, never, or since some time of the trail. */
const entriesSince = fc.oneof(
  { weight: 2, arbitrary: fc.constant(EVER) },
  { weight: 1, arbitrary: fc.constant(false as const) },
  { weight: 2, arbitrary: fc.nat(STEPS).map(timeAt) },
);

/** Also routine calls of users get no record of their own. */
const SUMMARIZED = { dataEventDetail: 'activity', machines: ['arn:aws:iam::111122223333:user/*'] } as const;

test('the history of an item is the same on one machine, in DynamoDB, from log files, and from all events', async () => {
  let found = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(eventArbitrary, {
        selector: ({ eventID }) => eventID,
        minLength: 30,
        maxLength: 80,
        size: 'max',
      }),
      fc.nat(60),
      fc.array(questionArbitrary, { minLength: 8, maxLength: 8 }),
      fc.constantFrom(1, 3, 50),
      entriesSince,
      fc.integer({ min: 1, max: 60 }),
      async (random, cut, questions, limit, since, entryBudget) => {
        const events = [...SEEN, ...random];
        const audit = await createStoredAudit(dynamodb.client, {}, { entriesSince: since });
        const poor = openAuditLog({ ...createDynamoDbStore(audit), entryBudget });
        const summarized = await createStoredAudit(
          dynamodb.client,
          {},
          { entriesSince: since, ...(since !== false && { detail: SUMMARIZED }), bucket },
        );
        const files = createDynamoDbStore({ ...summarized, logFiles: createLogFileReader(bucket) });
        const fromFiles = openAuditLog({ ...files, entryBudget, fileBudget: limit });
        // Some events are in two files.
        const lists = [events.slice(0, cut + 5), events.slice(cut), SEEN].filter(({ length }) => length > 0);
        for (const list of lists) {
          await audit.storeEvents(list);
          await summarized.storeEvents(list);
        }
        const local = await createLocalAuditOfEvents(folder, lists);
        try {
          for (const question of questions) {
            const expected = expectedAnswer(events, question);
            if (expected.named.length > 0 && expected.mayHaveTouched.length > 0) found += 1;
            expect(await readAnswer(local.log, question, limit)).toEqual(expected);
            expect(await readAnswer(audit.log, question, limit)).toEqual(expected);
            expect(await readAnswer(poor, question, limit)).toEqual(expected);
            expect(await readAnswer(fromFiles, question, limit)).toEqual(expected);
            expect(await searchNamed(local.log, question)).toEqual(expected.named);
            expect(await searchNamed(audit.log, question)).toEqual(expected.named);
            expect(await searchNamed(fromFiles, question)).toEqual(expected.named);
            const oldestFirst = [...expected.named].reverse();
            expect(await searchNamed(local.log, question, 'asc')).toEqual(oldestFirst);
            expect(await searchNamed(audit.log, question, 'asc')).toEqual(oldestFirst);
            expect(await searchNamed(fromFiles, question, 'asc')).toEqual(oldestFirst);
          }
        } finally {
          local.close();
        }
      },
    ),
    { numRuns: campaignSize(50), endOnFailure: true },
  );
  expect(found).toBeGreaterThan(0);
});
