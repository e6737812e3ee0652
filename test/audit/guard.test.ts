import { GUARD_OPERATIONS } from '../../src/audit/find-operation';
import { guardedResources } from '../../src/audit/guarded-resources';
import { auditedRecords, auditedRecordsWith } from '../../src/audit/matcher';
import { toRecord } from '../support/audited';
import {
  ACCOUNT,
  type CloudTrailEvent,
  denial,
  OTHER_ACCOUNT,
  REGION,
  STREAM_ARN,
  tableArn,
} from '../support/events';
import {
  ALARM_ARN,
  BUCKET,
  BUCKET_ARN,
  FUNCTION_ARN,
  GUARDED,
  guardEvent,
  KEY_ARN,
  LOG_GROUP_ARN,
  QUEUE_ARN,
  queueUrl,
  RECOVERY_POINT_ARN,
  ROLE_ARN,
  RULE_ARN,
  SCHEDULE_ARN,
  STACK_ARN,
  TOPIC_ARN,
  TRAIL_ARN,
  VAULT_ARN,
} from '../support/guard-events';

const deployed = auditedRecordsWith(guardedResources(GUARDED));

const mapping = (
  eventSourceArn: string,
  functionName = 'consumer',
  name = 'CreateEventSourceMapping20150331',
) => guardEvent('lambda', name, { eventSourceArn, functionName });
const object = (key: string, eventName = 'DeleteObject', bucketName = BUCKET) =>
  guardEvent(
    's3',
    eventName,
    { bucketName, key },
    {
      resources: [
        { type: 'AWS::S3::Object', ARN: `arn:aws:s3:::${bucketName}/${key}` },
        { accountId: ACCOUNT, type: 'AWS::S3::Bucket', ARN: `arn:aws:s3:::${bucketName}` },
      ],
      eventCategory: 'Data',
      managementEvent: false,
    },
  );

type Case = readonly [what: string, event: CloudTrailEvent, resources: readonly string[]];

const ALWAYS: readonly Case[] = [
  ['a trail by name', guardEvent('cloudtrail', 'StopLogging', { name: 'audit' }), [TRAIL_ARN]],
  ['a trail by ARN', guardEvent('cloudtrail', 'DeleteTrail', { name: TRAIL_ARN }), [TRAIL_ARN]],
  ['selectors', guardEvent('cloudtrail', 'PutEventSelectors', { trailName: 'audit' }), [TRAIL_ARN]],
  ['an account that leaves', guardEvent('organizations', 'LeaveOrganization'), []],
  ['an account that is closed', guardEvent('organizations', 'CloseAccount', { accountId: ACCOUNT }), []],
  [
    'a recovery point',
    guardEvent('backup', 'DeleteRecoveryPoint', {
      backupVaultName: 'main',
      recoveryPointArn: RECOVERY_POINT_ARN,
    }),
    [RECOVERY_POINT_ARN, VAULT_ARN],
  ],
  [
    'a backup of a table in AWS Backup',
    guardEvent('backup', 'StartRestoreJob', { recoveryPointArn: `${tableArn('Music')}/backup/01` }),
    [tableArn('Music'), `${tableArn('Music')}/backup/01`],
  ],
  ['a vault', guardEvent('backup', 'DeleteBackupVault', { backupVaultName: 'main' }), [VAULT_ARN]],
  [
    'a function on the stream of a table',
    mapping(STREAM_ARN),
    [tableArn('Music'), STREAM_ARN, functionArn('consumer')],
  ],
  [
    'the same without the version of the API',
    mapping(STREAM_ARN, 'consumer', 'CreateEventSourceMapping'),
    [tableArn('Music'), STREAM_ARN, functionArn('consumer')],
  ],
  [
    'a zero-ETL integration of a table',
    guardEvent('glue', 'CreateIntegration', {
      sourceArn: tableArn('Music'),
      targetArn: 'arn:aws:glue:x:1:catalog',
    }),
    [tableArn('Music'), 'arn:aws:glue:x:1:catalog'],
  ],
];

const OWN: readonly Case[] = [
  ['a policy of a bucket', guardEvent('s3', 'PutBucketPolicy', { bucketName: BUCKET }), [BUCKET_ARN]],
  ['a log file', object('AWSLogs/1.json.gz'), [`${BUCKET_ARN}/AWSLogs/1.json.gz`, BUCKET_ARN]],
  ['the retention of a log file', object('a', 'PutObjectRetention'), [`${BUCKET_ARN}/a`, BUCKET_ARN]],
  ['a key by id', guardEvent('kms', 'DisableKey', { keyId: KEY_ARN.split('/')[1] }), [KEY_ARN]],
  [
    'a key in resources',
    guardEvent('kms', 'PutKeyPolicy', null, { resources: [{ ARN: KEY_ARN, type: 'AWS::KMS::Key' }] }),
    [KEY_ARN],
  ],
  ['a queue', guardEvent('sqs', 'PurgeQueue', { queueUrl: queueUrl('Audit-Queue-1') }), [QUEUE_ARN]],
  ['a rule', guardEvent('events', 'DisableRule', { name: 'Audit-Rule-1' }), [RULE_ARN]],
  [
    'targets of a rule',
    guardEvent('events', 'RemoveTargets', { rule: 'Audit-Rule-1', ids: ['1'] }),
    [RULE_ARN],
  ],
  ['a schedule', guardEvent('scheduler', 'DeleteSchedule', { name: 'Audit-Hourly' }), [SCHEDULE_ARN]],
  ['a topic', guardEvent('sns', 'DeleteTopic', { topicArn: TOPIC_ARN }), [TOPIC_ARN]],
  [
    'a subscription of a topic',
    guardEvent('sns', 'Unsubscribe', { subscriptionArn: `${TOPIC_ARN}:1f2e3d` }),
    [`${TOPIC_ARN}:1f2e3d`],
  ],
  [
    'a function by name',
    guardEvent('lambda', 'UpdateFunctionCode20150331v2', { functionName: 'Audit-Ingest-1' }),
    [FUNCTION_ARN],
  ],
  [
    'a function by ARN with an alias',
    guardEvent('lambda', 'DeleteFunction20150331', { functionName: `${FUNCTION_ARN}:live` }),
    [FUNCTION_ARN],
  ],
  [
    'a function by account and name',
    guardEvent('lambda', 'DeleteFunction20150331', { functionName: `${ACCOUNT}:function:Audit-Ingest-1` }),
    [FUNCTION_ARN],
  ],
  [
    'an event source mapping by its answer',
    guardEvent(
      'lambda',
      'DeleteEventSourceMapping20150331',
      { uUID: '1' },
      { responseElements: { eventSourceArn: QUEUE_ARN, functionArn: FUNCTION_ARN } },
    ),
    [QUEUE_ARN, FUNCTION_ARN],
  ],
  ['a role', guardEvent('iam', 'PutRolePolicy', { roleName: 'Audit-IngestRole-1' }), [ROLE_ARN]],
  [
    'one of several alarms',
    guardEvent('monitoring', 'DeleteAlarms', { alarmNames: ['CPU', 'Audit-Lag'] }),
    [ALARM_ARN.replace('Audit-Lag', 'CPU'), ALARM_ARN],
  ],
  ['a log group', guardEvent('logs', 'DeleteLogGroup', { logGroupName: 'Audit-Logs-1' }), [LOG_GROUP_ARN]],
  ['the stack by name', guardEvent('cloudformation', 'DeleteStack', { stackName: 'Audit' }), [STACK_ARN]],
  [
    'the stack by id',
    guardEvent('cloudformation', 'UpdateStack', { stackName: `${STACK_ARN}/0a1b` }),
    [STACK_ARN],
  ],
  [
    'a denied call by its message',
    guardEvent(
      'sqs',
      'DeleteQueue',
      null,
      denial(
        `User: x is not authorized to perform: sqs:deletequeue on resource: ${QUEUE_ARN} because no policy`,
      ),
    ),
    [QUEUE_ARN],
  ],
];

const NEVER: readonly (readonly [what: string, event: CloudTrailEvent])[] = [
  ['another queue', guardEvent('sqs', 'PurgeQueue', { queueUrl: queueUrl('orders') })],
  [
    'a queue of that name in another account',
    guardEvent('sqs', 'DeleteQueue', { queueUrl: queueUrl('Audit-Queue-1', OTHER_ACCOUNT) }),
  ],
  ['another bucket', guardEvent('s3', 'DeleteBucket', { bucketName: `${BUCKET}-2` })],
  ['an object of another bucket', object(`${BUCKET}/a`, 'DeleteObject', 'data-lake')],
  ['a write of a log file', object('AWSLogs/1.json.gz', 'PutObject')],
  ['another key', guardEvent('kms', 'ScheduleKeyDeletion', { keyId: 'other' })],
  ['a function on a Kinesis stream', mapping(`arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/clicks`)],
  [
    'an integration of another source',
    guardEvent('glue', 'CreateIntegration', { sourceArn: 'arn:aws:rds:x:1:db:a' }),
  ],
  ['a name of CloudTrail from another service', guardEvent('logs', 'StopLogging', { name: 'audit' })],
  ['a name of S3 from a service like it', guardEvent('s3express', 'DeleteBucket', { bucketName: BUCKET })],
  ['a read of a trail', guardEvent('cloudtrail', 'GetTrailStatus', { name: 'audit' })],
  ['a name in another case', guardEvent('cloudtrail', 'stoplogging', { name: 'audit' })],
  ['parameters of another form', guardEvent('sqs', 'PurgeQueue', { queueUrl: { deep: [QUEUE_ARN] } })],
  ['a name that is not text', guardEvent('cloudtrail', 'StopLogging', null, { eventName: ['StopLogging'] })],
];

function functionArn(name: string): string {
  return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
}

describe('calls of other services', () => {
  it.each(ALWAYS)('are kept wherever the audit runs: %s', (_what, event, resources) => {
    expect(auditedRecords.accepts(event)).toBe(true);
    expect(deployed.accepts(event)).toBe(true);
    expect(toRecord(event)).toMatchObject({ service: 'guard', plane: 'control', resources });
  });

  it.each(OWN)('are kept on the resources of the audit only: %s', (_what, event, resources) => {
    expect(deployed.accepts(event)).toBe(true);
    expect(auditedRecords.accepts(event)).toBe(false);
    expect(toRecord(event)).toMatchObject({ service: 'guard', plane: 'control', resources });
  });

  it.each(NEVER)('are left to others: %s', (_what, event) => {
    expect([deployed.accepts(event), auditedRecords.accepts(event)]).toEqual([false, false]);
  });

  it('are not unknown operations, and keep the name that CloudTrail wrote', () => {
    expect(toRecord(mapping(STREAM_ARN))).toMatchObject({
      eventName: 'CreateEventSourceMapping20150331',
      category: 'stream',
      access: 'write',
    });
  });

  it('are found in a log file by their names', () => {
    const names = new Set(GUARD_OPERATIONS.map(({ eventName }) => eventName));
    expect([...names].sort()).toEqual([...deployed.eventNames, ...deployed.eventNamesWithText].sort());
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9]{2,64}$/);
    expect(names.size).toBeLessThanOrEqual(256);
  });
});

describe('a text that is no URL of a queue', () => {
  it.each(['', '/', 'https:///', 'a/b/', `${'x'.repeat(2_000)}/y`])(
    'names no resource of the audit: %j',
    (url) => {
      const event = guardEvent('sqs', 'PurgeQueue', { queueUrl: url });
      expect(deployed.accepts(event)).toBe(false);
      expect(toRecord(event).resources).not.toContain(QUEUE_ARN);
    },
  );
});
