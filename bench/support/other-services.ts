import type { Call } from './envelope';
import type { Random } from './random';

const HEX = '0123456789abcdef';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 'logs:*'],
      Resource: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'true' } },
    },
  ],
};

type Maker = (random: Random, account: string, region: string) => Call;

const s3: Maker = (random) => ({
  service: 's3',
  name: random.pick(['GetObject', 'PutObject', 'HeadObject']),
  readOnly: true,
  data: true,
  request: {
    bucketName: `data-lake-${random.below(9)}`,
    Host: 'data-lake.s3.amazonaws.com',
    key: `year=2026/part-${random.text(12, HEX)}.parquet`,
  },
  extra: {
    SignatureVersion: 'SigV4',
    CipherSuite: 'TLS_AES_128_GCM_SHA256',
    bytesTransferredIn: '0.0f',
    AuthenticationMethod: 'AuthHeader',
    'x-amz-id-2': random.text(76, BASE64),
    bytesTransferredOut: `${random.below(100_000)}.0f`,
  },
  resources: [{ type: 'AWS::S3::Object', ARN: `arn:aws:s3:::data-lake/${random.text(12, HEX)}` }],
});
const assumeRole: Maker = (random, account) => ({
  service: 'sts',
  name: 'AssumeRole',
  readOnly: true,
  request: {
    roleArn: `arn:aws:iam::${account}:role/worker`,
    roleSessionName: `session-${random.below(1000)}`,
    durationSeconds: 3600,
  },
  response: {
    credentials: {
      accessKeyId: `ASIA${random.text(16, 'ABCDEFGH234567')}`,
      sessionToken: random.text(380, BASE64),
      expiration: 'Mar 1, 2026, 1:00:00 PM',
    },
    assumedRoleUser: {
      assumedRoleId: 'AROAWORKER:session',
      arn: `arn:aws:sts::${account}:assumed-role/worker/session`,
    },
  },
  resources: [{ accountId: account, type: 'AWS::IAM::Role', ARN: `arn:aws:iam::${account}:role/worker` }],
});
const decrypt: Maker = (random, account, region) => ({
  service: 'kms',
  name: 'Decrypt',
  readOnly: true,
  // Other services' events speak of DynamoDB, too: such a record is parsed and then let go.
  request: random.chance(0.05)
    ? {
        encryptionContext: { 'aws:dynamodb:tableName': 'orders', 'aws:dynamodb:subscriberId': account },
        encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      }
    : {
        encryptionContext: { 'aws:s3:arn': `arn:aws:s3:::data-lake/${random.text(12, HEX)}` },
        encryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      },
  resources: [
    {
      accountId: account,
      type: 'AWS::KMS::Key',
      ARN: `arn:aws:kms:${region}:${account}:key/${random.uuid()}`,
    },
  ],
});
const describeInstances: Maker = (random) => ({
  service: 'ec2',
  name: random.pick([
    'DescribeInstances',
    'DescribeVolumes',
    'DescribeSecurityGroups',
    'DescribeNetworkInterfaces',
  ]),
  readOnly: true,
  request: {
    maxResults: 100,
    filterSet: { items: [{ name: 'instance-state-name', valueSet: { items: [{ value: 'running' }] } }] },
    instancesSet: {},
  },
});
const runInstances: Maker = (random) => ({
  service: 'ec2',
  name: 'RunInstances',
  readOnly: false,
  request: {
    instancesSet: { items: [{ imageId: 'ami-0abc', minCount: 1, maxCount: 4 }] },
    userData: '<sensitiveDataRemoved>',
    instanceType: 'm7g.large',
  },
  response: {
    instancesSet: {
      items: Array.from({ length: 4 }, () => ({
        instanceId: `i-${random.text(17, HEX)}`,
        imageId: 'ami-0abc',
        instanceState: { code: 0, name: 'pending' },
        privateDnsName: `ip-10-0-${random.below(256)}-${random.below(256)}.ec2.internal`,
        blockDeviceMapping: {},
        networkInterfaceSet: {
          items: [
            {
              networkInterfaceId: `eni-${random.text(17, HEX)}`,
              status: 'in-use',
              macAddress: '02:00:00:00:00:01',
            },
          ],
        },
        tagSet: {
          items: [
            { key: 'Name', value: 'worker' },
            { key: 'team', value: 'data' },
          ],
        },
      })),
    },
  },
});
const logs: Maker = (random) => ({
  service: 'logs',
  name: 'CreateLogStream',
  readOnly: false,
  request: {
    logGroupName: `/aws/lambda/function-${random.below(60)}`,
    logStreamName: `2026/03/01/[$LATEST]${random.text(32, HEX)}`,
  },
  apiVersion: '20140328',
});
const putRolePolicy: Maker = (random) => ({
  service: 'iam',
  name: 'PutRolePolicy',
  readOnly: false,
  request: {
    roleName: `role-${random.below(30)}`,
    policyName: 'inline',
    policyDocument: JSON.stringify(policy, null, 2),
  },
});
const denied: Maker = (_, account) => ({
  service: 'organizations',
  name: 'ListAccounts',
  readOnly: true,
  request: null,
  error: [
    'AccessDenied',
    `User: arn:aws:sts::${account}:assumed-role/web/x is not authorized to perform: organizations:ListAccounts with an explicit deny`,
  ],
});

const MAKERS: readonly (readonly [number, Maker])[] = [
  [26, s3],
  [18, assumeRole],
  [16, decrypt],
  [20, describeInstances],
  [2, runInstances],
  [14, logs],
  [2, putRolePolicy],
  [2, denied],
];

/** One event of a service that is not audited. */
export const otherCall: Maker = (random, account, region) => random.weighted(MAKERS)(random, account, region);
