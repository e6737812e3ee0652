import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { logFileText } from '../../bench/support/inputs';
import type { AuditRecord } from '../../src/audit/audit-record';
import { ENVIRONMENT } from '../../src/settings/environment';
import { parseIngestSettings } from '../../src/settings/ingest-settings';
import type { EncodedItem } from '../../src/store/items/item';
import { dataEvent } from '../support/events';
import { inPieces } from '../support/log-files';

const SAMPLES = join(__dirname, '../../samples');

/** Every sample, and generated files: of DynamoDB only, of all services, and of events that are hard to encode. */
function makeLogFiles(): [name: string, content: Buffer][] {
  const samples = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json.gz') && !name.includes('CloudTrail-Digest'))
    .map((name): [string, Buffer] => [name, readFileSync(join(SAMPLES, name))]);
  const hard = [
    dataEvent({ userAgent: 'Straße 😀 \u0000' }),
    dataEvent({ requestParameters: { tableName: 'Music', limit: 1.5, note: 'x'.repeat(30_000) } }),
    dataEvent({ requestParameters: { deep: JSON.parse('['.repeat(600) + ']'.repeat(600)) } }),
    dataEvent({ eventTime: 'yesterday' }),
    { ...dataEvent(), note: '</script>&\u00ff' },
  ];
  const odd = JSON.stringify({ Records: [null, ...hard, 7] }).replaceAll('dynamodb', '\\u0064ynamodb');
  const generated = (ours: number) => gzipSync([...logFileText({ seed: 1, ours, records: 400 })].join(''));
  return [
    ...samples,
    ['DynamoDB only', generated(1)],
    ['all services', generated(0.1)],
    ['hard to encode', gzipSync(JSON.stringify({ Records: hard }))],
    ['with odd escapes', gzipSync(odd)],
  ];
}

const logFiles = makeLogFiles();

/** What ingest makes of every file, in modules that were loaded with this value of AUDIT_NATIVE. */
async function ingestAll(native: string | undefined) {
  const made: {
    fileEvents?: typeof import('../../src/ingest/file-events');
    item?: typeof import('../../src/store/items/item');
    original?: OriginalEvent;
  } = {};
  process.env[ENVIRONMENT.native] = native;
  if (native === undefined) delete process.env[ENVIRONMENT.native];
  jest.isolateModules(() => {
    made.fileEvents = require('../../src/ingest/file-events');
    made.item = require('../../src/store/items/item');
    made.original = require('../../src/store/items/original-event');
  });
  delete process.env[ENVIRONMENT.native];
  const results: object[] = [];
  for (const [name, content] of logFiles) {
    const items: object[] = [];
    const reader = made.fileEvents!.fileEventReader({
      classify: {},
      exclusion: () => undefined,
      maximumInflatedBytes: 2 ** 30,
    });
    const findings = await reader.read(inPieces(content, 10_000), (event) => {
      const source = { bucket: 'logs', key: name };
      for (const item of made.item!.encodeItems({ source, ...event }, parseIngestSettings({}))) {
        items.push(withInflatedOriginal(item, event.record, made.original!));
      }
    });
    results.push({ name, findings, items });
  }
  return results;
}

type OriginalEvent = typeof import('../../src/store/items/original-event');

/** Both ways of deflating are right, but their bytes differ: compares what they inflate to. */
function withInflatedOriginal(
  { key, json, jsonBytes, bytes }: EncodedItem,
  record: AuditRecord,
  by: OriginalEvent,
) {
  const { original, ...attributes } = JSON.parse(json) as { original?: { B: string } };
  const deflated = original && Buffer.from(original.B, 'base64');
  return {
    key,
    attributes,
    original: deflated && Buffer.from(by.decodeOriginal(deflated, record)).toString(),
    bytes: bytes - (deflated?.length ?? 0),
    jsonBytes: jsonBytes - (original?.B.length ?? 0),
  };
}

/** Counts the instances of WebAssembly modules that are made while `action` runs. */
async function countInstances(action: () => Promise<unknown>): Promise<number> {
  const { WebAssembly } = globalThis as unknown as {
    WebAssembly: { Instance: new (module: object) => object };
  };
  const { Instance } = WebAssembly;
  let count = 0;
  WebAssembly.Instance = class extends Instance {
    constructor(module: object) {
      super(module);
      count++;
    }
  };
  await action();
  WebAssembly.Instance = Instance;
  return count;
}

it('makes the same items with WebAssembly and without it', async () => {
  let native: object[] = [];
  let plain: object[] = [];
  expect(await countInstances(async () => (native = await ingestAll(undefined)))).toBe(3);
  expect(await countInstances(() => ingestAll('on'))).toBe(3);
  expect(await countInstances(async () => (plain = await ingestAll('off')))).toBe(0);

  expect(plain).toEqual(native);
  expect(JSON.stringify(plain)).toContain('nested');
  expect(native.flatMap((file) => (file as { items: object[] }).items).length).toBeGreaterThan(500);
});

it('refuses other values of AUDIT_NATIVE', async () => {
  await expect(ingestAll('no')).rejects.toMatchObject({
    code: 'Configuration',
    message: 'AUDIT_NATIVE must be "on" or "off", but is "no".',
  });
});
