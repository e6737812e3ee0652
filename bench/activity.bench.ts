/**
 * Activity of one table from its entries: a log file each five minutes with 33 data events on the table. DynamoDB is a
 * stand-in on loopback that takes 10 ms for a page. Side by side: the bare SDK, which reads the same entries one page after
 * the other, and decodes none.
 */
import { join } from 'node:path';
import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { createAuditLog } from '../src/query/dynamodb/create-audit-log';
import { LEDGER_KEYS } from '../src/store/indexes';
import { activityBook } from '../src/store/ledger/activity-item';
import {
  ACTIVITY_END,
  ACTIVITY_TABLE,
  type ActivityInput,
  type ActivityStandIn,
  EVENTS_A_FILE,
  FILES_A_DAY,
} from './support/activity-question';
import { runBench } from './support/bench';
import type { Contestant, Measurement } from './support/contestant';
import { startStandIn } from './support/stand-ins';

const OURS = 'dynamodb-audit-trail, activity()';
const FIRST = 'dynamodb-audit-trail, the first page of 50';
const BARE = 'bare SDK, the same entries undecoded';
const INPUTS: Readonly<Record<string, ActivityInput>> = {
  '30 days, 4 principals': { days: 30, principals: 4 },
  '30 days, 25 principals': { days: 30, principals: 25 },
};

async function connect(input: string) {
  const { days } = JSON.parse(input) as ActivityInput;
  const program = join(__dirname, 'support', 'activity-stand-in.ts');
  const { endpoint, entries } = await startStandIn<ActivityStandIn>(program, input);
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
      if (calls !== days * FILES_A_DAY * EVENTS_A_FILE)
        throw new Error(`Counted ${calls} calls in ${entries} entries.`);
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
  prepareInput: async (input, quick) => JSON.stringify({ ...INPUTS[input], ...(quick && { days: 1 }) }),
  pairs: Object.keys(INPUTS).flatMap((input) =>
    [BARE, OURS, FIRST].map((contestant) => ({ contestant, input })),
  ),
  details: ({ result }: Measurement) =>
    Object.entries(result as Record<string, number>)
      .map(([name, value]) => `${name} ${value.toLocaleString('en-US')}`)
      .join(', '),
  goals: (of) => [
    {
      goal: '30 days, 4 principals: milliseconds for all groups',
      value: of(OURS, '30 days, 4 principals')?.wallMs ?? Number.NaN,
      is: 'most',
      limit: 500,
    },
  ],
});
