/**
 * A ledger on loopback that answers Query at once but for DynamoDB's own time, in a process of its own: the activity entries
 * of one table, a log file each five minutes. Ends with the process that started it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { ActivityCollector } from '../../src/activity/activity-collector';
import { Tokenizer } from '../../src/activity/tokens';
import { parseIngestSettings } from '../../src/settings/ingest-settings';
import { LEDGER_KEYS } from '../../src/store/indexes';
import { activityBook, toActivityItems } from '../../src/store/ledger/activity-item';
import { nextCoverage } from '../../src/store/ledger/index-coverage';
import {
  ACTIVITY_END,
  ACTIVITY_TABLE,
  type ActivityInput,
  type ActivityStandIn,
  EVENTS_A_FILE,
  FILES_A_DAY,
} from './activity-question';
import { dataEvents, toSource } from './data-events';
import { ACCOUNTS } from './envelope';
import { randomFrom } from './random';

/** About what DynamoDB takes for a page. */
const ANSWER_MS = 10;
const PAGE_BYTES = 2 ** 20;

const { days, principals } = JSON.parse(process.argv[2]!) as ActivityInput;
const random = randomFrom(3);

function* eventsOfTable() {
  for (const { text, event } of dataEvents(4_000)) {
    if (event.record.resources[0] === ACTIVITY_TABLE) yield { event, parsed: JSON.parse(text) };
  }
}

const events = [...eventsOfTable()];
const roles = Array.from(
  { length: principals },
  (_, role) => `arn:aws:iam::${ACCOUNTS[0]}:role/service-${role}`,
);

/** Items of one file, of the events of five minutes. */
function toItems(file: number) {
  const collector = new ActivityCollector(new Tokenizer('salt'));
  const start = Date.parse(ACTIVITY_END) - (file + 1) * 300_000;
  const time = (second: number) => new Date(start + second * 1_000).toISOString().replace('.000', '');
  for (let index = 0; index < EVENTS_A_FILE; index += 1) {
    const { event, parsed } = events[(file * EVENTS_A_FILE + index) % events.length]!;
    const principal = { ...event.record.principal, id: random.pick(roles) };
    const eventTime = time(Math.floor((index * 300) / EVENTS_A_FILE));
    const record = { ...event.record, principal, resources: [ACTIVITY_TABLE], eventTime };
    collector.add({ ...event, record, contentHash: random.text(16, '0123456789abcdef') }, parsed);
  }
  const contents = {
    ...toSource(time(0), file),
    status: 'done',
    sha256: random.text(64, '0123456789abcdef'),
  } as const;
  return toActivityItems(collector.finish().entries, contents, 365);
}

type Wire = Record<string, { readonly S: string } | undefined>;

interface Stored {
  readonly sort: string;
  readonly json: string;
}

const book = activityBook(ACTIVITY_TABLE);
const items = Array.from({ length: days * FILES_A_DAY }, (_, file) => toItems(file))
  .flat()
  .map(({ json }) => ({ json: String(json), keys: JSON.parse(String(json)) as Wire }))
  .filter(({ keys }) => keys[LEDGER_KEYS.partition]?.S === book)
  .map(({ json, keys }): Stored => ({ json, sort: keys[LEDGER_KEYS.sort]!.S }))
  .sort((one, other) => (one.sort < other.sort ? 1 : -1));

interface QueryBody {
  readonly ExpressionAttributeValues: Wire;
  readonly ExclusiveStartKey?: Wire;
}

/** Newest first, as activity is read. */
function answerQuery({ ExpressionAttributeValues: values, ExclusiveStartKey }: QueryBody): string {
  if (!Object.values(values).some((value) => value?.S === book))
    return '{"Count":0,"Items":[],"ScannedCount":0}';
  const before = ExclusiveStartKey?.[LEDGER_KEYS.sort]?.S;
  const asked = items.filter(
    ({ sort }) =>
      sort >= values[':since']!.S && sort <= values[':until']!.S && (before === undefined || sort < before),
  );
  let bytes = 0;
  const end = asked.findIndex(({ json }) => {
    bytes += json.length;
    return bytes > PAGE_BYTES;
  });
  const page = end < 0 ? asked : asked.slice(0, end);
  const key = { [LEDGER_KEYS.partition]: { S: book }, [LEDGER_KEYS.sort]: { S: page.at(-1)?.sort } };
  const last = end < 0 ? '' : `"LastEvaluatedKey":${JSON.stringify(key)},`;
  return `{"Count":${page.length},"Items":[${page.map(({ json }) => json).join(',')}],${last}"ScannedCount":${page.length}}`;
}

const coverage = nextCoverage({ ...parseIngestSettings({}), activity: true }, undefined, new Date(0));
const SETTINGS_ANSWER = JSON.stringify({ Item: { coverage: { S: JSON.stringify(coverage) } } });

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const isQuery = request.headers['x-amz-target'] === 'DynamoDB_20120810.Query';
  const answer = isQuery ? answerQuery(JSON.parse(Buffer.concat(chunks).toString())) : SETTINGS_ANSWER;
  await setTimeout(ANSWER_MS);
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
  response.end(answer);
});
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.send?.({ endpoint, entries: items.length } satisfies ActivityStandIn);
});
process.on('disconnect', () => process.exit(0));
