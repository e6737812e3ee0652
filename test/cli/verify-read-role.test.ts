import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { recordSources } from '../../src/store/ledger/deployment';
import { ddbAudit } from '../support/command-line';
import { SignedChain, signingKey, writeObjects } from '../support/digests';
import { startDynamoDb, type TestDynamoDb } from '../support/dynamodb';
import { ASSUMED_KEY, type StsServer, startStsServer } from '../support/sts-server';
import { createTables } from '../support/tables';
import { temporaryFolder } from '../support/temporary-folder';
import { startTrailServices, type TrailServices } from '../support/trail-services';

const ROLE = 'arn:aws:iam::444455556666:role/read-logs';
const USER = 'arn:aws:iam::111122223333:user/auditor';
const DENIED = { status: 403, code: 'AccessDenied', message: 'Access Denied' };

describe('ddb-audit verify of a source that functions read through a role', () => {
  const folder = join(temporaryFolder(), 'buckets');
  const key = signingKey();
  const environment = { ...process.env };
  let dynamodb: TestDynamoDb;
  let services: TrailServices;
  let sts: StsServer;
  let tables: readonly string[];

  beforeAll(async () => {
    mkdirSync(folder);
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' });
    [dynamodb, services, sts] = await Promise.all([
      startDynamoDb(),
      startTrailServices(folder),
      startStsServer(),
    ]);
    services.keys = { default: [key] };
    writeObjects(folder, new SignedChain({ key, prefix: 'p' }).addHours(2).objects);
    const { audit, ledger } = await createTables(dynamodb.client);
    tables = ['--table-name', audit, '--ledger-table-name', ledger];
    const source = { bucketName: 'trail-logs', prefixes: ['p/AWSLogs/'], readRoleArn: ROLE };
    await recordSources(dynamodb.client, ledger, [source]);
  });
  beforeEach(() => {
    sts.assumptions.length = 0;
    sts.denial = undefined;
  });
  afterAll(async () => {
    process.env = environment;
    await Promise.all([services.close(), dynamodb.stop(), sts.close()]);
  });

  const verify = () =>
    ddbAudit(
      [
        ...['verify', '--until', '2026-03-14T02:00:48Z', '--read', '--region', 'us-east-1'],
        ...['--endpoint-url', dynamodb.endpoint, ...tables],
      ],
      {
        env: {
          AWS_ENDPOINT_URL_S3: services.endpoint,
          AWS_ENDPOINT_URL_CLOUDTRAIL: services.endpoint,
          AWS_ENDPOINT_URL_STS: sts.endpoint,
        },
      },
    );

  it('assumes the role to list and read, once, and lists public keys without it', async () => {
    services.refuse = (name, _, accessKeyId) =>
      name.startsWith('keys') === (accessKeyId === ASSUMED_KEY) ? DENIED : undefined;
    const { stdout, stderr } = await verify();
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toMatchObject({ digests: { valid: 2, unverified: 0 }, files: { named: 4 } });
    expect(sts.assumptions).toEqual([
      { roleArn: ROLE, authorization: expect.stringMatching(/Credential=any\/\d+\/us-east-1\/sts\//) },
    ]);
  });

  it('lists nothing outside of the prefixes of the source', async () => {
    services.refuse = () => undefined;
    services.requests.length = 0;
    await verify();
    const listed = services.requests.filter((name) => name.startsWith('list'));
    expect(listed.filter((name) => !name.startsWith('list p/AWSLogs/'))).toEqual([]);
    expect(listed).not.toEqual([]);
  });

  it.each([
    ['list the bucket', 'list', `s3:ListBucket on arn:aws:s3:::trail-logs for ${ROLE}`],
    ['read an object', 'p/AWSLogs', `s3:GetObject on arn:aws:s3:::trail-logs/p/AWSLogs/`],
  ])('names the role if it may not %s', async (_, start, permission) => {
    services.refuse = (name) => (name.startsWith(start) ? DENIED : undefined);
    const { exitCode, stderr } = await verify();
    expect(exitCode).toBe(254);
    expect(stderr).toContain(`Missing permission: ${permission}`);
    expect(stderr.trim()).toMatch(new RegExp(`for ${ROLE}$`));
  });

  it('names the role and the caller if it may not be assumed', async () => {
    services.refuse = () => undefined;
    sts.denial = `User: ${USER} is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`;
    const { exitCode, stderr } = await verify();
    expect(exitCode).toBe(254);
    expect(stderr).toContain(`Cannot assume the role ${ROLE}, which reads the bucket of the source`);
    expect(stderr.trim()).toMatch(new RegExp(`Missing permission: sts:AssumeRole on ${ROLE} for ${USER}$`));
  });
});
