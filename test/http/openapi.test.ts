import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import SwaggerParser from '@apidevtools/swagger-parser';
import { serve } from '@hono/node-server';
import { buildSync } from 'esbuild';
import { createHttpApi } from '../../src/http/api';
import { openApiDocument } from '../../src/http/openapi';
import { querySchema } from '../../src/query/query';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { TRAIL, TRAIL_SETTINGS, toLabel } from '../support/questions';
import { createStoredAudit, type StoredAudit } from '../support/stored-audit';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

type Document = Parameters<typeof SwaggerParser.validate>[0];
const copyDocument = () => JSON.parse(JSON.stringify(openApiDocument()));

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1', async () => {
    const api = await SwaggerParser.validate(copyDocument() as Document);
    expect(api).toMatchObject({ openapi: '3.1.0' });
  });

  it('describes every filter of a query but the key, which must not be in a URL', () => {
    const { parameters } = copyDocument().paths['/events'].get;
    const names = parameters.map(({ name }: { name: string }) => name);
    const { key, ...filters } = querySchema.shape;
    for (const filter of Object.keys(filters)) expect(names).toContain(filter);
    expect(names).not.toContain('key');
  });

  it('describes the body of a question that has a key', () => {
    const { post, get } = copyDocument().paths['/items/search'];
    const { schema } = post.requestBody.content['application/json'];
    expect([get, post.parameters, schema.required]).toEqual([undefined, [], ['table', 'key']]);
    expect(Object.keys(schema.properties)).toContain('eventRegion');
  });

  it('is what the API serves', async () => {
    const response = await createHttpApi({} as never).request('/openapi.json');
    expect(await response.json()).toEqual(copyDocument());
  });
});

/** What of the generated client the tests use. */
interface GeneratedClient {
  defaults: { baseUrl: string; headers: Record<string, string> };
  searchEvents(parameters: Record<string, unknown>): Promise<{ status: number; data: unknown }>;
  getEvent(eventId: string): Promise<{ status: number; data: unknown }>;
}

describe('a client generated from the document', () => {
  const root = join(__dirname, '../..');
  let folder: string;
  let dynamodb: TestDynamoDb;
  let audit: StoredAudit;
  let server: ReturnType<typeof serve>;
  let client: GeneratedClient;

  beforeAll(async () => {
    // Beside node_modules, where both the compiler and the client find their packages.
    mkdirSync(join(root, 'coverage'), { recursive: true });
    folder = mkdtempSync(join(root, 'coverage', 'generated-client-'));
    writeFileSync(join(folder, 'openapi.json'), JSON.stringify(openApiDocument()));
    const generator = join(root, 'node_modules/oazapfts/dist/cli.js');
    execFileSync(process.execPath, [generator, join(folder, 'openapi.json'), join(folder, 'client.ts')]);
    buildSync({
      entryPoints: [join(folder, 'client.ts')],
      outfile: join(folder, 'client.js'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
    });
    client = require(join(folder, 'client.js'));

    dynamodb = await startDynamoDb();
    audit = await createStoredAudit(dynamodb.client, TRAIL_SETTINGS);
    await audit.storeEvents(TRAIL);
    const api = createHttpApi(audit.log, { guard: { token: 'the-token' } });
    server = serve({ fetch: api.fetch, port: 0, hostname: '127.0.0.1' });
    await once(server, 'listening');
    client.defaults.baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    client.defaults.headers = { authorization: 'Bearer the-token' };
  });

  afterAll(async () => {
    server?.close();
    await dynamodb?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('gets the answers that the API gives', async () => {
    const { status, data } = await client.searchEvents({
      action: ['DeleteTable', 'DeleteBackup'],
      limit: 10,
    });
    expect([status, (data as { records: { eventId: string }[] }).records.map(toLabel)]).toEqual([
      200,
      ['deleted', 'backup-deleted'],
    ]);
  });

  it('gets problems as described', async () => {
    expect(await client.getEvent('none')).toMatchObject({ status: 404, data: { code: 'NotFound' } });
  });

  it('is typed: its use compiles, a wrong use does not', () => {
    const compile = (use: string) => {
      writeFileSync(join(folder, 'use.ts'), `import * as client from './client';\n${use}\n`);
      const flags = [
        '--noEmit',
        '--strict',
        '--skipLibCheck',
        '--ignoreConfig',
        '--module',
        'preserve',
        '--target',
        'es2022',
      ];
      const compiler = join(root, 'node_modules/typescript/bin/tsc');
      execFileSync(process.execPath, [compiler, ...flags, '--types', 'node', 'use.ts'], {
        cwd: folder,
        encoding: 'utf8',
      });
    };
    expect(() => compile(`client.searchEvents({ plane: ['control'], risk: 'high' });`)).not.toThrow();
    expect(() => compile(`client.searchEvents({ plane: ['controll'] });`)).toThrow();
  });
});
