/**
 * DynamoDB and S3 on loopback, in a process of their own, for questions about one item: activity entries, the index
 * `resource` and records of a table, and log files. They take as long as the services do until the first byte. Ends with the
 * process that started it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { parseIngestSettings } from '../../src/settings/ingest-settings';
import { EVENT_ID, LEDGER_KEYS, OCCURRED, PART, PROJECTED_ATTRIBUTES } from '../../src/store/indexes';
import { encodeItems } from '../../src/store/items/item';
import { partitionPrefix } from '../../src/store/lanes';
import { activityBook } from '../../src/store/ledger/activity-item';
import { nextCoverage } from '../../src/store/ledger/index-coverage';
import { indexEntry, itemBytes, type WireItem } from '../../test/support/dynamodb-cost';
import { SETTINGS } from './data-events';
import { ACCOUNTS } from './envelope';
import { type MadeFile, makeFile, SALT } from './item-files';
import {
  AUDIT_TABLE,
  FILES_A_DAY,
  ITEM_END,
  ITEM_TABLE,
  type ItemInput,
  type ItemStandIn,
  type TakenRequests,
  toItemFiles,
} from './item-question';

const DYNAMODB_MS = 10;
const S3_MS = 30;
const PAGE_BYTES = 2 ** 20;
const READ_UNIT_BYTES = 4_096;
const RESOURCE = 'resource';
const CHANGE = { plane: 'control', access: 'write', eventId: '' } as const;
const TABLE = { keys: [EVENT_ID, PART], indexes: [] };
const INDEX = { keys: [RESOURCE, OCCURRED], projects: PROJECTED_ATTRIBUTES };

const { days, dataEventDetail } = JSON.parse(process.argv[2]!) as ItemInput;
const end = Date.parse(ITEM_END);
const itemFiles = toItemFiles(days);
const settings = parseIngestSettings({
  dataEventDetail,
  machines: [`arn:aws:iam::${ACCOUNTS[0]}:user/*`],
});
const make = (number: number): MadeFile => makeFile(number, end, itemFiles.has(number), settings);

interface Stored {
  readonly sort: string;
  readonly json: string;
  readonly bytes: number;
}

const book = activityBook(ITEM_TABLE);
const entries: Stored[] = [];
const numbers = new Map<string, number>();
for (let number = 0; number < days * FILES_A_DAY; number += 1) {
  const { key, activity } = make(number);
  numbers.set(key, number);
  for (const json of activity) {
    const item = JSON.parse(json) as Record<string, { readonly S: string }>;
    if (item[LEDGER_KEYS.partition]!.S !== book) continue;
    entries.push({ json, sort: item[LEDGER_KEYS.sort]!.S, bytes: itemBytes(item as WireItem) });
  }
}
entries.sort((one, other) => (one.sort < other.sort ? 1 : -1));

let requests = 0;
let readUnits = 0;
let s3Gets = 0;
let reading = 0;
let sideBySide = 0;
let files = new Set<number>();

let cpuBefore = process.cpuUsage();

function take(): TakenRequests {
  const { user, system } = process.cpuUsage(cpuBefore);
  cpuBefore = process.cpuUsage();
  const standInCpuMs = (user + system) / 1_000;
  const taken = { requests, readUnits, sideBySide, files: files.size, s3Gets, standInCpuMs };
  [requests, readUnits, s3Gets, sideBySide] = [0, 0, 0, 0];
  files = new Set();
  return taken;
}

/** Half a unit for 4 KB, because these reads are eventually consistent. */
const countUnits = (bytes: number): void => {
  readUnits += Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) / 2;
};

type Wire = Record<string, { readonly S: string } | undefined>;

interface QueryBody {
  readonly TableName: string;
  readonly IndexName?: string;
  readonly ExpressionAttributeValues: Wire;
  readonly ExclusiveStartKey?: Wire;
  readonly Limit?: number;
}

const NOTHING = '{"Count":0,"Items":[],"ScannedCount":0}';

/** A page of DynamoDB, which ends after a megabyte or at the limit. */
function toPage(found: readonly Stored[], limit: number, toKey: (last: Stored) => object): string {
  let bytes = 0;
  const cut = found.findIndex((item, index) => {
    bytes += item.bytes;
    return index >= limit || bytes > PAGE_BYTES;
  });
  const page = cut < 0 ? found : found.slice(0, cut);
  countUnits(page.reduce((sum, item) => sum + item.bytes, 0));
  const last = cut < 0 ? '' : `"LastEvaluatedKey":${JSON.stringify(toKey(page.at(-1)!))},`;
  const items = page.map(({ json }) => json).join(',');
  return `{"Count":${page.length},"Items":[${items}],${last}"ScannedCount":${page.length}}`;
}

/** Newest first, as item questions read them. */
function answerActivity({ ExpressionAttributeValues: values, ExclusiveStartKey, Limit }: QueryBody): string {
  const before = ExclusiveStartKey?.[LEDGER_KEYS.sort]?.S;
  const [since, until] = [values[':since']!.S, values[':until']!.S];
  const found = entries.filter(
    ({ sort }) => sort >= since && sort <= until && (before === undefined || sort < before),
  );
  return toPage(found, Limit ?? Number.POSITIVE_INFINITY, ({ sort }) => ({
    [LEDGER_KEYS.partition]: { S: book },
    [LEDGER_KEYS.sort]: { S: sort },
  }));
}

const toText = (value: unknown): string => (value as { readonly S?: string } | undefined)?.S ?? '';
const toRecordKey = (item: Readonly<Record<string, unknown>>): string =>
  `${toText(item[EVENT_ID])} ${toText(item[PART])}`;

/** Records by their id, once their index entries were read. */
const records = new Map<string, WireItem>();
/** Made files, because benches ask for the same ones again. */
const made = new Map<number, readonly WireItem[]>();

function recordsOf(number: number): readonly WireItem[] {
  const known =
    made.get(number) ??
    make(number).recorded.flatMap((event) =>
      encodeItems(event, SETTINGS).map(({ json }) => JSON.parse(json) as WireItem),
    );
  made.set(number, known);
  for (const item of known) records.set(toRecordKey(item), item);
  return known;
}

function answerIndex({
  ExpressionAttributeValues: values,
  ExclusiveStartKey,
  Limit = Number.POSITIVE_INFINITY,
}: QueryBody): string {
  const [low, high] = [values[':low']?.S ?? '0', values[':high']?.S ?? '9'];
  const after = ExclusiveStartKey?.[OCCURRED]?.S ?? '9';
  const toNumber = (time: string) => Math.floor((end - 1 - Date.parse(time.slice(0, 20))) / 300_000);
  const newest = Math.max(0, high === '9' ? 0 : toNumber(high));
  const oldest = Math.min(days * FILES_A_DAY - 1, low === '0' ? Number.POSITIVE_INFINITY : toNumber(low));
  const found: (Stored & { readonly keys: WireItem })[] = [];
  for (let number = newest; number <= oldest; number += 1) {
    for (const item of recordsOf(number)) {
      const occurred = toText(item[OCCURRED]);
      const isIn = occurred >= low && occurred <= high && occurred < after;
      if (!isIn || toText(item[RESOURCE]) !== values[':key']!.S) continue;
      const entry = indexEntry(item, TABLE, INDEX)!;
      const keys = Object.fromEntries(
        [EVENT_ID, PART, RESOURCE, OCCURRED].map((name) => [name, entry[name]!]),
      );
      files.add(number);
      found.push({ sort: occurred, json: JSON.stringify(entry), bytes: itemBytes(entry), keys });
    }
  }
  found.sort((one, other) => (one.sort < other.sort ? 1 : -1));
  return toPage(found, Limit, (last) => (last as (typeof found)[number]).keys);
}

interface BatchBody {
  readonly RequestItems: Readonly<
    Record<string, { readonly Keys: readonly Record<string, { S: string }>[] }>
  >;
}

function answerBatch({ RequestItems }: BatchBody): string {
  const items = RequestItems[AUDIT_TABLE]!.Keys.flatMap((key) => {
    const item = records.get(toRecordKey(key));
    if (item) countUnits(itemBytes(item));
    return item ? [item] : [];
  });
  return JSON.stringify({ Responses: { [AUDIT_TABLE]: items }, UnprocessedKeys: {} });
}

const coverage = nextCoverage(settings, undefined, new Date(0));
const COVERAGE = JSON.stringify({ Item: { coverage: { S: JSON.stringify(coverage) } } });
const SALT_ITEM = JSON.stringify({ Item: { salt: { S: SALT } } });

async function answerDynamoDb(target: string, body: QueryBody & BatchBody & { readonly Key: Wire }) {
  requests += 1;
  const isActivity = isOfEntries(body);
  if (isActivity) sideBySide = Math.max(sideBySide, ++reading);
  await setTimeout(DYNAMODB_MS);
  if (isActivity) reading -= 1;
  if (target.endsWith('.BatchGetItem')) return answerBatch(body);
  if (target.endsWith('.GetItem')) {
    readUnits += 1;
    return body.Key[LEDGER_KEYS.sort]?.S === 'activitySalt' ? SALT_ITEM : COVERAGE;
  }
  if (body.IndexName === RESOURCE) return isOfChanges(body) ? NOTHING : answerIndex(body);
  return isActivity ? answerActivity(body) : NOTHING;
}

/** There are no calls of the control plane. */
const isOfChanges = ({ ExpressionAttributeValues: values }: QueryBody): boolean =>
  values[':key']!.S.startsWith(partitionPrefix(CHANGE));

const isOfEntries = ({ ExpressionAttributeValues: values = {} }: Partial<QueryBody>): boolean =>
  Object.values(values).some((value) => value?.S === book);

const bodies = new Map<number, Buffer>();

async function answerS3(url: string): Promise<Buffer | undefined> {
  const path = decodeURIComponent(url.split('?')[0] ?? '');
  const number = numbers.get(path.slice(path.indexOf('/', 1) + 1));
  if (number === undefined) return undefined;
  s3Gets += 1;
  files.add(number);
  const body = bodies.get(number) ?? make(number).body();
  bodies.set(number, body);
  await setTimeout(S3_MS);
  return body;
}

const server = createServer(async (request, response) => {
  if (request.url === '/taken') return response.end(JSON.stringify(take()));
  if (request.method === 'GET') {
    const body = await answerS3(request.url ?? '');
    if (!body) return response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
    return response.writeHead(200, { etag: '"0"', 'content-length': body.length }).end(body);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const answer = await answerDynamoDb(
    String(request.headers['x-amz-target']),
    JSON.parse(Buffer.concat(chunks).toString()),
  );
  return response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(answer);
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.send?.({ endpoint } satisfies ItemStandIn);
});
process.on('disconnect', () => process.exit(0));
