/**
 * Log file to kept records. The limit is what no reader can do without: inflating, and the hash that
 * CloudTrail's digests are checked against. The other contestants do not hash.
 */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createGunzip, gunzipSync } from 'node:zlib';
import { JSONParser } from '@streamparser/json-node';
import { pick } from 'stream-json/filters/pick.js';
import parser from 'stream-json/parser.js';
import { streamArray } from 'stream-json/streamers/stream-array.js';
import { auditedRecords } from '../src/audit/matcher';
import { readLogFile } from '../src/trail/log-file';
import { runBench } from './support/bench';
import type { Contestant } from './support/contestant';
import { INPUTS, type InputName } from './support/inputs';

type Event = Readonly<Record<string, unknown>>;
const READ_BYTES = 64 * 1024;
const OUTPUT_BYTES = 256 * 1024;
const LIMIT = 'gunzip + SHA-256 (the limit)';
const OURS = 'dynamodb-audit-trail';
const WHOLE = 'JSON.parse of the whole';
const STREAM_JSON = 'stream-json';
const STREAMPARSER = '@streamparser/json-node';
const DUCKDB = 'DuckDB, read_json';

const inflated = (file: string) =>
  createReadStream(file, { highWaterMark: READ_BYTES }).pipe(createGunzip({ chunkSize: OUTPUT_BYTES }));

const contestants: Record<string, Contestant> = {
  [LIMIT]: async (file) => async () => {
    const hash = createHash('sha256');
    const chunks = inflated(file).on('data', (chunk) => hash.update(chunk));
    await once(chunks, 'end');
    return { sha256: hash.digest('hex') };
  },

  [OURS]: async (file) => async () => {
    let kept = 0;
    const { records, sha256 } = await readLogFile(createReadStream(file, { highWaterMark: READ_BYTES }), {
      matcher: auditedRecords,
      onRecord: () => {
        kept++;
      },
    });
    return { kept, records, sha256 };
  },

  [WHOLE]: async (file) => async () => {
    const { Records } = JSON.parse(gunzipSync(await readFile(file)).toString()) as { Records: Event[] };
    return { kept: Records.filter(auditedRecords.accepts).length, records: Records.length };
  },

  [STREAM_JSON]: async (file) => async () => {
    const elements = inflated(file)
      .pipe(parser.asStream())
      .pipe(pick.asStream({ filter: 'Records' }))
      .pipe(streamArray.asStream());
    return count(elements as unknown as AsyncIterable<{ value: Event }>);
  },

  [STREAMPARSER]: async (file) => async () => {
    const elements = inflated(file).pipe(new JSONParser({ paths: ['$.Records.*'], keepStack: false }));
    return count(elements);
  },

  // Native code, without the hash. It takes the members of a few of the events' fields, as a table would hold.
  [DUCKDB]: async (file) => {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect();
    const source = `read_json('${file}', columns = {Records: 'JSON[]'}, maximum_object_size = 1073741824, format = 'unstructured')`;
    const ours = ['dynamodb', 'dax'].map(
      (service) => `contains(event::VARCHAR, '"eventSource":"${service}.amazonaws.com"')`,
    );
    const fields = ['eventID', 'eventTime', 'eventName', 'userIdentity.arn'].map((name) => `'$.${name}'`);
    const table = `CREATE OR REPLACE TABLE events AS SELECT json_extract_string(event, [${fields}]) AS fields
      FROM (SELECT unnest(Records) AS event FROM ${source}) WHERE ${ours.join(' OR ')}`;
    return async () => {
      await connection.run(table);
      const counted = await connection.runAndReadAll('SELECT count(*) FROM events');
      return { kept: Number(counted.getRows()[0]?.[0]) };
    };
  },
};

async function count(elements: AsyncIterable<{ value?: unknown }>) {
  let kept = 0;
  let records = 0;
  for await (const { value } of elements) {
    records++;
    if (auditedRecords.accepts(value as Event)) kept++;
  }
  return { kept, records };
}

void runBench({
  name: 'read',
  file: __filename,
  contestants,
  prepareInput: (input, quick) => INPUTS[input as InputName](quick),
  pairs: [
    ...Object.keys(contestants).map((contestant) => ({ contestant, input: 'M' })),
    ...Object.keys(contestants).map((contestant) => ({ contestant, input: 'D' })),
    ...[LIMIT, OURS, WHOLE].map((contestant) => ({ contestant, input: 'R' })),
    // The text of X is longer than any string of JavaScript may be, and the other two would take minutes.
    ...[LIMIT, OURS, WHOLE].map((contestant) => ({ contestant, input: 'X' })),
  ],
  goals(of) {
    const cpu = (contestant: string, input: string) => of(contestant, input)?.cpuMs ?? Number.NaN;
    const memory = (contestant: string, input: string) => of(contestant, input)?.peakRssMB ?? Number.NaN;
    const own = ['M', 'D', 'X'].map((input) => memory(OURS, input));
    return [
      { goal: 'M: CPU / limit', value: cpu(OURS, 'M') / cpu(LIMIT, 'M'), is: 'most', limit: 1.3 },
      { goal: 'M: CPU of JSON.parse / ours', value: cpu(WHOLE, 'M') / cpu(OURS, 'M'), is: 'least', limit: 4 },
      { goal: 'D: CPU / JSON.parse', value: cpu(OURS, 'D') / cpu(WHOLE, 'D'), is: 'most', limit: 1.1 },
      {
        goal: 'D: memory / JSON.parse',
        value: memory(OURS, 'D') / memory(WHOLE, 'D'),
        is: 'most',
        limit: 1 / 3,
      },
      { goal: 'X: peak MB', value: memory(OURS, 'X'), is: 'most', limit: 160 },
      {
        goal: 'M, D, X: most / least memory',
        value: Math.max(...own) / Math.min(...own),
        is: 'most',
        limit: 1.3,
      },
    ];
  },
});
