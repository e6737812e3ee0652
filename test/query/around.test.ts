import type { AuditRecord } from '../../src/audit/audit-record';
import { mergeSide, type Side, type SideAnswer } from '../../src/query/around-merge';
import { type AroundReason, findReasons, planAround } from '../../src/query/around-subject';
import { toRecord } from '../support/audited';
import { controlEvent, dataEvent, daxEvent, identities, tableArn } from '../support/events';

const at = (second: number) => `2026-03-14T09:26:${String(second).padStart(2, '0')}Z`;
const read = (second: number): AuditRecord => toRecord(dataEvent({ eventTime: at(second) }));

describe('what to look for around an event', () => {
  it('is its principal, access key, address and tables', () => {
    const event = toRecord(controlEvent());
    expect(planAround([event])).toEqual({
      subject: {
        principal: [event.principal.id],
        accessKey: [event.accessKeyId],
        sourceIp: ['198.51.100.7'],
        table: [tableArn('Music')],
        resource: [],
      },
      leftOut: [],
    });
  });

  it('says what cannot be asked', () => {
    const byService = controlEvent({
      userIdentity: { type: 'AWSService', invokedBy: 'backup.amazonaws.com' },
      sourceIPAddress: 'backup.amazonaws.com',
      eventName: 'ListTables',
      requestParameters: null,
    });
    expect(planAround([toRecord(byService)]).leftOut).toEqual([
      'sourceIp: the call came from backup.amazonaws.com, which is no address.',
      'accessKey: the event has no access key.',
      'table: the event names no table.',
    ]);
  });

  it('is a resource that belongs to no table, too', () => {
    expect(
      planAround([
        toRecord(daxEvent({ eventName: 'DeleteCluster', requestParameters: { clusterName: 'c' } })),
      ]),
    ).toMatchObject({ subject: { table: [], resource: ['arn:aws:dax:us-east-1:111122223333:cache/c'] } });
  });

  it('is at most 20 tables, and names the others', () => {
    const names = Array.from({ length: 22 }, (_, index) => `t${10 + index}`);
    const requestItems = Object.fromEntries(names.map((name) => [name, { keys: [] }]));
    const event = dataEvent({
      eventName: 'BatchGetItem',
      requestParameters: { requestItems },
      resources: undefined,
    });
    const { subject, leftOut } = planAround([toRecord(event)]);
    expect(subject.table).toHaveLength(20);
    expect(leftOut).toEqual([expect.stringMatching(/^table: 2 of 22 values .*\/t30, arn:.*\/t31\.$/)]);
  });
});

it('finds every thing that a record has in common with an event', () => {
  const { subject } = planAround([toRecord(controlEvent())]);
  const other = controlEvent({ userIdentity: identities.root(), requestParameters: { tableName: 'Other' } });
  expect(findReasons(toRecord(controlEvent({ sourceIPAddress: '192.0.2.1' })), subject)).toEqual([
    'principal',
    'accessKey',
    'table',
  ]);
  expect(findReasons(toRecord(other), subject)).toEqual(['sourceIp']);
});

describe('one side of an event', () => {
  const answer = (
    side: Side,
    reason: AroundReason,
    records: AuditRecord[],
    nextToken?: string,
  ): SideAnswer => ({
    side,
    reason,
    page: { records, searched: { index: 'resource', entries: 9 }, ...(nextToken && { nextToken }) },
  });

  it('has each record once, newest first', () => {
    const [one, two, three] = [read(1), read(2), read(3)];
    const { records, leftOut } = mergeSide(
      'after',
      [answer('after', 'principal', [one, three]), answer('after', 'table', [one, two])],
      10,
    );
    expect(records).toEqual([three, two, one]);
    expect(leftOut).toEqual([]);
  });

  it('keeps variants of an event apart', () => {
    const variant = { ...read(1), eventName: 'PutItem' };
    const { records } = mergeSide(
      'before',
      [answer('before', 'table', [{ ...variant, eventName: 'Scan' }, variant])],
      10,
    );
    expect(records).toHaveLength(2);
  });

  it.each(['before', 'after'] as const)(
    'keeps the nearest %s the event, and says what it leaves out',
    (side) => {
      const seconds = side === 'before' ? [5, 4, 3] : [3, 4, 5];
      const [near, next, far] = seconds.map(read) as [AuditRecord, AuditRecord, AuditRecord];
      const { records, leftOut } = mergeSide(
        side,
        [answer(side, 'principal', [near, next]), answer(side, 'table', [far])],
        2,
      );
      expect(new Set(records)).toEqual(new Set([near, next]));
      expect(leftOut).toEqual([
        `1 record at or ${side} ${at(4)}, because the answer has at most 2 ${side} the event.`,
      ]);
    },
  );

  it('says where a page stopped, and why', () => {
    const full = mergeSide('before', [answer('before', 'table', [read(5), read(4)], 'token')], 2);
    expect(full.leftOut).toEqual([
      `table: records at or before ${at(4)}, because there are more than 2 before the event.`,
    ]);
    const empty = mergeSide('after', [answer('after', 'table', [], 'token')], 2);
    expect(empty.leftOut).toEqual([
      'table: records after the event, because reading stopped after 9 entries.',
    ]);
    const byFiles = answer('after', 'table', [], 'token');
    const searched = { ...byFiles.page.searched, files: 64 };
    expect(mergeSide('after', [{ ...byFiles, page: { ...byFiles.page, searched } }], 2).leftOut).toEqual([
      'table: records after the event, because reading stopped after 9 entries and 64 log files.',
    ]);
  });
});
