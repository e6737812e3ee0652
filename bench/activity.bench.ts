/**
 * Activity of one table from its entries: a log file each five minutes with 100 data events on the table. DynamoDB is a
 * stand-in on loopback that takes 10 ms for a page. Side by side: the bare SDK, which reads the same entries one page after
 * the other, and decodes none.
 */
import { join } from 'node:path';
import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { createAuditLog } from '../src/query/dynamodb/create-audit-log';
import { LEDGER_KEYS } from '../src/store/indexes';
import { activityBook } from '../src/store/ledger/activity-item';
import { ACTIVITY_END, ACTIVITY_TABLE, type ActivityStandIn } from './support/activity-question';
import { type Contestant, type Measurement, runBench } from './support/bench';
import { startStandIn } from './support/stand-ins';

const OURS = 'dynamodb-audit-trail, activity()';
const FIRST = 'dynamodb-audit-trail, the first page of 50';
const BARE = 'bare SDK, the same entries undecoded';
const DAYS = { '30 days': 30, '1 day': 1 } as const;

async function connect(input: string) {
  const { days } = JSON.parse(input) as { days: number };
  const program = join(__dirname, 'support', 'activity-stand-in.ts');
  const { endpoint, entries } = await startStandIn<ActivityStandIn>(program, String(days));
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const log = createAuditLog({ client, tableName: 'audit', ledgerTableName: 'ledger' });
  const since = new Date(Date.parse(ACTIVITY_END) - days * 86_400_000).toISOString();
  return { client, log, query: { table: [ACTIVITY_TABLE], since, until: ACTIVITY_END }, days, entries };
}

const contestants: Record<string, Contestant> = {
  [BARE]: async (input) => {
    const { client, entries } = await connect(input);
    return async () => {
      let read = 0;
      const question = {
        TableName: 'ledger',
        KeyConditionExpression: '#book = :table AND #entry BETWEEN :since AND :until',
        ExpressionAttributeNames: { '#book': LEDGER_KEYS.partition, '#entry': LEDGER_KEYS.sort },
        ExpressionAttributeValues: {
          ':table': { S: activityBook(ACTIVITY_TABLE) },
          ':since': { S: '0' },
          ':until': { S: '9' },
        },
        ScanIndexForward: false,
      };
      for await (const { Items = [] } of paginateQuery({ client }, question)) read += Items.length;
      if (read !== entries) throw new Error(`Read ${read} of ${entries} entries.`);
      return { entries: read };
    };
  },

  [OURS]: async (input) => {
    const { log, query, days, entries } = await connect(input);
    return async () => {
      let calls = 0;
      let groups = 0;
      for await (const { count } of log.activity(query)) {
        calls += count;
        groups += 1;
      }
      if (calls !== days * 28_800) throw new Error(`Counted ${calls} calls in ${entries} entries.`);
      return { entries, groups, calls };
    };
  },

  [FIRST]: async (input) => {
    const { log, query } = await connect(input);
    return async () => {
      const { groups, searched } = await log.activityPage(query);
      return { entries: searched.entries, groups: groups.length };
    };
  },
};

void runBench({
  name: 'activity',
  file: __filename,
  contestants,
  prepareInput: async (input, quick) =>
    JSON.stringify({ days: quick ? 1 : DAYS[input as keyof typeof DAYS] }),
  pairs: Object.keys(DAYS).flatMap((input) =>
    [BARE, OURS, FIRST].map((contestant) => ({ contestant, input })),
  ),
  details: ({ result }: Measurement) =>
    Object.entries(result as Record<string, number>)
      .map(([name, value]) => `${name} ${value.toLocaleString('en-US')}`)
      .join(', '),
  goals: (of) => [
    {
      goal: '30 days: milliseconds for all groups',
      value: of(OURS, '30 days')?.wallMs ?? Number.NaN,
      is: 'most',
      limit: 500,
    },
  ],
});
