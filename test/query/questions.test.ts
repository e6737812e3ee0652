import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import type { AuditRecord } from '../../src/audit/audit-record';
import { jsonRecord } from '../../src/audit/json-record';
import { createHttpApi } from '../../src/http/api';
import { ingestFiles } from '../../src/local/ingest/ingest-files';
import { type LocalAudit, openLocalAudit } from '../../src/local/open-local-audit';
import type { AuditLog } from '../../src/query/audit-log';
import { ddbAudit } from '../support/command-line';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { logFile } from '../support/events';
import { toFlags, toParameters } from '../support/query-forms';
import { QUESTIONS, TRAIL, TRAIL_SETTINGS, toLabel } from '../support/questions';
import { createStoredAudit } from '../support/stored-audit';
import { temporaryFolder } from '../support/temporary-folder';

/** An audit of the trail, and the three ways to ask it. */
interface Asked {
  readonly log: AuditLog;
  readonly api: ReturnType<typeof serve>;
  /** Options of the command line that name it. */
  readonly place: readonly string[];
}

const folder = join(temporaryFolder(), 'audit');
const credentials = { AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };
const environment = { ...process.env };
let dynamodb: TestDynamoDb;
let local: LocalAudit;
const asked: Record<string, Asked> = {};

async function serveLog(log: AuditLog): Promise<ReturnType<typeof serve>> {
  const api = serve({ fetch: createHttpApi(log).fetch, port: 0, hostname: '127.0.0.1' });
  await once(api, 'listening');
  return api;
}

beforeAll(async () => {
  Object.assign(process.env, credentials);
  dynamodb = await startDynamoDb();
  const { log, storeEvents, tableName, ledgerTableName } = await createStoredAudit(
    dynamodb.client,
    TRAIL_SETTINGS,
  );
  await storeEvents(TRAIL);
  const tables = ['--table-name', tableName, '--ledger-table-name', ledgerTableName];
  const place = [...tables, '--region', 'us-east-1', '--endpoint-url', dynamodb.endpoint];
  asked.tables = { log, place, api: await serveLog(log) };

  const path = join(folder, '..', 'log.json.gz');
  writeFileSync(path, logFile(TRAIL));
  const { report } = await ingestFiles(folder, { files: [{ path, name: path }] });
  expect(report.records.audited).toBe(TRAIL.length);
  local = await openLocalAudit(folder);
  asked['a data folder'] = { log: local.log, place: ['--local', folder], api: await serveLog(local.log) };
});
afterAll(async () => {
  for (const { api } of Object.values(asked)) api.close();
  local.close();
  await dynamodb.stop();
  process.env = environment;
});

it('asks at least forty questions', () => {
  expect(QUESTIONS.length).toBeGreaterThanOrEqual(40);
});

describe.each(QUESTIONS)('$asks', ({ query, index, partitions, answer }) => {
  it(`is planned to ${partitions} partitions of ${index}`, async () => {
    const explanation = await asked.tables!.log.explain(query);
    expect({ index: explanation.index, partitions: explanation.partitions.length }).toEqual({
      index,
      partitions,
    });
  });

  describe.each(['tables', 'a data folder'])('in %s', (name) => {
    it('is answered to the client', async () => {
      expect((await asked[name]!.log.page(query)).records.map(toLabel)).toEqual(answer);
    });

    it('is answered over HTTP with the same records', async () => {
      const { api, log } = asked[name]!;
      const { port } = api.address() as AddressInfo;
      const response = await fetch(`http://127.0.0.1:${port}/events?${toParameters(query)}`);
      const page = await log.page(query);
      expect(await response.json()).toEqual({
        ...page,
        // Its end is the time of the question.
        coverage: expect.objectContaining({ status: page.coverage.status }),
        records: page.records.map(jsonRecord),
      });
    });

    it('is answered on the command line', async () => {
      const { place } = asked[name]!;
      const { stdout } = await ddbAudit(['search', ...place, '--output', 'json', ...toFlags(query)]);
      const { records } = JSON.parse(stdout) as { records: AuditRecord[] };
      expect(records.map(toLabel)).toEqual(answer);
    });
  });
});
