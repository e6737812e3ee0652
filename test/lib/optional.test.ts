import { type App, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
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
  testApp,
  warnings,
} from '../support/stacks';

const FUNCTION = 'AWS::Lambda::Function';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901';
const vpc = { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] };

describe('a VPC', () => {
  const { template } = deploy({ vpc });

  it('connects all functions, whose roles may manage network interfaces', () => {
    template.allResourcesProperties(FUNCTION, {
      VpcConfig: { SubnetIds: vpc.subnetIds, SecurityGroupIds: vpc.securityGroupIds },
    });
    const allowed = statements(template).filter(({ Action }) =>
      Action.includes('ec2:CreateNetworkInterface'),
    );
    expect(allowed).toHaveLength(3);
  });

  it('is absent by default', () => {
    expect(JSON.stringify(deploy().template.findResources(FUNCTION))).not.toContain('VpcConfig');
  });
});

describe('the endpoints of a VPC', () => {
  const endpoints = { vpcId: 'vpc-1', routeTableIds: ['rtb-1', 'rtb-2'] };
  const bucket = { type: 'existingBucket', bucketName: 'logs' } as const;
  const readRoleArn = 'arn:aws:iam::111122223333:role/read-logs';
  const endpointsOf = (settings: DeploymentSettingsInput) =>
    Object.values(
      deploy({ ...settings, vpc: { ...vpc, endpoints } }).template.findResources('AWS::EC2::VPCEndpoint'),
    ).map(({ Properties }) => ({
      ...Properties,
      ServiceName: Properties.ServiceName['Fn::Join'][1].at(-1),
    }));

  it('are gateways for S3 and DynamoDB, in the given route tables', () => {
    const gateway = { VpcEndpointType: 'Gateway', VpcId: 'vpc-1', RouteTableIds: ['rtb-1', 'rtb-2'] };
    expect(endpointsOf({}).slice(0, 2)).toEqual([
      { ...gateway, ServiceName: '.s3' },
      { ...gateway, ServiceName: '.dynamodb' },
    ]);
  });

  it('are interfaces for SQS and CloudTrail, to forward and to verify digests', () => {
    expect(endpointsOf({}).slice(2)).toEqual([
      expect.objectContaining({ ServiceName: '.sqs', VpcEndpointType: 'Interface' }),
      expect.objectContaining({ ServiceName: '.cloudtrail', VpcEndpointType: 'Interface' }),
    ]);
  });

  it.each<[string, DeploymentSettingsInput, string]>([
    ['STS with a readRoleArn', { sources: [{ ...bucket, readRoleArn }] }, '.sts'],
    ['EventBridge with a risk event bus', { riskEventBusName: 'security' }, '.events'],
    ['X-Ray with tracing', { tracing: true }, '.xray'],
  ])('are interfaces for %s, too', (_, settings, service) => {
    expect(endpointsOf(settings).slice(4)).toEqual([
      expect.objectContaining({
        ServiceName: service,
        VpcEndpointType: 'Interface',
        SubnetIds: vpc.subnetIds,
        PrivateDnsEnabled: true,
      }),
    ]);
  });

  it('accept HTTPS from the functions only', () => {
    const { template } = deploy({ tracing: true, vpc: { ...vpc, endpoints } });
    expect(only(template, 'AWS::EC2::SecurityGroup').Properties.SecurityGroupIngress).toEqual([
      expect.objectContaining({
        IpProtocol: 'tcp',
        FromPort: 443,
        ToPort: 443,
        SourceSecurityGroupId: 'sg-1',
      }),
    ]);
  });

  it('exist before the functions that use them, and only if asked for', () => {
    const { template } = deploy({ vpc: { ...vpc, endpoints } });
    const waiting = Object.values(template.findResources(FUNCTION)).filter(({ Properties }) =>
      /^(?:Reads CloudTrail|Verifies)/.test(Properties.Description),
    );
    expect(waiting).toHaveLength(2);
    for (const { DependsOn } of waiting) {
      expect(DependsOn).toEqual(
        expect.arrayContaining(Object.keys(template.findResources('AWS::EC2::VPCEndpoint'))),
      );
    }
    deploy({ vpc }).template.resourceCountIs('AWS::EC2::VPCEndpoint', 0);
  });

  it('do not reach buckets of other Regions, which a warning names', () => {
    const topic = {
      type: 'existingTopic',
      topicArn: 'arn:aws:sns:eu-west-1:111122223333:logs',
      messages: 's3Events',
      bucketName: 'central-logs',
      bucketRegion: 'us-east-1',
    } as const;
    const settings = { sources: [topic], vpc: { ...vpc, endpoints } };
    expect(warnings(settings, { region: 'eu-west-1' }).get('bucketsBeyondEndpoints')).toMatch(
      /only buckets in the Region of the stack.*: central-logs \(us-east-1\)\.$/,
    );
  });
});

describe('tracing', () => {
  it('is on for all functions when asked for', () => {
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

  it.each([
    ['all functions', {}, ['Assure', 'Ingest', 'Query']],
    ['without the HTTP API, the other two', { queryApi: false }, ['Assure', 'Ingest']],
  ])('that is imported: prints that the roles of %s decrypt', (_, settings, functions) => {
    const { template } = deploy(
      {
        functionEncryptionKeyArn: KEY,
        sources: [{ type: 'existingBucket', bucketName: 'logs' }],
        ...settings,
      },
      { region: 'eu-west-1' },
    );
    const [output] = Object.values(
      template.findOutputs('*', { Description: Match.stringLikeRegexp('key policy of the functions') }),
    );
    const [before, ...parts] = (output as { Value: { 'Fn::Join': [string, unknown[]] } }).Value[
      'Fn::Join'
    ][1];
    expect(before).toContain(`{"key":"${KEY}"`);
    expect([before, ...parts].join('')).toContain('"Action":"kms:Decrypt"');
    const roles = parts.filter((part) => typeof part !== 'string').map((part) => JSON.stringify(part));
    expect(roles).toEqual(functions.map((name) => expect.stringContaining(`${name}Role`)));
  });

  it('of the same app: prints nothing', () => {
    const { stack } = construct((scope) => ({ functionEncryptionKey: new Key(scope, 'Key') }));
    expect(
      Template.fromStack(stack).findOutputs('*', { Description: Match.stringLikeRegexp('key policy') }),
    ).toEqual({});
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
      /ledgerTableName must differ from auditTableName/,
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
    expect(() => deploy({ alarmEmail: 'nobody' })).toThrow(
      /alarmEmail must be an email address, but is "nobody"/,
    );
  });
});

it('cdk-nag finds nothing in all of these together', () => {
  const said = jest.spyOn(cdkGlobals.console, 'error').mockImplementation();
  const app: App = testApp();
  const settings: DeploymentSettingsInput = {
    vpc: { ...vpc, endpoints: { vpcId: 'vpc-1', routeTableIds: ['rtb-1'] } },
    riskEventBusName: 'security',
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
