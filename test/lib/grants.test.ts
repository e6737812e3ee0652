import { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { AccountPrincipal, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';
import { DynamoDbAuditTrail } from '../../lib/dynamodb-audit-trail';
import type { DynamoDbAuditTrailProps } from '../../lib/dynamodb-audit-trail-props';
import type { GrantQueryOptions, QueryWay } from '../../lib/grant-query';
import { requireFunctionUrls } from '../../lib/query-api';
import { INDEX_NAMES } from '../../src/store/indexes';
import {
  acknowledged,
  construct,
  deploy,
  statements,
  type TemplateResource,
  testApp,
} from '../support/stacks';

const KEY_ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1';
const ROLE_ARN = 'arn:aws:iam::444455556666:role/read-logs';

function granted(
  way: QueryWay | undefined,
  props: (stack: Stack) => DynamoDbAuditTrailProps = () => ({}),
  options?: GrantQueryOptions,
) {
  const stack = acknowledged(new Stack(testApp(), 'Service', { env: { region: 'eu-west-1' } }));
  const auditTrail = new DynamoDbAuditTrail(stack, 'AuditTrail', props(stack));
  const service = new LambdaFunction(stack, 'Responder', {
    runtime: Runtime.NODEJS_24_X,
    handler: 'index.handler',
    code: Code.fromInline('exports.handler = async () => {};'),
  });
  auditTrail.grantQuery(service, way, options);
  const template = Template.fromStack(stack);
  const [responder] = Object.entries(template.findResources('AWS::Lambda::Function')).find(([id]) =>
    id.startsWith('Responder'),
  ) as [string, TemplateResource];
  return {
    environment: (template.findResources('AWS::Lambda::Function')[responder]?.Properties.Environment
      ?.Variables ?? {}) as Record<string, unknown>,
    allowed: statements(template).filter(({ of }) => of.startsWith('ResponderServiceRole')),
  };
}

describe('grantQuery', () => {
  it('lets a function read by the client, and tells it the tables', () => {
    const { environment, allowed } = granted(undefined);
    expect(Object.keys(environment)).toEqual(['AUDIT_TABLE_NAME', 'LEDGER_TABLE_NAME']);
    expect(allowed.map(({ Action }) => Action)).toEqual([
      ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
      'dynamodb:Scan',
    ]);
    const [query, scan] = allowed.map(({ Resource }) => JSON.stringify(Resource));
    for (const name of INDEX_NAMES) expect(query).toContain(`/index/${name}`);
    expect(scan).not.toContain('/index/');
  });

  it('lets it decrypt where there is a key', () => {
    const { allowed } = granted('client', (stack) => ({ encryptionKey: new Key(stack, 'Key') }));
    expect(allowed).toContainEqual(expect.objectContaining({ Action: ['kms:Decrypt', 'kms:DescribeKey'] }));
  });

  it('lets it read every replica, with the key of its Region', () => {
    const key = (region: string) => `arn:aws:kms:${region}:111122223333:key/1`;
    const { allowed } = granted('client', (stack) => ({
      encryptionKey: Key.fromKeyArn(stack, 'Key', key('eu-west-1')),
      replicas: [{ region: 'eu-central-1', encryptionKeyArn: key('eu-central-1') }],
    }));
    const text = JSON.stringify(allowed.map(({ Resource }) => Resource));
    expect(text).toContain(key('eu-central-1'));
    for (const name of INDEX_NAMES)
      expect(text).toMatch(new RegExp(`:dynamodb:eu-central-1:.*/index/${name}"`));
  });

  it('lets a function call the API through its URL only, and tells it the URL', () => {
    const { environment, allowed } = granted('http');
    expect(environment).toEqual({ AUDIT_API_URL: { 'Fn::GetAtt': [expect.anything(), 'FunctionUrl'] } });
    expect(allowed).toMatchObject([
      {
        Action: 'lambda:InvokeFunctionUrl',
        Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'AWS_IAM' } },
      },
      { Action: 'lambda:InvokeFunction', Condition: { Bool: { 'lambda:InvokedViaFunctionUrl': true } } },
    ]);
  });

  it('grants anything that can be granted, a role for one', () => {
    const { stack, auditTrail } = deploy();
    const role = new Role(stack, 'Analyst', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    expect(auditTrail.grantQuery(role).success).toBe(true);
  });

  it('refuses a principal that has no policy of its own, and says what to do', () => {
    const { auditTrail } = construct(() => ({}));
    expect(() => auditTrail.grantQuery(new AccountPrincipal('444455556666'))).toThrow(
      /cannot grant anything to AccountPrincipal\(444455556666\).*readerArns/,
    );
  });

  const SOURCES: DynamoDbAuditTrailProps = {
    sources: [
      { type: 'existingBucket', bucketName: 'logs', encryptionKeyArn: KEY_ARN },
      { type: 'existingBucket', bucketName: 'theirs', readRoleArn: ROLE_ARN },
    ],
  };

  it('lets nobody read log files unless originals is set', () => {
    const { allowed } = granted('client', () => SOURCES);
    expect(
      allowed.flatMap(({ Action }) => Action).filter((action) => !action.startsWith('dynamodb:')),
    ).toEqual([]);
  });

  it('lets a principal read the log files of all sources, and nothing else in their buckets', () => {
    const { allowed } = granted('client', () => SOURCES, { originals: true });
    expect(allowed).toContainEqual(expect.objectContaining({ Action: 'sts:AssumeRole', Resource: ROLE_ARN }));
    expect(allowed).toContainEqual(expect.objectContaining({ Action: 'kms:Decrypt', Resource: KEY_ARN }));
    const [read] = allowed.filter(({ Action }) => JSON.stringify(Action).includes('s3:'));
    expect(read?.Action).toEqual(['s3:GetObject', 's3:GetObjectVersion']);
    expect(JSON.stringify(read?.Resource)).toMatch(/:s3:::logs\/AWSLogs\/\*\/CloudTrail\/\*/);
  });

  it('does not let a caller of the API read log files, because the API does', () => {
    expect(() => granted('http', () => SOURCES, { originals: true })).toThrow(
      /Set queryApiOriginals to true\./,
    );
  });

  it('lets the API read log files with queryApiOriginals only', () => {
    const actionsOf = (props: DynamoDbAuditTrailProps) => {
      const { template } = deploy({ ...SOURCES, ...props });
      return statements(template)
        .filter(({ of }) => of.startsWith('AuditTrailQueryApi'))
        .flatMap(({ Action }) => Action);
    };
    expect(actionsOf({})).not.toContain('s3:GetObject');
    expect(actionsOf({ queryApiOriginals: true })).toEqual(
      expect.arrayContaining(['s3:GetObject', 's3:GetObjectVersion', 'sts:AssumeRole', 'kms:Decrypt']),
    );
  });

  it('says so where there is no API', () => {
    expect(() => granted('http', () => ({ queryApi: false }))).toThrow(
      /'http', but queryApi is false\. Use 'client'/,
    );
  });
});

describe('the key policy of the tables', () => {
  const KEY = 'arn:aws:kms:eu-west-1:999988887777:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901';
  const REPLICA_KEY = KEY.replace('eu-west-1', 'eu-central-1');
  const READER = 'arn:aws:iam::444455556666:role/auditor';
  const sources = [{ type: 'existingBucket', bucketName: 'logs' }] as const;
  const env = { region: 'eu-west-1', account: '111122223333' };

  /** The outputs for key owners, by key, with references as text. */
  function printed(stack: Stack) {
    const outputs = Object.values(Template.fromStack(stack).findOutputs('*')) as {
      Value: { 'Fn::Join'?: [string, unknown[]] };
    }[];
    const texts = outputs.flatMap(({ Value }) =>
      Value['Fn::Join']
        ? [Value['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : 'ROLE')).join('')]
        : [],
    );
    const values = texts
      .filter((text) => text.startsWith('{"key":'))
      .map(
        (text) => JSON.parse(text) as { key: string; keyPolicy: { Statement: Record<string, unknown>[] } },
      );
    return new Map(values.map(({ key, keyPolicy }) => [key, keyPolicy.Statement]));
  }

  it('of an imported key: an output contains what ingest and all readers need', () => {
    const { stack, auditTrail } = construct(
      () => ({
        sources: [...sources],
        encryptionKeyArn: KEY,
        readerArns: [READER],
        replicas: [{ region: 'eu-central-1', encryptionKeyArn: REPLICA_KEY }],
      }),
      env,
    );
    auditTrail.grantQuery(
      new Role(stack, 'Analyst', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') }),
    );
    const statement = (sid: string, actions: unknown, principals: unknown) => ({
      Sid: sid,
      Effect: 'Allow',
      Action: actions,
      Principal: { AWS: principals },
      Resource: '*',
    });
    const readers = statement('AuditReaders', ['kms:Decrypt', 'kms:DescribeKey'], [READER, 'ROLE', 'ROLE']);
    expect(printed(stack)).toEqual(
      new Map([
        [
          KEY,
          [
            statement('AuditIngest', expect.arrayContaining(['kms:GenerateDataKey']), ['ROLE', 'ROLE']),
            readers,
          ],
        ],
        [REPLICA_KEY, [readers]],
      ]),
    );
  });

  it('of an imported key: omits readers if there are none', () => {
    const { stack } = deploy({ sources: [...sources], encryptionKeyArn: KEY, queryApi: false }, env);
    expect(printed(stack).get(KEY)).toEqual([expect.objectContaining({ Sid: 'AuditIngest' })]);
  });

  it('of a key of this app: lets readers of other accounts decrypt, and prints nothing', () => {
    const { stack } = construct(
      (scope) => ({ sources: [...sources], encryptionKey: new Key(scope, 'Key'), readerArns: [READER] }),
      env,
    );
    expect(printed(stack).size).toBe(0);
    expect(statements(Template.fromStack(stack))).toContainEqual(
      expect.objectContaining({
        of: expect.stringMatching(/^Key/),
        Sid: 'AuditReaders',
        Action: ['kms:Decrypt', 'kms:DescribeKey'],
        Principal: { AWS: READER },
      }),
    );
  });

  it('without a key: prints nothing', () => {
    expect(printed(deploy({ readerArns: [READER] }, env).stack).size).toBe(0);
  });
});

describe('the HTTP API where there are no function URLs', () => {
  it.each(['us-gov-west-1', 'cn-north-1', 'eu-south-2', 'ap-southeast-7'])(
    '%s: is refused by name',
    (region) => {
      expect(() => deploy({}, { region })).toThrow(
        `queryApi is true, but Lambda function URLs are not available in ${region}. Set queryApi to false`,
      );
    },
  );

  it.each(['us-east-1', 'eu-west-1', 'ap-southeast-3', 'eu-south-1'])('%s: is deployed', (region) => {
    expect(() => requireFunctionUrls(region)).not.toThrow();
  });
});

describe('names for those who query', () => {
  it('are outputs, and parameters under the path of the construct', () => {
    const { template } = deploy();
    const outputs = Object.values(template.findOutputs('*')) as { Description: string }[];
    expect(outputs.map(({ Description }) => Description)).toEqual([
      'Table of audited events',
      'Table of log files read',
      'Queue of notifications',
      'Dead-letter queue of notifications',
      'Queue of direct invocations that failed',
      'Queue of digests to verify',
      'Dead-letter queue of digests to verify',
      'Buckets and prefixes of the sources',
      'HTTP API, with IAM auth',
    ]);
    const parameters = Object.values(template.findResources('AWS::SSM::Parameter')) as TemplateResource[];
    expect(parameters.map(({ Properties }) => Properties.Name)).toEqual([
      '/dynamodb-audit-trail/Audit/AuditTrail/audit-table-name',
      '/dynamodb-audit-trail/Audit/AuditTrail/ledger-table-name',
      '/dynamodb-audit-trail/Audit/AuditTrail/ingest-queue-url',
      '/dynamodb-audit-trail/Audit/AuditTrail/dead-letter-queue-url',
      '/dynamodb-audit-trail/Audit/AuditTrail/failed-invocations-queue-url',
      '/dynamodb-audit-trail/Audit/AuditTrail/assurance-queue-url',
      '/dynamodb-audit-trail/Audit/AuditTrail/assurance-dead-letter-queue-url',
      '/dynamodb-audit-trail/Audit/AuditTrail/query-api-url',
    ]);
  });

  it('of sources are JSON: buckets with prefixes, Regions and roles', () => {
    const readRoleArn = 'arn:aws:iam::444455556666:role/read-logs';
    const { template } = deploy(
      {
        sources: [
          {
            type: 'existingBucket',
            bucketName: 'logs',
            prefixes: ['a', 'b'],
            organizationId: 'o-exampleorgid',
          },
          {
            type: 'existingTopic',
            topicArn: 'arn:aws:sns:us-east-1:111122223333:logs',
            bucketName: 'far-logs',
            readRoleArn,
          },
        ],
      },
      { region: 'eu-west-1' },
    );
    const [output] = Object.values(
      template.findOutputs('*', { Description: Match.stringLikeRegexp('prefixes') }),
    );
    expect(JSON.parse(String((output as { Value: unknown }).Value))).toEqual([
      { bucketName: 'logs', prefixes: ['a/AWSLogs/o-exampleorgid/', 'b/AWSLogs/o-exampleorgid/'] },
      { bucketName: 'far-logs', region: 'us-east-1', readRoleArn, prefixes: ['AWSLogs/'] },
    ]);
  });
});
