/**
 * Who touched an item in 30 days: a log file each five minutes, with 100 data events on three tables; six of them name the
 * item. DynamoDB and S3 are stand-ins on loopback that take 10 and 30 ms for an answer. With `records`, events are read from
 * the audit table; with `activity`, from the log files.
 */
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { createLogFileReader } from '../src/originals/s3-log-file-reader';
import { createAuditLog } from '../src/query/dynamodb/create-audit-log';
import { runBench } from './support/bench';
import type { Contestant, Measurement } from './support/contestant';
import { PRICES } from './support/cost-basis';
import {
  AUDIT_TABLE,
  FILES_A_DAY,
  FILES_OF_ITEM,
  ITEM_END,
  ITEM_KEY,
  ITEM_TABLE,
  type ItemInput,
  type ItemStandIn,
  LEDGER_TABLE,
  type TakenRequests,
} from './support/item-question';
import { startStandIn } from './support/stand-ins';

const OURS = 'dynamodb-audit-trail, item()';
const DAYS = 30;
const DETAILS = ['records', 'activity'] as const;

interface Asked extends TakenRequests {
  /** Calls that name the item and are not in the answer. */
  readonly missed: number;
  /** Log files whose events were read and do not name the item. */
  readonly inVain: number;
  readonly dollars: number;
}

const contestants: Record<string, Contestant> = {
  [OURS]: async (input) => {
    const { days } = JSON.parse(input) as ItemInput;
    const program = join(__dirname, 'support', 'item-stand-in.ts');
    const { endpoint } = await startStandIn<ItemStandIn>(program, input);
    const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'bench' };
    const connection = { endpoint, region: 'us-east-1', credentials };
    const log = createAuditLog({
      client: new DynamoDBClient(connection),
      tableName: AUDIT_TABLE,
      ledgerTableName: LEDGER_TABLE,
      logFiles: createLogFileReader({ client: new S3Client({ ...connection, forcePathStyle: true }) }),
    });
    const since = new Date(Date.parse(ITEM_END) - days * 86_400_000).toISOString();
    const question = { table: ITEM_TABLE, key: ITEM_KEY, since, until: ITEM_END };
    return async () => {
      const { named, nextToken, notices } = await log.item(question);
      const taken = (await (await fetch(`${endpoint}/taken`)).json()) as TakenRequests;
      if (nextToken) throw new Error(`The answer has a second page: ${notices?.join(' ')}`);
      return {
        ...taken,
        missed: FILES_OF_ITEM - new Set(named.map(({ eventId }) => eventId)).size,
        inVain: taken.files - FILES_OF_ITEM,
        dollars: (taken.readUnits * PRICES.dynamoDbReadUnits + taken.s3Gets * PRICES.s3Gets) / 1_000_000,
      } satisfies Asked;
    };
  },
};

void runBench({
  name: 'item',
  file: __filename,
  contestants,
  prepareInput: async (dataEventDetail, quick) => JSON.stringify({ dataEventDetail, days: quick ? 1 : DAYS }),
  pairs: DETAILS.map((input) => ({ contestant: OURS, input })),
  details: ({ result }: Measurement) =>
    Object.entries(result as Asked)
      .map(([name, value]) => `${name} ${value.toLocaleString('en-US', { maximumSignificantDigits: 4 })}`)
      .join(', '),
  goals: (of) =>
    DETAILS.flatMap((input) => {
      const measured = of(OURS, input);
      const { dollars, missed, inVain, sideBySide } = (measured?.result ?? {}) as Partial<Asked>;
      const goal = (name: string, value: number | undefined, is: 'most' | 'least', limit: number) => ({
        goal: `${input}: ${name}`,
        value: value ?? Number.NaN,
        is,
        limit,
      });
      return [
        goal('milliseconds, at the median', measured?.wallMs, 'most', 1_000),
        goal('dollars', dollars, 'most', 0.001),
        goal('calls that were missed', missed, 'most', 0),
        goal('log files read in vain', inVain, 'most', DAYS * FILES_A_DAY * 0.01),
        goal('pages of entries that are read at the same time', sideBySide, 'least', 2),
      ];
    }),
});
