import { parseNotification } from '../../src/trail/notification';

const KEY = 'AWSLogs/111122223333/CloudTrail/eu-west-1/2026/03/01/a.json.gz';

const s3Record = (changes: { eventVersion?: string; eventName?: string; key?: string } = {}) => ({
  eventVersion: changes.eventVersion ?? '2.1',
  eventSource: 'aws:s3',
  eventName: changes.eventName ?? 'ObjectCreated:Put',
  s3: {
    s3SchemaVersion: '1.0',
    bucket: { name: 'trail-bucket', arn: 'arn:aws:s3:::trail-bucket' },
    object: { key: changes.key ?? KEY, size: 812, eTag: 'd41d8cd98f00b204e9800998ecf8427e', versionId: 'v1' },
  },
});
const s3Notification = (...changes: Parameters<typeof s3Record>[0][]) => ({
  Records: changes.map((change) => s3Record(change)),
});
const inSns = (message: unknown) => ({
  Type: 'Notification',
  TopicArn: 'arn:aws:sns:eu-west-1:111122223333:trail',
  Message: typeof message === 'string' ? message : JSON.stringify(message),
});
const snsEvent = (message: unknown) => ({ Records: [{ EventSource: 'aws:sns', Sns: inSns(message) }] });
const failedInvocation = (event: unknown) =>
  JSON.stringify({
    version: '1.0',
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    requestPayload: event,
    responsePayload: { errorType: 'AuditTrailError', errorMessage: 'denied' },
  });
const eventBridgeEvent = (type = 'Object Created', key = KEY) => ({
  version: '0',
  'detail-type': type,
  source: 'aws.s3',
  detail: {
    bucket: { name: 'trail-bucket' },
    object: { key, size: 812, etag: 'd41d8cd98f00b204e9800998ecf8427e', 'version-id': 'v1' },
  },
});
const cloudTrailMessage = (...keys: string[]) => ({ s3Bucket: 'trail-bucket', s3ObjectKey: keys });
const testEvent = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'trail-bucket' };

const OBJECT = {
  bucket: 'trail-bucket',
  key: KEY,
  size: 812,
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  versionId: 'v1',
};
const refused = (body: unknown, message: RegExp) =>
  expect(() => parseNotification(body)).toThrow(
    expect.objectContaining({ code: 'InvalidNotification', message: expect.stringMatching(message) }),
  );

describe.each([
  ['as a value', (value: unknown) => value],
  ['as JSON text', (value: unknown) => JSON.stringify(value)],
  ['wrapped by SNS in a queue', (value: unknown) => JSON.stringify(inSns(value))],
  ['wrapped by SNS and delivered to a function', snsEvent],
  ['of a failed invocation, kept by Lambda', failedInvocation],
  ['wrapped by SNS, of a failed invocation', (value: unknown) => failedInvocation(snsEvent(value))],
])('a message %s', (_, wrap) => {
  it('may be an S3 notification', () => {
    expect(parseNotification(wrap(s3Notification({})))).toEqual({ objects: [OBJECT], ignored: [] });
  });

  it('may be an EventBridge event', () => {
    expect(parseNotification(wrap(eventBridgeEvent()))).toEqual({ objects: [OBJECT], ignored: [] });
  });

  it("may be CloudTrail's own, of several files", () => {
    expect(parseNotification(wrap(cloudTrailMessage('a.json.gz', 'b.json.gz')))).toEqual({
      objects: [
        { bucket: 'trail-bucket', key: 'a.json.gz' },
        { bucket: 'trail-bucket', key: 'b.json.gz' },
      ],
      ignored: [],
    });
  });

  it('may be the test message of S3', () => {
    expect(parseNotification(wrap(testEvent))).toEqual({
      objects: [],
      ignored: [{ reason: 's3:TestEvent' }],
    });
  });
});

it("ignores CloudTrail's validation message, which is no JSON", () => {
  const ignored = [{ reason: 'CloudTrail validation message' }];
  expect(parseNotification('CloudTrail validation message.')).toEqual({ objects: [], ignored });
  expect(parseNotification(inSns('CloudTrail validation message.'))).toEqual({ objects: [], ignored });
});

describe('keys', () => {
  test.each([
    ['red+flower.jpg', 'red flower.jpg'],
    ['a%2Bb%3Dc', 'a+b=c'],
    ['%E4%B8%AD+%C3%A9', '中 é'],
    ['100%2525', '100%25'],
  ])('%s of an S3 notification is %s', (key, decoded) => {
    expect(parseNotification(s3Notification({ key })).objects).toMatchObject([{ key: decoded }]);
  });

  it('of EventBridge and of CloudTrail are taken as they are', () => {
    const key = 'pre+fix%3D/a.json.gz';
    expect(parseNotification(eventBridgeEvent('Object Created', key)).objects).toMatchObject([{ key }]);
    expect(parseNotification(cloudTrailMessage(key)).objects).toMatchObject([{ key }]);
  });

  it('that are no valid encoding fail their message', () => {
    refused(s3Notification({ key: 'a%zz' }), /"a%zz" is not URL-encoded/);
    refused(s3Notification({ key: '%ff' }), /"%ff" is not URL-encoded/);
  });
});

describe('S3 notifications', () => {
  test.each(['2.0', '2.6', '2.9'])('of eventVersion %s are read', (eventVersion) => {
    expect(parseNotification(s3Notification({ eventVersion })).objects).toHaveLength(1);
  });

  test.each(['1.0', '3.0', '20.1'])('of eventVersion %s are refused', (eventVersion) => {
    refused(s3Notification({ eventVersion }), /eventVersion "\d+\.\d"; only 2\.x is supported/);
  });

  test.each(['ObjectRemoved:Delete', 'ObjectRestore:Completed', 'LifecycleExpiration:Delete'])(
    'of %s are ignored, and the others of the message are not',
    (eventName) => {
      expect(parseNotification(s3Notification({ eventName }, {}))).toEqual({
        objects: [OBJECT],
        ignored: [{ reason: eventName }],
      });
    },
  );

  it('need no version id, etag or size', () => {
    const record = { s3: { bucket: { name: 'b' }, object: { key: 'k', versionId: null } } };
    expect(parseNotification({ Records: [record] }).objects).toEqual([{ bucket: 'b', key: 'k' }]);
  });

  it('may be empty', () => {
    expect(parseNotification({ Records: [] })).toEqual({ objects: [], ignored: [] });
  });
});

it('ignores what EventBridge says of other changes', () => {
  expect(parseNotification(eventBridgeEvent('Object Deleted')).ignored).toEqual([
    { reason: 'Object Deleted' },
  ]);
});

test.each([
  ['no JSON', 'hello', /not valid JSON|Unexpected token/],
  ['nothing', '', /JSON/],
  ['null', 'null', /must be an S3 notification/],
  ['a number', 7, /must be an S3 notification/],
  ['an array', [], /must be an S3 notification/],
  ['an unknown object', { foo: 1 }, /must be an S3 notification/],
  ['Records that are no array', { Records: {} }, /expected array/i],
  ['a record of another service', { Records: [{ kinesis: {} }] }, /s3/],
  ['a notification without a key', { Records: [{ s3: { bucket: { name: 'b' }, object: {} } }] }, /key/],
  ['keys of CloudTrail that are no array', { s3Bucket: 'b', s3ObjectKey: 'k' }, /expected array/i],
  ['an event of another source', { ...eventBridgeEvent(), source: 'aws.ec2' }, /aws\.s3/],
  ['an event of another name', { Event: 'autoscaling:TEST_NOTIFICATION' }, /s3:TestEvent/],
  [
    'an SNS message that waits for confirmation',
    { Type: 'SubscriptionConfirmation', Message: 'You have chosen' },
    /JSON/,
  ],
])('refuses %s', (_, body, message) => {
  refused(body, message);
});
