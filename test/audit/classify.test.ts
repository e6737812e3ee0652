import fc from 'fast-check';
import { auditEvent } from '../../src/audit/classify';
import { auditedRecords } from '../../src/audit/matcher';
import { riskAssessor } from '../../src/rules/assess-risk';
import { anyCharacter } from '../support/any-character';
import { toAuditedEvent, toRecord } from '../support/audited';
import { campaignSize } from '../support/campaigns';
import {
  ACCOUNT,
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  daxEvent,
  eventBytes,
  identities,
  OTHER_ACCOUNT,
  streamEvent,
  tableArn,
} from '../support/events';

const toReason = (event: CloudTrailEvent): string => {
  const audited = auditEvent(event, eventBytes(event), {});
  return audited.kind === 'rejected' ? audited.reason : 'audited';
};

describe('an event', () => {
  it('becomes a record of all that it says', () => {
    const event = dataEvent({
      eventID: 'b7b1e0a4-0000-4000-8000-00000000000a',
      eventName: 'PutItem',
      errorCode: 'ConditionalCheckFailedException',
      errorMessage: 'The conditional request failed',
    });
    expect(toRecord(event)).toEqual({
      eventId: 'b7b1e0a4-0000-4000-8000-00000000000a',
      eventTime: '2026-03-14T09:26:53Z',
      eventSource: 'dynamodb.amazonaws.com',
      eventName: 'PutItem',
      service: 'dynamodb',
      plane: 'data',
      access: 'write',
      category: 'item',
      outcome: 'failed',
      errorCode: 'ConditionalCheckFailedException',
      accountId: ACCOUNT,
      region: 'us-east-1',
      sourceIp: '203.0.113.20',
      accessKeyId: 'ASIAORDERSEXAMPLE001',
      userAgent: expect.stringMatching(/^aws-cli/),
      principal: {
        id: `arn:aws:iam::${ACCOUNT}:role/service/orders-service`,
        type: 'AssumedRole',
        name: 'orders-service',
        session: 'i-0abc',
      },
      resources: [tableArn('Music')],
    });
  });

  it('keeps its bytes and is known by its content', () => {
    const event = controlEvent();
    const { original, contentHash } = toAuditedEvent(event);
    expect(original).toEqual(eventBytes(event));
    expect(contentHash).toMatch(/^[0-9a-f]{16}$/);
  });

  it('without an id gets one from its content', () => {
    const { record, contentHash } = toAuditedEvent(controlEvent({ eventID: undefined }));
    expect(record.eventId).toBe(`hash-${contentHash}`);
  });

  it('of an old version, with little in it, is understood all the same', () => {
    const event = {
      eventVersion: '1.01',
      userIdentity: { type: 'Root', accountId: ACCOUNT, arn: `arn:aws:iam::${ACCOUNT}:root` },
      eventTime: '2014-05-04T02:42:20Z',
      eventSource: 'dynamodb.amazonaws.com',
      eventName: 'Scan',
      awsRegion: 'us-west-2',
      requestParameters: { tableName: 'Music' },
      eventID: 'old-1',
    };
    expect(toRecord(event)).toMatchObject({
      plane: 'data',
      access: 'read',
      accountId: ACCOUNT,
      resources: [tableArn('Music', 'us-west-2')],
    });
  });

  it('has the account of who received it', () => {
    expect(toRecord(controlEvent({ recipientAccountId: OTHER_ACCOUNT })).accountId).toBe(OTHER_ACCOUNT);
  });

  it('leaves out what it says nothing of, in whatever way it does', () => {
    const nothing = {
      userIdentity: {},
      recipientAccountId: '',
      awsRegion: null,
      sourceIPAddress: 7,
      userAgent: [],
    };
    const record = toRecord(controlEvent(nothing));
    for (const field of [
      'accountId',
      'region',
      'sourceIp',
      'userAgent',
      'accessKeyId',
      'errorCode',
      'risk',
    ]) {
      expect(record).not.toHaveProperty(field);
    }
  });
});

describe('an operation that is not in the table', () => {
  it.each([
    ['ListFutures', 'list'],
    ['DescribeFuture', 'read'],
    ['GetFuture', 'read'],
    ['BatchGetFutures', 'read'],
    ['TransactReadFutures', 'read'],
    ['SearchFutures', 'read'],
    ['TagFuture', 'tagging'],
    ['UntagFuture', 'tagging'],
    ['PutFuturePolicy', 'permissions'],
    ['CreateFuture', 'write'],
    ['BatchDeleteFutures', 'write'],
    ['ConsiderFuture', 'write'],
  ])('%s asks for %s', (eventName, access) => {
    const { record, unknownOperation } = toAuditedEvent(controlEvent({ eventName, readOnly: false }));
    expect(record).toMatchObject({ service: 'dynamodb', access });
    expect(record).not.toHaveProperty('category');
    expect(unknownOperation).toBe(true);
  });

  it('is asked for readOnly only where its name says nothing', () => {
    expect(toRecord(controlEvent({ eventName: 'ConsiderFuture', readOnly: true })).access).toBe('read');
    expect(toRecord(controlEvent({ eventName: 'CreateFuture', readOnly: true })).access).toBe('write');
  });

  it.each([
    [{ eventCategory: 'Data', managementEvent: false }, 'data'],
    [{ eventCategory: 'Management', managementEvent: true }, 'control'],
    [{ eventCategory: undefined, managementEvent: false }, 'data'],
    [{ eventCategory: undefined, managementEvent: undefined }, 'control'],
  ])('with %j is of the %s plane', (fields, plane) => {
    expect(toRecord(controlEvent({ eventName: 'ConsiderFuture', ...fields })).plane).toBe(plane);
  });

  it('belongs to the service that its source names', () => {
    expect(toRecord(daxEvent({ eventName: 'GetItem' })).service).toBe('dax');
    const eventSource = 'streams.dynamodb.amazonaws.com';
    expect(toRecord(streamEvent({ eventName: 'GetFuture', eventSource })).service).toBe('dynamodbstreams');
  });

  it('is not one that is in the table', () => {
    expect(toAuditedEvent(controlEvent()).unknownOperation).toBe(false);
  });
});

describe('what readOnly says', () => {
  it.each([
    ['ListExports', false, 'list'],
    ['DeleteTable', true, 'write'],
  ])('does not count against the table: %s', (eventName, readOnly, access) => {
    expect(toRecord(controlEvent({ eventName, readOnly })).access).toBe(access);
  });
});

describe('the access of PartiQL', () => {
  const transaction = (...statements: unknown[]): CloudTrailEvent =>
    dataEvent({
      eventName: 'ExecuteTransaction',
      requestParameters: { requestItems: statements.map((statement) => ({ statement })) },
    });

  it.each([
    ['only reads', ['SELECT * FROM A', 'select * FROM B'], 'read'],
    ['reads and conditions', ["EXISTS(SELECT * FROM A WHERE b = 'c')"], 'read'],
    ['one write among reads', ['SELECT * FROM A', 'DELETE FROM B'], 'write'],
    ['a statement that cannot be read', ['SELECT * FROM A', '***(Redacted)'], 'write'],
    ['no statements', [], 'write'],
  ])('%s', (_what, statements, access) => {
    expect(toRecord(transaction(...statements)).access).toBe(access);
  });
});

describe('is rejected with a reason', () => {
  it.each([
    [
      'no name',
      controlEvent({ eventName: undefined }),
      'eventName is missing; it must be the name of an operation.',
    ],
    [
      'an empty name',
      controlEvent({ eventName: '' }),
      'eventName is ""; it must be the name of an operation.',
    ],
    ['a name of another type', controlEvent({ eventName: ['GetItem'] }), /^eventName is a list;/],
    ['no time', controlEvent({ eventTime: undefined }), /^eventTime is missing/],
    [
      'a time that is none',
      controlEvent({ eventTime: 'soon' }),
      /^eventTime is "soon"; it must be a time like/,
    ],
    ['a time of another type', controlEvent({ eventTime: 1_680_596_208 }), /^eventTime is 1680596208/],
    ['no source', controlEvent({ eventSource: null }), /^eventSource is null/],
    [
      'too deep',
      controlEvent({ requestParameters: JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`) }),
      /nested deeper/,
    ],
  ])('%s', (_what, event, reason) => {
    expect(toReason(event)).toMatch(reason);
  });

  it('far too deep, and no name', () => {
    const text = `{"eventName":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const reason = expect.stringMatching(/nested deeper/);
    expect(auditEvent(JSON.parse(text), Buffer.from(text), {})).toEqual({ kind: 'rejected', reason });
  });

  it('that stays short whatever was given', () => {
    expect(toReason(controlEvent({ eventTime: 'x'.repeat(100_000) })).length).toBeLessThan(200);
  });
});

describe('other shapes within a log file', () => {
  it('of Insights and of aggregated events are left to others', () => {
    const insight = { eventVersion: '1.07', eventCategory: 'Insight', insightDetails: {}, eventID: 'i' };
    const aggregated = {
      eventCategory: 'Aggregated',
      eventType: 'AwsAggregatedEvent',
      eventId: 'a',
      summary: {},
    };
    expect([insight, aggregated].map((event) => auditedRecords.accepts(event))).toEqual([false, false]);
  });

  it('of a VPC endpoint that refused a call are audited as denied', () => {
    const event = dataEvent({
      eventCategory: 'NetworkActivity',
      eventType: 'AwsVpceEvent',
      errorCode: 'VpceAccessDenied',
    });
    expect(toRecord(event)).toMatchObject({ plane: 'data', outcome: 'denied' });
  });
});

describe('any JSON', () => {
  const hostile = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: anyCharacter }),
    fc.constantFrom('__proto__', 'arn:', 'table/'),
  );
  const parameters = fc.dictionary(
    fc.constantFrom(
      'tableName',
      'indexName',
      'statement',
      'requestItems',
      'resourceArn',
      'policy',
      '__proto__',
    ),
    hostile,
  );
  const fields = fc.record(
    {
      eventName: fc.oneof(
        hostile,
        fc.constantFrom(
          'Query',
          'ExecuteStatement',
          'BatchGetItem',
          'PutResourcePolicy',
          'UpdateTable',
          'constructor',
        ),
      ),
      eventTime: fc.oneof(hostile, fc.constant('2026-03-14T09:26:53Z')),
      userIdentity: fc.oneof(hostile, fc.constantFrom(...Object.values(identities).map((make) => make()))),
      requestParameters: fc.oneof(hostile, parameters),
      responseElements: hostile,
      resources: fc.oneof(hostile, fc.array(fc.record({ ARN: hostile }))),
      errorCode: hostile,
      errorMessage: hostile,
      awsRegion: hostile,
      recipientAccountId: hostile,
      eventID: hostile,
      sourceIPAddress: hostile,
    },
    { requiredKeys: [] },
  );
  const options = {
    assessRisk: riskAssessor({ allowedPrincipals: ['someone'], decoyResources: [tableArn('Honey')] }),
  };
  const auditable = fc
    .tuple(fields, fc.constantFrom(controlEvent, daxEvent, dataEvent))
    .map(([overrides, make]) => make(overrides));

  it('is audited, in texts that have something in them, or rejected with a reason', () => {
    fc.assert(
      fc.property(auditable, (event) => {
        const parsed = JSON.parse(JSON.stringify(event));
        const audited = auditEvent(parsed, eventBytes(event), options);
        if (audited.kind === 'rejected') {
          expect(audited.reason).toMatch(/^(eventName|eventTime) is /);
          return;
        }
        const { principal, resources, risk: _risk, ...rest } = audited.event.record;
        const { impliedTables = 0, categories = [], cutFields = [], ...texts } = rest;
        const { mfa = true, ...names } = principal;
        expect(mfa).toBe(true);
        expect(resources.length).toBeGreaterThanOrEqual(impliedTables);
        const lists = [...resources, ...categories, ...cutFields];
        for (const text of [...Object.values(texts), ...Object.values(names), ...lists]) {
          expect(typeof text).toBe('string');
          expect(text).not.toBe('');
        }
        expect(new Set(resources).size).toBe(resources.length);
      }),
      { numRuns: campaignSize(3_000) },
    );
  });

  it('means the same in another order of keys', () => {
    const reordered = (value: unknown): unknown => {
      if (typeof value !== 'object' || value === null) return value;
      if (Array.isArray(value)) return value.map(reordered);
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, part]) => [key, reordered(part)]),
      );
    };
    const toMeaning = (event: CloudTrailEvent) => {
      const audited = auditEvent(event, eventBytes(event), options);
      return audited.kind === 'audited' ? { ...audited.event, original: undefined } : audited;
    };
    fc.assert(
      fc.property(auditable, (event) => {
        const parsed: CloudTrailEvent = JSON.parse(JSON.stringify(event));
        expect(toMeaning(reordered(parsed) as CloudTrailEvent)).toEqual(toMeaning(parsed));
      }),
    );
  });
});
