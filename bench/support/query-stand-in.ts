/**
 * An audit table of 200,000 events on loopback that answers Query at once, in a process of its own: pages
 * of real index entries, in as many partitions as the question asks for. Ends with the process that
 * started it. `GET /taken` gives the bodies of the Query requests since it was asked last.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parseIngestSettings } from '../../src/settings/ingest-settings';
import { EVENT_ID, OCCURRED, PART } from '../../src/store/indexes';
import { encodeItems } from '../../src/store/items/item';
import { partitionPrefix, toOccurred } from '../../src/store/lanes';
import { nextCoverage } from '../../src/store/ledger/index-coverage';
import { controlText } from './control-events';
import { dataEvents, SETTINGS, storedEvent } from './data-events';
import { QUESTIONS, type QueryStandIn, type QuestionName } from './query-questions';
import { randomFrom } from './random';

const EVENTS = 200_000;
const TEMPLATES = 500;
/** Of the events of a table, as a rule. */
const CHANGES_SHARE = 0.001;

type Wire = Record<string, { S?: string }>;

const name = process.argv[2] as QuestionName;
const { index, value, isMeant, entriesPerMatch = 1 } = QUESTIONS[name];
const random = randomFrom(11);

function* events() {
  for (let at = 0; ; at++) yield storedEvent(controlText(random, at), at);
}
function* someEvents() {
  for (const { event } of dataEvents(Number.POSITIVE_INFINITY)) yield event;
}

/** Entries as the index projects them, with another id and time for each event. */
function readTemplates(): string[] {
  const templates: string[] = [];
  for (const event of name === 'one partition' ? events() : someEvents()) {
    if (!isMeant(event.record)) continue;
    const settings = { ...SETTINGS, dataEventIndexes: ['action'] as const };
    const item = JSON.parse(
      encodeItems(event, { ...settings, dataEventIndexes: ['action'] })[0]!.json,
    ) as Wire;
    const { summary, expiresAt, part } = item;
    templates.push(JSON.stringify({ [PART]: part, summary, expiresAt }).slice(1, -1));
    if (templates.length === TEMPLATES) return templates;
  }
  return templates;
}

const templates = readTemplates();
const entries = Array.from({ length: EVENTS }, (_, at) => {
  const eventId = random.uuid();
  const eventTime = `${new Date(Date.UTC(2026, 0, 1) + at * 7_000).toISOString().slice(0, 19)}Z`;
  const isChange = name === 'one partition' || (index === 'resource' && random.chance(CHANGES_SHARE));
  const kind = isChange
    ? ({ plane: 'control', access: 'write' } as const)
    : ({ plane: 'data', access: 'read' } as const);
  return {
    eventId,
    occurred: toOccurred(eventTime, eventId),
    partition: partitionPrefix({ ...kind, eventId }) + value,
  };
});
const partitions = new Map<string, number[]>();
entries.forEach(({ partition }, at) => {
  const list = partitions.get(partition) ?? [];
  partitions.set(partition, list);
  list.push(at);
});

interface QueryBody {
  ExpressionAttributeValues: Record<string, { S: string } | undefined>;
  ScanIndexForward: boolean;
  Limit: number;
  ExclusiveStartKey?: Wire;
}

const toKey = (at: number) => {
  const { eventId, occurred, partition } = entries[at]!;
  return `"${EVENT_ID}":{"S":"${eventId}"},"${OCCURRED}":{"S":"${occurred}"},"${index}":{"S":"${partition}"}`;
};

/** Newest first, as the questions of the bench are asked. */
function answerQuery({
  ExpressionAttributeValues: values,
  Limit,
  ExclusiveStartKey,
  ScanIndexForward,
}: QueryBody) {
  if (ScanIndexForward) throw new Error('Only descending is served.');
  const list = partitions.get(values[':key']!.S) ?? [];
  const high = ExclusiveStartKey?.[OCCURRED]?.S ?? values[':high']?.S ?? '~';
  let end = list.length;
  // Where few pages are read from the newest on, this is a short walk.
  while (
    end > 0 &&
    (ExclusiveStartKey ? entries[list[end - 1]!]!.occurred >= high : entries[list[end - 1]!]!.occurred > high)
  )
    end--;
  const chosen = list.slice(Math.max(0, end - Limit), end).reverse();
  const matching = chosen.filter((at) => at % entriesPerMatch === 0);
  const items = matching.map((at) => `{${toKey(at)},${templates[at % templates.length]}}`);
  const last = chosen.at(-1);
  const more = last !== undefined && end > Limit;
  return `{"Count":${items.length},"Items":[${items.join(',')}],${more ? `"LastEvaluatedKey":{${toKey(last)},"${PART}":{"S":"event#0000000000000000"}},` : ''}"ScannedCount":${chosen.length}}`;
}

const coverage = nextCoverage(parseIngestSettings({ dataEventIndexes: ['action'] }), undefined, new Date(0));
const SETTINGS_ANSWER = JSON.stringify({ Item: { coverage: { S: JSON.stringify(coverage) } } });
let taken: QueryBody[] = [];

/** Queries of an index are counted. Nothing is known of deliveries and trails, for which the ledger is queried. */
function answer(target: unknown, body: QueryBody): string {
  if (target !== 'DynamoDB_20120810.Query') return SETTINGS_ANSWER;
  if (body.ExpressionAttributeValues[':key'] === undefined) return '{"Count":0,"Items":[],"ScannedCount":0}';
  taken.push(body);
  return answerQuery(body);
}

const server = createServer(async (request, response) => {
  if (request.method === 'GET') {
    response.end(JSON.stringify(taken));
    taken = [];
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body = JSON.parse(Buffer.concat(chunks).toString());
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(answer(request.headers['x-amz-target'], body));
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.send?.({ endpoint } satisfies QueryStandIn);
});
process.on('disconnect', () => process.exit(0));
