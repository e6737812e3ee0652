import fc from 'fast-check';
import type { ActivityGroup } from '../../src/activity/activity-group';
import type { Outcome } from '../../src/audit/audit-record';
import type { ActivityQuery } from '../../src/query/activity-query';
import {
  ACCOUNT,
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  identities,
  STREAM_LABEL,
  streamEvent,
  tableArn,
  tableResource,
} from '../support/events';

/** A call of a trail that tests make up, and what it must count as. */
export interface MadeUpCall {
  readonly event: CloudTrailEvent;
  /** Empty if it does not count. */
  readonly tables: readonly string[];
  readonly principal: string;
  readonly outcome: Outcome;
}

export const REGIONS = ['us-east-1', 'eu-west-1'] as const;
export const TABLES = ['Music', 'Orders'] as const;
const PRINCIPALS = [
  [identities.assumedRole('orders-service'), `arn:aws:iam::${ACCOUNT}:role/service/orders-service`],
  [identities.assumedRole('etl'), `arn:aws:iam::${ACCOUNT}:role/service/etl`],
  [identities.iamUser('alice'), `arn:aws:iam::${ACCOUNT}:user/alice`],
] as const;
const ERRORS = [
  [undefined, 'succeeded'],
  ['AccessDenied', 'denied'],
  ['ProvisionedThroughputExceededException', 'throttled'],
  ['ConditionalCheckFailedException', 'failed'],
] as const;

/** What is called, by its event, and the tables that it must count for. */
type Call = (region: string, table: string) => readonly [event: CloudTrailEvent, tables: readonly string[]];

const onItem =
  (eventName: string, more: CloudTrailEvent = {}): Call =>
  (region, table) => [
    dataEvent({
      eventName,
      requestParameters: { tableName: table, ...more },
      resources: [tableResource(table, region)],
    }),
    [tableArn(table, region)],
  ];

const CALLS: readonly Call[] = [
  onItem('GetItem'),
  onItem('PutItem'),
  onItem('Query', { indexName: 'byYear' }),
  // Without `resources[]`, names are those of the event's account and Region.
  (region) => [
    dataEvent({
      eventName: 'BatchGetItem',
      requestParameters: { requestItems: { Music: {}, Orders: {} } },
      resources: undefined,
    }),
    TABLES.map((name) => tableArn(name, region)),
  ],
  (region) => [
    dataEvent({
      eventName: 'TransactWriteItems',
      requestParameters: { transactItems: TABLES.map((tableName) => ({ put: { tableName } })) },
      resources: TABLES.map((name) => tableResource(name, region)),
    }),
    TABLES.map((name) => tableArn(name, region)),
  ],
  (region, table) => [
    streamEvent({
      requestParameters: { shardIterator: `${tableArn(table, region)}/stream/${STREAM_LABEL}|1|AAAA` },
      resources: [{ ARN: `${tableArn(table, region)}/stream/${STREAM_LABEL}` }],
    }),
    [tableArn(table, region)],
  ],
  (_, table) => [controlEvent({ requestParameters: { tableName: table } }), []],
  () => [dataEvent({ eventName: 'ReadDataForReplication', requestParameters: {}, resources: [] }), []],
];

export const SECONDS = 4 * 3_600;
const START = Date.parse('2026-03-14T08:30:00Z');
export const timeAt = (second: number): string =>
  `${new Date(START + second * 1_000).toISOString().slice(0, 19)}Z`;

export const madeUpCall: fc.Arbitrary<MadeUpCall> = fc
  .record({
    id: fc.nat(0xffff),
    second: fc.oneof(fc.nat(SECONDS - 1), fc.constantFrom(0, 1_800, 1_799, 5_400)),
    call: fc.constantFrom(...CALLS),
    region: fc.constantFrom(...REGIONS),
    table: fc.constantFrom(...TABLES),
    principal: fc.constantFrom(...PRINCIPALS),
    error: fc.constantFrom(...ERRORS),
  })
  .map(({ id, second, call, region, table, principal: [userIdentity, principal], error }) => {
    const [event, tables] = call(region, table);
    const [errorCode, outcome] = error;
    return {
      event: {
        ...event,
        eventID: `5e1f0000-0000-4000-8000-00000000${id.toString(16).padStart(4, '0')}`,
        eventTime: timeAt(second),
        awsRegion: region,
        userIdentity,
        ...(errorCode && { errorCode }),
      },
      tables,
      principal,
      outcome,
    };
  });

/** The same event with other content, as in an altered log file. */
export const toAltered = (call: MadeUpCall): MadeUpCall => ({
  ...call,
  event: { ...call.event, userAgent: 'altered' },
});

const some = <const T extends readonly string[]>(values: T) =>
  fc.uniqueArray(fc.constantFrom<T[number]>(...values), { minLength: 1, maxLength: 2 });

/** Most questions have few filters: those with many are answered by next to nothing. */
export const madeUpQuestion: fc.Arbitrary<ActivityQuery> = fc
  .tuple(
    fc.record({
      table: some([...TABLES, 'Mus*', tableArn('Orders', 'eu-west-1')]),
      principal: some(['etl', 'alice', 'orders-service']),
      action: some(['GetItem', 'BatchGetItem', 'Transact*', 'dynamodbstreams:GetRecords', 'DescribeTable']),
      outcome: some(['succeeded', 'denied', 'failed']),
      eventRegion: some(REGIONS),
      account: fc.constant([ACCOUNT]),
    }),
    fc.subarray(['table', 'principal', 'action', 'outcome', 'eventRegion', 'account'], { maxLength: 2 }),
    fc.option(fc.tuple(fc.nat(SECONDS), fc.nat(SECONDS)), { nil: undefined, freq: 2 }),
  )
  .map(([filters, chosen, times]) => {
    const [since, until] = times ? [...times].sort((one, other) => one - other).map(timeAt) : [];
    const asked = Object.entries(filters).filter(([name]) => chosen.includes(name));
    return { ...Object.fromEntries(asked), ...(since && { since }), ...(until && { until }) };
  });

/** The answer to a question, counted as plainly as can be from what was delivered. */
export function countPlainly(delivered: readonly MadeUpCall[], query: ActivityQuery): ActivityGroup[] {
  const distinct = new Map(delivered.map((call) => [JSON.stringify(call.event), call]));
  const groups: Record<string, ActivityGroup> = {};
  for (const { event, tables, principal, outcome } of distinct.values()) {
    const { eventTime, eventName, errorCode } = event as Record<string, string>;
    if ((query.since && eventTime! < query.since) || (query.until && eventTime! >= query.until)) continue;
    if (!matches(query.principal, principal.split('/').at(-1)!)) continue;
    if (!matches(query.action, eventName!) || !matches(query.outcome, outcome)) continue;
    for (const table of tables) {
      const [, , , region, account, name] = table.split(/:(?:table\/)?/);
      const isAsked = !query.table || query.table.some((asked) => asked === table || isMatch(asked, name!));
      if (!isAsked || !matches(query.eventRegion, region!) || !matches(query.account, account!)) continue;
      const hour = `${eventTime!.slice(0, 13)}:00:00Z`;
      const key = [hour, table, principal, eventName, outcome, errorCode ?? ''].join(' ');
      const { count = 0, first = eventTime!, last = eventTime! } = groups[key] ?? {};
      groups[key] = {
        hour,
        table,
        principal,
        eventName: eventName!,
        outcome,
        ...(errorCode && { errorCode }),
        count: count + 1,
        first: first < eventTime! ? first : eventTime!,
        last: last > eventTime! ? last : eventTime!,
      };
    }
  }
  return Object.values(groups);
}

const matches = (asked: readonly string[] | undefined, value: string): boolean =>
  asked === undefined || asked.some((one) => isMatch(one, value));

const isMatch = (asked: string, value: string): boolean => {
  const name = asked.slice(asked.indexOf(':') + 1);
  return name.endsWith('*') ? value.startsWith(name.slice(0, -1)) : name === value;
};
