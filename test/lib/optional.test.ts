import { type App, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AuditTrailStack } from '../../lib/audit-trail-stack';
import type { DeploymentSettingsInput } from '../../src/settings/deployment-settings';
import { acknowledged, construct, deploy, only, statements, testApp, warnings } from '../support/stacks';

const FUNCTION = 'AWS::Lambda::Function';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901';
const vpc = { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] };

describe('a VPC', () => {
  const { template } = deploy({ vpc });

  it('connects both functions, whose roles may manage network interfaces', () => {
    template.allResourcesProperties(FUNCTION, {
      VpcConfig: { SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds },
    });
    const allowed = statements(template).filter(({ Action }) =>
      Action.includes('ec2:CreateNetworkInterface'),
    );
    expect(allowed).toHaveLength(2);
  });

  it('is absent by default', () => {
    expect(JSON.stringify(deploy().template.findResources(FUNCTION))).not.toContain('VpcConfig');
  });
});

describe('tracing', () => {
  it('is on for both functions when asked for', () => {
    deploy({ tracing: true }).template.allResourcesProperties(FUNCTION, {
      TracingConfig: { Mode: 'Active' },
    });
  });
});

describe('a key for the functions', () => {
  it('encrypts logs and environment, and is opened to CloudWatch Logs', () => {
    const { stack } = construct((scope) => ({ functionEncryptionKey: new Key(scope, 'Key') }));
    const template = Template.fromStack(stack);
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^Key/), 'Arn'] };
    for (const { Properties } of Object.values(template.findResources('AWS::Logs::LogGroup'))) {
      expect(Properties.KmsKeyId).toEqual(key);
    }
    for (const { Properties } of Object.values(template.findResources(FUNCTION))) {
      expect(Properties.KmsKeyArn).toEqual(key);
    }
    const [logs] = statements(template).filter(({ Sid }) => Sid === 'CloudWatchLogs');
    expect(JSON.stringify(logs)).toMatch(/kms:EncryptionContext:aws:logs:arn.*:log-group:\*/);
  });

  it('that is imported: prints what its owner must add', () => {
    const warning = warnings(
      { functionEncryptionKeyArn: KEY, sources: [{ type: 'existingBucket', bucketName: 'logs' }] },
      { region: 'eu-west-1' },
    ).get('keyPolicy');
    expect(warning).toContain('"Service":"logs.eu-west-1.amazonaws.com"');
  });
});

describe('names', () => {
  it('of the tables may be given', () => {
    const { template } = deploy({ auditTableName: 'audit', ledgerTableName: 'audit-ledger' });
    const tables = Object.values(template.findResources('AWS::DynamoDB::GlobalTable'));
    expect(tables.map(({ Properties }) => Properties.TableName).toSorted()).toEqual([
      'audit',
      'audit-ledger',
    ]);
  });

  it('of both tables must differ', () => {
    expect(() => deploy({ auditTableName: 'audit', ledgerTableName: 'audit' })).toThrow(
      /ledgerTableName: must differ from auditTableName/,
    );
  });
});

describe('removalPolicy destroy', () => {
  const { template } = deploy({ removalPolicy: 'destroy' });

  it('empties both buckets, or their deletion would fail', () => {
    template.resourceCountIs('Custom::S3AutoDeleteObjects', 2);
    template.allResources('AWS::S3::Bucket', { DeletionPolicy: 'Delete' });
  });

  it('deletes the trail before its bucket is emptied', () => {
    const [id] = Object.keys(
      template.findResources('Custom::S3AutoDeleteObjects', {
        Properties: { BucketName: { Ref: Match.stringLikeRegexp('TrailBucketB602C379') } },
      }),
    );
    expect(only(template, 'AWS::CloudTrail::Trail').DependsOn).toContain(id);
  });

  it('is not the default, which empties nothing', () => {
    deploy().template.resourceCountIs('Custom::S3AutoDeleteObjects', 0);
  });
});

describe('alarmEmail', () => {
  const { template } = deploy({ alarmEmail: 'on-call@example.com' });

  it('creates a topic with a subscription, which all alarms notify', () => {
    expect(only(template, 'AWS::SNS::Subscription').Properties).toMatchObject({
      Protocol: 'email',
      Endpoint: 'on-call@example.com',
    });
    template.allResourcesProperties('AWS::CloudWatch::CompositeAlarm', {
      AlarmActions: [{ Ref: Match.stringLikeRegexp('AlarmEmail') }],
    });
  });

  it('lets alarms of this account publish, by TLS only', () => {
    const policy = statements(template).filter(({ of }) => of.includes('AlarmEmail'));
    expect(policy).toContainEqual(
      expect.objectContaining({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
    );
    expect(policy).toContainEqual(expect.objectContaining({ Effect: 'Deny' }));
  });

  it('must be an address', () => {
    expect(() => deploy({ alarmEmail: 'nobody' })).toThrow(/alarmEmail: must be an email address/);
  });
});

it('cdk-nag finds nothing in all of these together', () => {
  const said = jest.spyOn(console, 'error').mockImplementation();
  const app: App = testApp();
  const settings: DeploymentSettingsInput = {
    vpc,
    tracing: true,
    functionEncryptionKeyArn: KEY,
    removalPolicy: 'destroy',
    alarmEmail: 'on-call@example.com',
  };
  acknowledged(new AuditTrailStack(app, 'Audit', { settings, env: { region: 'eu-west-1' } }));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  expect(() => app.synth()).not.toThrow();
  expect(said.mock.calls).toEqual([]);
  said.mockRestore();
});
