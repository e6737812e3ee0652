/**
 * Pages of 50 of an answer among 200,000 events, one after the other, against the same Query requests
 * sent by the bare SDK, whose answers nobody merges or decodes. DynamoDB is a stand-in on loopback.
 */
import { join } from 'node:path';
import { DynamoDBClient, QueryCommand, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { AuditLog } from '../src/query/audit-log';
import { createAuditLog } from '../src/query/dynamodb/create-audit-log';
import { runBench } from './support/bench';
import type { Contestant, Measurement } from './support/contestant';
import { QUESTIONS, type QueryStandIn, type QuestionName } from './support/query-questions';
import { startStandIn } from './support/stand-ins';
import { percentile } from './support/statistics';

const OURS = 'dynamodb-audit-trail, page()';
const BARE = 'bare SDK, the same Query calls';
const QUICK_PAGES = 20;
const PAGES = 200;

interface Pages {
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly queriesAPage: number;
}

async function connect(question: QuestionName) {
  const program = join(__dirname, 'support', 'query-stand-in.ts');
  const { endpoint } = await startStandIn<QueryStandIn>(program, question);
  const credentials = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'bench' };
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', credentials });
  const log = createAuditLog({ client, tableName: 'audit', ledgerTableName: 'ledger' });
  const taken = async () => (await (await fetch(`${endpoint}/taken`)).json()) as QueryCommandInput[];
  return { client, log, taken };
}

/** Pages from the newest on. */
async function* pagesOf(log: AuditLog, question: QuestionName, count: number) {
  let cursor: string | undefined;
  for (let page = 0; page < count; page++) {
    const before = performance.now();
    const { records, nextToken } = await log.page(QUESTIONS[question].query, { cursor });
    const ms = performance.now() - before;
    const isFull = records.length === 50;
    if (!isFull && !QUESTIONS[question].entriesPerMatch)
      throw new Error(`A page of ${records.length} records.`);
    yield ms;
    cursor = nextToken;
  }
}

const toSummary = (milliseconds: readonly number[], queries: number): Pages => ({
  p50Ms: percentile(milliseconds, 0.5),
  p99Ms: percentile(milliseconds, 0.99),
  queriesAPage: queries / milliseconds.length,
});

const parseOrder = (input: string) => JSON.parse(input) as { question: QuestionName; pages: number };

const contestants: Record<string, Contestant> = {
  [BARE]: async (input) => {
    const { question, pages } = parseOrder(input);
    const { client, log, taken } = await connect(question);
    const requests: QueryCommandInput[][] = [];
    for await (const _ of pagesOf(log, question, pages)) requests.push(await taken());
    return async () => {
      const milliseconds: number[] = [];
      for (const page of requests) {
        const before = performance.now();
        await Promise.all(page.map((request) => client.send(new QueryCommand(request))));
        milliseconds.push(performance.now() - before);
      }
      return toSummary(milliseconds, requests.flat().length);
    };
  },

  [OURS]: async (input) => {
    const { question, pages } = parseOrder(input);
    const { log, taken } = await connect(question);
    const { page: cost } = await log.explain(QUESTIONS[question].query);
    await taken();
    return async () => {
      const milliseconds: number[] = [];
      for await (const ms of pagesOf(log, question, pages)) milliseconds.push(ms);
      return {
        ...toSummary(milliseconds, (await taken()).length),
        bytes: cost.bytes,
        readUnits: cost.readUnits,
      };
    };
  },
};

const questions = Object.keys(QUESTIONS) as QuestionName[];

void runBench({
  name: 'query',
  file: __filename,
  contestants,
  prepareInput: async (question, quick) => JSON.stringify({ question, pages: quick ? QUICK_PAGES : PAGES }),
  pairs: questions.flatMap((input) => [BARE, OURS].map((contestant) => ({ contestant, input }))),
  details: ({ result }: Measurement) =>
    Object.entries(result as Record<string, number>)
      .map(([name, value]) => `${name} ${Number(value.toFixed(2))}`)
      .join(', '),
  goals(of) {
    const ratio = (input: string, value: (measurement: Measurement) => number) => {
      const [ours, bare] = [of(OURS, input), of(BARE, input)];
      return ours && bare ? value(ours) / value(bare) : Number.NaN;
    };
    const p50 = ({ result }: Measurement) => (result as Pages).p50Ms;
    return questions.flatMap((input) => [
      {
        goal: `${input}: CPU / bare`,
        value: ratio(input, ({ cpuMs }) => cpuMs),
        is: 'most' as const,
        limit: 1.2,
      },
      { goal: `${input}: p50 / bare`, value: ratio(input, p50), is: 'most' as const, limit: 1.2 },
    ]);
  },
});
