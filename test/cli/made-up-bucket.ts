import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { contentEnding } from '../../src/store/ledger/file-key';
import { dataEvent, logFile } from '../support/events';

/** A bucket and a ledger that are computed, so that they can have any number of log files. */
export interface MadeUpBucket {
  readonly endpoint: string;
  /** Decides which files the ledger has. */
  isDone: (key: string) => boolean;
  close(): Promise<void>;
}

const PLACE = 'AWSLogs/111122223333/CloudTrail/us-east-1/';
const PAGE = 1_000;
const HASH = 'ab'.repeat(32);
const NAME = '111122223333_CloudTrail_us-east-1_20260301T0000Z_';

const toDay = (day: number) => String(day).padStart(2, '0');
const toKey = (day: number, file: number) =>
  `${PLACE}2026/03/${toDay(day)}/${NAME}${String(file).padStart(8, '0')}.json.gz`;

/** Serves S3 and DynamoDB at one endpoint: `days` days of March with `perDay` log files of one account and Region. */
export async function startMadeUpBucket(days: number, perDay: number): Promise<MadeUpBucket> {
  const content = logFile([dataEvent()]);
  const folders = [
    ...['AWSLogs/', 'AWSLogs/111122223333/', 'AWSLogs/111122223333/CloudTrail/', PLACE],
    ...[`${PLACE}2026/`, `${PLACE}2026/03/`],
    ...Array.from({ length: days }, (_, index) => `${PLACE}2026/03/${toDay(index + 1)}/`),
  ];

  const list = (parameters: URLSearchParams): string => {
    const prefix = parameters.get('prefix') ?? '';
    if (parameters.get('delimiter')) {
      const inside = folders.filter(
        (folder) => folder.startsWith(prefix) && /^[^/]+\/$/.test(folder.slice(prefix.length)),
      );
      return inside.map((folder) => `<CommonPrefixes><Prefix>${folder}</Prefix></CommonPrefixes>`).join('');
    }
    const day = Number(/\/(\d\d)\/$/.exec(prefix)?.[1] ?? 1);
    const start = Number(parameters.get('continuation-token') ?? 0);
    const end = Math.min(perDay, start + PAGE);
    const contents = Array.from(
      { length: end - start },
      (_, index) =>
        `<Contents><Key>${toKey(day, start + index)}</Key><ETag>"e"</ETag><Size>${content.length}</Size></Contents>`,
    );
    const more = end < perDay ? `<NextContinuationToken>${end}</NextContinuationToken>` : '';
    return `<IsTruncated>${end < perDay}</IsTruncated>${more}${contents.join('')}`;
  };

  const query = (values: Readonly<Record<string, { S: string }>>) => {
    const { ':day': book, ':first': first, ':last': last } = values;
    const day = Number(book!.S.slice(-2));
    const [from, to] = [first!.S, last!.S].map((sort) => Number(/_(\d{8})\.json/.exec(sort)?.[1]));
    const Items = [];
    for (let file = from!; file <= to!; file += 1) {
      const key = toKey(day, file);
      if (!bucket.isDone(key)) continue;
      const entry = { S: key + contentEnding({ status: 'done', sha256: HASH }) };
      Items.push({
        ...{ book, entry, etag: { S: 'e' }, status: { S: 'done' }, sha256: { S: HASH } },
        finishedAt: { S: '2026-03-14T09:30:00.000Z' },
      });
    }
    return { Items, Count: Items.length };
  };

  const server = createServer(async (request, response) => {
    if (request.method === 'POST') {
      const { ExpressionAttributeValues } = (await json(request)) as {
        ExpressionAttributeValues?: Readonly<Record<string, { S: string }>>;
      };
      response.setHeader('content-type', 'application/x-amz-json-1.0');
      // Without values, it writes the result of the backfill.
      response.end(JSON.stringify(ExpressionAttributeValues ? query(ExpressionAttributeValues) : {}));
      return;
    }
    const { searchParams } = new URL(request.url!, 'http://localhost');
    response.end(
      searchParams.has('list-type')
        ? `<?xml version="1.0"?><ListBucketResult>${list(searchParams)}</ListBucketResult>`
        : content,
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bucket: MadeUpBucket = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    isDone: () => false,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return bucket;
}
