import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENT } from '../../src/settings/environment';
import { recordSources } from '../../src/store/ledger/deployment';
import { type CloudFormationServer, outputsOf, startCloudFormation } from '../support/cloudformation';
import { ddbAudit } from '../support/command-line';
import { type ChainOptions, SignedChain, signingKey, writeObjects } from '../support/digests';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { createTables } from '../support/tables';
import { temporaryFolder } from '../support/temporary-folder';
import { startTrailServices, type TrailServices } from '../support/trail-services';

describe('ddb-audit verify without a bucket', () => {
  const folder = join(temporaryFolder(), 'buckets');
  const key = signingKey();
  const environment = { ...process.env };
  let dynamodb: TestDynamoDb;
  let services: TrailServices;
  let cloudFormation: CloudFormationServer;
  let tables: { audit: string; ledger: string };

  beforeAll(async () => {
    mkdirSync(folder);
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' });
    [dynamodb, services, cloudFormation] = await Promise.all([
      startDynamoDb(),
      startTrailServices(folder),
      startCloudFormation(),
    ]);
    services.keys = { default: [key] };
  });
  beforeEach(async () => {
    tables = await createTables(dynamodb.client);
    services.requests.length = 0;
  });
  afterAll(async () => {
    process.env = environment;
    await Promise.all([services.close(), dynamodb.stop(), cloudFormation.close()]);
  });

  let chains = 0;
  /** A chain below a prefix of its own, in all buckets, and the source that has it. */
  function stored(options: Partial<ChainOptions> = {}, change = (chain: SignedChain) => chain.addHours(2)) {
    chains += 1;
    const prefix = `p${chains}`;
    const chain = change(new SignedChain({ key, prefix, ...options }));
    writeObjects(folder, chain.objects);
    return {
      chain,
      source: { bucketName: options.bucket ?? 'trail-logs', prefixes: [`${prefix}/AWSLogs/`] },
    };
  }

  const toOutputs = (sources?: unknown) =>
    outputsOf({
      ...{ AuditTableName: tables.audit, LedgerTableName: tables.ledger },
      ...(sources !== undefined && { Sources: JSON.stringify(sources) }),
    });

  async function verify(words: readonly string[], env: Record<string, string> = {}) {
    const place = ['--region', 'us-east-1', '--endpoint-url', dynamodb.endpoint];
    const ran = await ddbAudit(['verify', '--until', '2026-03-14T02:00:48Z', ...place, ...words], {
      env: {
        AWS_ENDPOINT_URL_S3: services.endpoint,
        AWS_ENDPOINT_URL_CLOUDTRAIL: services.endpoint,
        AWS_ENDPOINT_URL_CLOUDFORMATION: cloudFormation.endpoint,
        ...env,
      },
    });
    return { ...ran, json: () => JSON.parse(ran.stdout) };
  }
  const byTables = () => ['--table-name', tables.audit, '--ledger-table-name', tables.ledger];

  it('verifies the source that the outputs of the stack name, and compares it with the ledger', async () => {
    const { source, chain } = stored();
    cloudFormation.stacks = { Audit: toOutputs([source]) };
    const { exitCode, json, stderr } = await verify(['--stack', 'Audit']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: '' });
    expect(json()).toMatchObject({
      ...{ status: 'invalid', comparedWith: ['ledger'] },
      ...{ digests: { valid: 2 }, files: { named: 4, notIngested: 4 } },
    });
    expect(json().failures[0].object).toBe(`s3://trail-logs/${chain.logFiles[2]!.key}`);
  });

  it('takes the stack from the environment', async () => {
    cloudFormation.stacks = { Audit: toOutputs([stored().source]) };
    const { json } = await verify([], { [ENVIRONMENT.stackName]: 'Audit' });
    expect(json()).toMatchObject({ digests: { valid: 2 } });
  });

  it('verifies the sources that the ledger names', async () => {
    await recordSources(dynamodb.client, tables.ledger, [stored().source]);
    const { json } = await verify(byTables());
    expect(json()).toMatchObject({ digests: { valid: 2 }, files: { named: 4 } });
  });

  it('verifies several sources, and reads nothing outside of their prefixes', async () => {
    const [one, other, outside] = [
      stored(),
      stored({ bucket: 'other-logs', account: '444455556666' }),
      stored(),
    ];
    await recordSources(dynamodb.client, tables.ledger, [one.source, other.source]);
    const { json } = await verify(byTables());
    expect(json()).toMatchObject({
      ...{ digests: { valid: 4 }, files: { named: 8 } },
      days: [{ account: '111122223333' }, { account: '444455556666' }],
    });
    const prefix = outside.source.prefixes[0]!;
    expect(services.requests.filter((name) => name.includes(prefix))).toEqual([]);
  });

  it('follows a trail from one source to another', async () => {
    const moved = { bucket: 'other-logs', prefix: 'moved' };
    const { source } = stored({}, (before) => before.addHours(1).addHours(1, moved));
    await recordSources(dynamodb.client, tables.ledger, [
      source,
      { bucketName: moved.bucket, prefixes: ['moved/AWSLogs/'] },
    ]);
    const { json } = await verify(byTables());
    expect(json().digests).toMatchObject({ valid: 2, gap: 0, missing: 0 });
  });

  it('does not call files unreferenced because the digests of another source do not name them', async () => {
    const [signed, unsigned] = [
      stored({}, (chain) => chain.addHours(2)),
      stored({ bucket: 'other-logs' }, (chain) => {
        chain.addHours(2);
        chain.digests.length = 0;
        return chain;
      }),
    ];
    await recordSources(dynamodb.client, tables.ledger, [signed.source, unsigned.source]);
    const { json } = await verify(byTables());
    expect(json().files).toMatchObject({ named: 4, unreferenced: 0, uncovered: 4 });
  });

  it('says what to specify if nothing names the sources', async () => {
    const { exitCode, stderr } = await verify(byTables());
    expect(exitCode).toBe(253);
    expect(stderr).toContain(
      `Ledger table ${tables.ledger} does not name the buckets of its sources. The assure function writes them into`,
    );
    cloudFormation.stacks = { Audit: toOutputs() };
    await expect(verify(['--stack', 'Audit'])).resolves.toMatchObject({
      exitCode: 253,
      stderr: expect.stringContaining(
        'Stack Audit does not name the buckets of its sources. An older version was deployed.',
      ),
    });
  });

  it('says that sources of another version cannot be read', async () => {
    await recordSources(dynamodb.client, tables.ledger, [{ bucket: 'x' }]);
    await expect(verify(byTables())).resolves.toMatchObject({
      exitCode: 253,
      stderr: expect.stringContaining(
        'names sources in a form that this version cannot read: [{"bucket":"x"}]',
      ),
    });
  });

  it.each([
    ['nothing', []],
    ['only a data folder', ['--local', '.']],
  ])('asks for a trail if %s is named', async (_, words) => {
    const { exitCode, stderr } = await verify(words);
    expect(exitCode).toBe(252);
    expect(stderr).toContain('Specify the trail to verify: s3://BUCKET, or a folder with a copy of it.');
  });

  it('names the sources if they have no digests', async () => {
    const { source } = stored({}, (chain) => chain);
    mkdirSync(join(folder, source.prefixes[0]!), { recursive: true });
    cloudFormation.stacks = { Audit: toOutputs([source]) };
    const { exitCode, stderr } = await verify(['--stack', 'Audit']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('No digests found in the sources of Stack Audit for this question');
  });
});
