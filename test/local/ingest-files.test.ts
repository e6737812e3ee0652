import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ingestFiles } from '../../src/local/ingest-files';
import { startDynamoDb, type TestDynamoDb, testClient } from '../support/dynamodb';
import { dataEvent, logFile } from '../support/events';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy';
import { createTables } from '../support/tables';
import { temporaryFolder } from '../support/temporary-folder';

const DAYS = 30;

describe('ingesting the files of a month', () => {
  const folder = temporaryFolder();
  let dynamodb: TestDynamoDb;
  let proxy: FaultProxy;
  beforeAll(async () => {
    dynamodb = await startDynamoDb();
    proxy = await startFaultProxy(dynamodb.endpoint);
  });
  afterAll(async () => {
    await proxy.stop();
    await dynamodb.stop();
  });

  it('writes each value to the directory once, not once for each day', async () => {
    const operations: string[] = [];
    proxy.decide = ({ operation = '' }) => {
      operations.push(operation);
      return undefined;
    };
    const files = Array.from({ length: DAYS }, (_, day) => {
      const name = join(folder, `day-${day}.json.gz`);
      const eventTime = `2026-04-${String(day + 1).padStart(2, '0')}T12:00:00Z`;
      writeFileSync(name, logFile([dataEvent({ eventTime })]));
      return { path: name, name };
    });
    const client = testClient(proxy.endpoint);
    const tables = await createTables(dynamodb.client);
    const { report } = await ingestFiles(
      {
        client,
        auditTableName: tables.audit,
        ledgerTableName: tables.ledger,
        endpoint: proxy.endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        close: async () => client.destroy(),
      },
      files,
    );
    client.destroy();
    expect(report.records.audited).toBe(DAYS);
    // Table, principal, action, account and Region.
    expect(operations.filter((operation) => operation === 'PutItem')).toHaveLength(5);
  });
});
