import { Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AuditTrailStack } from '../../lib/audit-trail-stack';
import type { DeploymentSettingsInput } from '../../src/settings/deployment-settings';
import {
  acknowledged,
  cdkGlobals,
  construct,
  deploy,
  only,
  statements,
  type TemplateResource,
  testApp,
} from '../support/stacks';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901';

const sources: DeploymentSettingsInput['sources'] = [
  { type: 'newTrail', dataEvents: 'all', organization: { id: 'o-exampleorgid' } },
  { type: 'existingBucket', bucketName: 'trail-logs', prefixes: ['a', 'b'] },
  { type: 'existingBucket', bucketName: 'other-logs', bucketAccountId: '444455556666' },
  { type: 'existingTopic', topicArn: 'arn:aws:sns:eu-west-1:111122223333:objects', bucketName: 'more-logs' },
];

describe('cdk-nag AwsSolutions', () => {
  it.each<[string, DeploymentSettingsInput]>([
    ['the default', {}],
    ['every kind of source, a key, a bus', { sources, encryptionKeyArn: KEY, riskEventBusName: 'security' }],
  ])('finds nothing in %s that is not acknowledged with its reason', (_name, settings) => {
    const said = jest.spyOn(cdkGlobals.console, 'error').mockImplementation();
    const app = testApp();
    acknowledged(new AuditTrailStack(app, 'Audit', { settings, env: { region: 'eu-west-1' } }));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).not.toThrow();
    expect(said).not.toHaveBeenCalled();
    said.mockRestore();
  });

  it('would find a wildcard that nobody acknowledged', () => {
    const said = jest.spyOn(cdkGlobals.console, 'error').mockImplementation();
    const app = testApp();
    const { auditTrail } = new AuditTrailStack(app, 'Audit');
    auditTrail.ingest.role.addToPolicy(new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
    expect(() => app.synth()).toThrow(/AwsSolutions-IAM5\[Resource::\*\]/);
    said.mockRestore();
  });
});

describe('AWS Foundational Security Best Practices', () => {
  const template = deploy({ sources, encryptionKeyArn: KEY }, { region: 'eu-west-1' }).template;
  const of = (type: string) => Object.values(template.findResources(type)) as TemplateResource[];
  const TABLE = 'AWS::DynamoDB::GlobalTable';
  const BUCKET = 'AWS::S3::Bucket';
  const everyBucket = (properties: object) => template.allResourcesProperties(BUCKET, properties);
  const everyReplica = (properties: object) =>
    template.allResourcesProperties(TABLE, { Replicas: [Match.objectLike(properties)] });
  const deniesEverywhere = (condition: object) => {
    for (const id of Object.keys(template.findResources(BUCKET))) {
      const denied = statements(template).filter(
        ({ Effect, Resource }) => Effect === 'Deny' && JSON.stringify(Resource).includes(id),
      );
      expect(denied).toContainEqual(
        expect.objectContaining({ Principal: { AWS: '*' }, Condition: condition }),
      );
    }
  };

  const controls: Record<string, () => void> = {
    'DynamoDB.1 tables scale with demand': () =>
      template.allResourcesProperties(TABLE, { BillingMode: 'PAY_PER_REQUEST' }),
    'DynamoDB.2 point-in-time recovery': () =>
      everyReplica({
        PointInTimeRecoverySpecification: Match.objectLike({ PointInTimeRecoveryEnabled: true }),
      }),
    'DynamoDB.6 deletion protection': () => everyReplica({ DeletionProtectionEnabled: true }),
    'Lambda.1 no public access to functions': () =>
      template.resourcePropertiesCountIs('AWS::Lambda::Permission', { Principal: '*' }, 0),
    'Lambda.2 supported runtimes': () =>
      template.allResourcesProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x' }),
    'S3.1, S3.2, S3.3, S3.8 no public access to buckets': () =>
      everyBucket({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
    'S3.5 TLS only': () => deniesEverywhere({ Bool: { 'aws:SecureTransport': 'false' } }),
    'S3.6 no actions for other accounts': () => {
      const allowed = statements(template).filter(
        ({ of: id, Effect }) => id.includes('Bucket') && Effect === 'Allow',
      );
      for (const { Principal } of allowed) expect(Object.keys(Principal ?? {})).toEqual(['Service']);
    },
    'S3.9 access logs': () => {
      const unlogged = of(BUCKET).filter(({ Properties }) => !Properties.LoggingConfiguration);
      expect(unlogged).toHaveLength(1); // The bucket that holds the access log.
    },
    'S3.12 no ACLs': () =>
      everyBucket({ OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] } }),
    'S3.13 lifecycle': () =>
      everyBucket({ LifecycleConfiguration: Match.objectLike({ Rules: [Match.anyValue()] }) }),
    'S3.14 versioning': () => everyBucket({ VersioningConfiguration: { Status: 'Enabled' } }),
    'SQS.1 encryption': () =>
      template.allResourcesProperties('AWS::SQS::Queue', { SqsManagedSseEnabled: true }),
    'SQS.3 no public access to queues': () => {
      const allowed = statements(template).filter(
        ({ of: id, Effect }) => id.includes('Queue') && Effect === 'Allow',
      );
      for (const { Principal, Condition } of allowed.filter(({ Principal }) => Principal)) {
        expect(JSON.stringify(Principal)).not.toContain('*');
        expect(JSON.stringify(Condition)).toMatch(/aws:(SourceArn|PrincipalArn)/);
      }
    },
    'CloudTrail.1 multi-Region trail': () =>
      expect(only(template, 'AWS::CloudTrail::Trail').Properties.IsMultiRegionTrail).toBe(true),
    'CloudTrail.2 encryption with a key, where one is given': () =>
      expect(only(template, 'AWS::CloudTrail::Trail').Properties.KMSKeyId).toBe(KEY),
    'CloudTrail.4 log file validation': () =>
      expect(only(template, 'AWS::CloudTrail::Trail').Properties.EnableLogFileValidation).toBe(true),
  };

  it.each(Object.entries(controls))('%s', (_name, holds) => {
    holds();
  });
});

describe('trust', () => {
  it('every service is let in on behalf of one resource only', () => {
    const { template } = deploy({ sources, encryptionKeyArn: KEY }, { region: 'eu-west-1' });
    const services = statements(template).filter(({ Principal }) => Principal?.Service !== undefined);
    expect(services.length).toBeGreaterThan(5);
    for (const { Condition } of services) expect(JSON.stringify(Condition)).toContain('"aws:SourceArn"');
  });

  it('no role has a managed policy, and each function its own log group that forgets', () => {
    const { template } = deploy({ logRetentionDays: 30 });
    template.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() }, 0);
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
    template.resourceCountIs('AWS::Logs::LogGroup', 3);
    template.resourceCountIs('AWS::Lambda::Function', 3);
  });

  it('roles use no wildcard but for the names of objects and trails', () => {
    const { template } = deploy({ sources: [{ type: 'newTrail', dataEvents: 'all' }] });
    const allowed = statements(template).filter(
      ({ of: id, Effect }) => id.includes('Role') && Effect === 'Allow',
    );
    for (const { Action, Resource } of allowed) {
      expect(JSON.stringify(Action)).not.toContain('*');
      const others = JSON.stringify(Resource)
        .replaceAll(/\/AWSLogs\/\*\/CloudTrail(?:-Digest)?\/\*/g, '')
        .replace(/:cloudtrail:\*:.*:trail\/\*/, '');
      // Calls of CloudTrail that have no resource.
      const hasResource = String(Action) !== 'cloudtrail:DescribeTrails,cloudtrail:ListPublicKeys';
      if (hasResource) expect(others).not.toContain('*');
    }
  });

  it('the API asks IAM who calls', () => {
    const { template } = deploy();
    expect(only(template, 'AWS::Lambda::Url').Properties.AuthType).toBe('AWS_IAM');
  });

  it('a key made in the same app is opened to CloudTrail for the one trail', () => {
    const { stack } = construct(
      (scope) => ({ encryptionKey: new Key(scope, 'Key', { enableKeyRotation: true }) }),
      { region: 'eu-west-1' },
    );
    const forCloudTrail = statements(Template.fromStack(stack)).filter(
      ({ of: id, Principal }) => id.startsWith('Key') && Principal?.Service === 'cloudtrail.amazonaws.com',
    );
    expect(forCloudTrail.map(({ Action }) => Action)).toEqual(['kms:GenerateDataKey*', 'kms:DescribeKey']);
    for (const { Condition } of forCloudTrail) {
      expect(JSON.stringify(Condition?.StringEquals)).toMatch(/aws:SourceArn.*:trail\//);
    }
  });
});
