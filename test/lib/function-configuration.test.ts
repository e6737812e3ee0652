import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DynamoDbAuditTrail } from '../../lib/dynamodb-audit-trail';
import type { DynamoDbAuditTrailProps } from '../../lib/dynamodb-audit-trail-props';
import { bucketAccesses } from '../../lib/sources/bucket-access';
import { parseDeploymentSettings } from '../../src/settings/deployment-settings';
import { CONFIGURATION_FILE, readFunctionConfiguration } from '../../src/settings/function-configuration';
import { acknowledged, construct, testContext } from '../support/stacks';
import { timeoutFor } from '../support/timeout';

jest.setTimeout(timeoutFor(6));

const roleArns = (count: number) =>
  Array.from({ length: count }, (_, number) => `arn:aws:iam::111122223333:role/service/payments-${number}`);

/** Environment variables of the ingest function. */
const variables = (stack: Stack): Record<string, unknown> => {
  const found = Object.values(
    Template.fromStack(stack).findResources('AWS::Lambda::Function', {
      Properties: { MemorySize: 1024 },
    }),
  );
  return found[0]?.Properties.Environment.Variables;
};
const props = (more: DynamoDbAuditTrailProps): DynamoDbAuditTrailProps => ({
  ...more,
  functionMemoryMiB: 1024,
});

describe('the configuration of the ingest function', () => {
  const outdir = mkdtempSync(join(tmpdir(), 'audit-trail-code-'));
  afterAll(() => rmSync(outdir, { recursive: true, force: true }));

  it('travels beside the bundled code, whatever its size, and is what the function reads', () => {
    const app = new App({ context: { ...testContext, 'aws:cdk:bundling-stacks': ['**'] }, outdir });
    const stack = acknowledged(new Stack(app, 'Audit'));
    new DynamoDbAuditTrail(
      stack,
      'AuditTrail',
      props({
        allowedPrincipals: roleArns(100),
        accounts: [Aws.ACCOUNT_ID, '444455556666'],
        queryApi: false,
      }),
    );
    const environment = variables(stack);
    app.synth();
    const { files } = JSON.parse(readFileSync(join(outdir, 'Audit.assets.json'), 'utf8')) as {
      files: Record<string, { source: { path: string; packaging: string } }>;
    };
    const code = Object.values(files).find(({ source }) => source.packaging === 'zip')!.source.path;
    expect(readFileSync(join(outdir, code, 'index.js'), 'utf8')).toContain('handler');
    expect(environment).not.toHaveProperty('AUDIT_BUCKETS');

    const deployed = {
      AUDIT_SETTINGS: stack
        .resolve(environment.AUDIT_SETTINGS)
        ['Fn::Join'][1].map((part: unknown) => (typeof part === 'string' ? part : '111122223333'))
        .join(''),
    };
    const { settings } = readFunctionConfiguration(join(outdir, code), deployed);
    expect(settings.allowedPrincipals).toEqual(roleArns(100));
    expect(settings.accounts?.toSorted()).toEqual(['111122223333', '444455556666']);
  });

  it('is that of each function, also where an app has several', () => {
    const several = mkdtempSync(join(outdir, 'several-'));
    const app = new App({ context: { ...testContext, 'aws:cdk:bundling-stacks': ['**'] }, outdir: several });
    for (const retentionDays of [30, 60]) {
      new DynamoDbAuditTrail(acknowledged(new Stack(app, `Audit${retentionDays}`)), 'AuditTrail', {
        retentionDays,
        queryApi: retentionDays === 60,
      });
    }
    app.synth();
    const folders = readdirSync(several).filter((name) => name.startsWith('asset.'));
    const deployed = folders.map((folder) => {
      const { settings } = readFunctionConfiguration(join(several, folder), {});
      return [existsSync(join(several, folder, CONFIGURATION_FILE)), settings.retentionDays];
    });
    expect(deployed.toSorted()).toEqual([
      [false, undefined], // The query function.
      [true, 30],
      [true, 30], // The assure function.
      [true, 60],
      [true, 60],
    ]);
  });

  it('keeps literal settings out of the environment', () => {
    const { stack } = construct(() => props({ allowedPrincipals: roleArns(60), retentionDays: 30 }));
    expect(variables(stack)).not.toHaveProperty('AUDIT_SETTINGS');
  });

  it('is refused at synth where the environment would be too large for Lambda', () => {
    const roles = (stack: Stack) =>
      Array.from(
        { length: 120 },
        (_, number) =>
          new Role(stack, `PaymentsServiceOfTeam${number}`, {
            assumedBy: new ServicePrincipal('ec2.amazonaws.com'),
          }).roleArn,
      );
    expect(() => construct((stack) => props({ allowedPrincipals: roles(stack) }))).toThrow(
      /environment variables of .* take at least \d+ bytes, but Lambda allows 4096.*AUDIT_SETTINGS/,
    );
  });

  it('says which buckets are in another Region or need a role', () => {
    const readRoleArn = 'arn:aws:iam::444455556666:role/read-logs';
    const topic = { type: 'existingTopic', messages: 'cloudTrail' };
    const settings = parseDeploymentSettings({
      sources: [
        { type: 'newTrail' },
        { type: 'existingBucket', bucketName: 'near' },
        { type: 'existingBucket', bucketName: 'guarded', readRoleArn },
        { ...topic, topicArn: 'arn:aws:sns:eu-west-1:111122223333:logs', bucketName: 'announced' },
        { ...topic, topicArn: 'arn:aws:sns:us-east-1:111122223333:logs', bucketName: 'far' },
        {
          ...topic,
          topicArn: 'arn:aws:sns:eu-west-1:111122223333:more',
          bucketName: 'farther',
          bucketRegion: 'ap-south-1',
        },
      ],
    });
    expect(bucketAccesses(settings, 'eu-west-1')).toEqual([
      { bucketName: 'guarded', readRoleArn },
      { bucketName: 'far', region: 'us-east-1' },
      { bucketName: 'farther', region: 'ap-south-1' },
    ]);
  });
});

describe('reading the configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-trail-configuration-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const write = (content: string) => writeFileSync(join(folder, CONFIGURATION_FILE), content);

  it('joins lists of the file and of the environment', () => {
    write(
      '{"AUDIT_SETTINGS":{"accounts":["111122223333"],"retentionDays":30},"AUDIT_BUCKETS":[{"bucketName":"far","region":"us-east-1"}]}',
    );
    const { settings, buckets } = readFunctionConfiguration(folder, {
      AUDIT_SETTINGS: '{"accounts":["444455556666"]}',
      AUDIT_BUCKETS: '[{"bucketName":"guarded","readRoleArn":"arn:aws:iam::444455556666:role/read"}]',
    });
    expect(settings).toMatchObject({ accounts: ['111122223333', '444455556666'], retentionDays: 30 });
    expect(buckets.map(({ bucketName }) => bucketName)).toEqual(['far', 'guarded']);
  });

  it('has defaults without both', () => {
    expect(readFunctionConfiguration(join(folder, 'none'), {})).toMatchObject({
      buckets: [],
      settings: { excludeOperations: [] },
    });
  });

  it.each([
    ['{"AUDIT_SETTINGS"', {}, /configuration.json is not JSON/],
    ['{}', { AUDIT_SETTINGS: '{' }, /AUDIT_SETTINGS is not JSON: \{/],
    ['{}', { AUDIT_SETTINGS: '{"retention":1}' }, /Unrecognized key: "retention"/],
    ['{}', { AUDIT_BUCKETS: '[{}]' }, /AUDIT_BUCKETS is not valid/],
  ])('refuses %s with %j', (file, environment, message) => {
    write(file);
    expect(() => readFunctionConfiguration(folder, environment)).toThrow(message);
  });
});
