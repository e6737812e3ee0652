import type { StoryTimes } from '../../web/stories/answer';
import { findOpen } from '../../web/stories/open-ways';
import { toSteps } from '../../web/stories/steps';
import { answerTable, findTables } from '../../web/stories/table-life';
import { toRecord } from '../support/audited';
import { type CloudTrailEvent, controlEvent, OTHER_ACCOUNT, tableArn } from '../support/events';

const MUSIC = tableArn('Music');
const TABLES = new Set([MUSIC]);
const TIMES: StoryTimes = { format: (time) => time.slice(11, 16), range: 'between A and B' };

let minute = 0;
const call = (eventName: string, requestParameters: object = {}, fields: CloudTrailEvent = {}) => {
  minute += 1;
  return toRecord(
    controlEvent({
      eventTime: `2026-03-14T01:${String(minute).padStart(2, '0')}:00Z`,
      eventName,
      readOnly: false,
      requestParameters: { tableName: 'Music', ...requestParameters },
      ...fields,
    }),
  );
};
const share = () => call('PutResourcePolicy', { resourceArn: MUSIC, policy: '{}' });
const replicate = (request: object) => call('UpdateTable', { replicaUpdates: [request] });

beforeEach(() => {
  minute = 0;
});

/** @param calls oldest first */
const makeSteps = (calls: readonly ReturnType<typeof call>[]) => toSteps(calls.toReversed(), TABLES);
const toKinds = (...calls: ReturnType<typeof call>[]) => makeSteps(calls).map(({ kind }) => kind);
const openKinds = (...calls: ReturnType<typeof call>[]) =>
  findOpen(makeSteps(calls)).map(({ step }) => step.kind);

describe('the steps of a table', () => {
  it.each([
    ['CreateTable', {}, 'created'],
    ['UpdateTable', { billingMode: 'PAY_PER_REQUEST' }, 'changed'],
    ['UpdateTable', { replicaUpdates: [{ create: { regionName: 'eu-west-1' } }] }, 'replicated'],
    ['UpdateTable', { streamSpecification: { streamEnabled: true } }, 'streamed'],
    ['DeleteTableReplica', {}, 'replicaRemoved'],
    ['EnableKinesisStreamingDestination', { streamArn: 'arn:aws:kinesis:::stream/a' }, 'streamed'],
    ['ExportTableToPointInTime', { tableArn: MUSIC, s3Bucket: 'a' }, 'exported'],
    ['TagResource', { resourceArn: MUSIC, tags: [] }, 'tagged'],
  ])('%s %j is %s', (eventName, request, kind) => expect(toKinds(call(eventName, request))).toEqual([kind]));

  it('tell a copy of the table from its own return', () => {
    const backupArn = `${MUSIC}/backup/01773446400000-4d5e6f70`;
    const restore = (targetTableName: string) =>
      call('RestoreTableFromBackup', { targetTableName, backupArn });
    const toPoint = (sourceTableName: string, targetTableName: string) =>
      call('RestoreTableToPointInTime', { sourceTableName, targetTableName, tableName: undefined });
    expect(toKinds(restore('Copy'))).toEqual(['copied']);
    expect(toKinds(restore('Music'))).toEqual(['restored']);
    expect(toKinds(toPoint('Music', 'Copy'))).toEqual(['copied']);
    expect(toKinds(toPoint('Other', 'Music'))).toEqual(['restored']);
  });

  it('join calls that follow each other and are alike, but no risky ones', () => {
    const update = () => call('UpdateTable', { billingMode: 'PAY_PER_REQUEST' });
    const [step, ...others] = makeSteps([update(), update(), update()]);
    expect([step?.count, step?.first.eventTime, step?.last.eventTime, others]).toEqual([
      3,
      '2026-03-14T01:01:00Z',
      '2026-03-14T01:03:00Z',
      [],
    ]);
    const protectionOff = () => call('UpdateTable', { deletionProtectionEnabled: false });
    expect(toKinds(protectionOff(), protectionOff())).toHaveLength(2);
  });
});

describe('ways out of a table', () => {
  it('stay open until a call closes them', () => {
    expect(openKinds(share())).toEqual(['shared']);
    expect(openKinds(share(), call('DeleteResourcePolicy', { resourceArn: MUSIC }))).toEqual([]);
    expect(openKinds(call('DeleteResourcePolicy', { resourceArn: MUSIC }), share())).toEqual(['shared']);
  });

  it('end with the table, but for its replicas', () => {
    const replica = replicate({ create: { regionName: 'eu-west-1' } });
    expect(openKinds(share(), replica, call('DeleteTable'))).toEqual(['replicated']);
  });

  it('do not open by a call that was denied', () => {
    expect(openKinds({ ...share(), outcome: 'denied' })).toEqual([]);
  });
});

describe('the five answers', () => {
  const ask = (...calls: ReturnType<typeof call>[]) =>
    answerTable(
      {
        tables: [MUSIC],
        steps: makeSteps(calls),
        groups: [],
        words: new Map(),
        unlogged: ['Reads and writes of items of Music: not logged.'],
      },
      TIMES,
    ).map(({ question, lines }) => [question, lines.map(({ text }) => text)] as const);

  it('say what was searched in vain, and what is not logged', () => {
    const answers = new Map(ask());
    expect(answers.get('Who?')).toEqual(['Found nobody between A and B.']);
    expect(answers.get('How much?')).toEqual([
      'Found no read or write of its items between A and B.',
      'Reads and writes of items of Music: not logged.',
    ]);
    expect(answers.get('Did it leave?')).toEqual([
      'Found no export, copy, replica, stream or policy between A and B.',
    ]);
    expect(answers.get('Is it still going on?')).toContain(
      'What was opened before is not in these calls. Check the table itself.',
    );
  });

  it('tell a try from a deed', () => {
    const tried = call('ExportTableToPointInTime', { tableArn: MUSIC, s3BucketOwner: OTHER_ACCOUNT });
    const answers = new Map(ask({ ...tried, outcome: 'denied' }));
    expect(answers.get('Did it leave?')).toEqual(['Tried, and denied: Exported, 01:01.']);
  });

  it('are about the tables of a name that calls name', () => {
    const records = [call('CreateTable')];
    expect(findTables('Music', records, [])).toEqual([MUSIC]);
    expect(findTables('Mus*', records, [])).toEqual([MUSIC]);
    expect(findTables(`${MUSIC}/index/by-year`, [], [])).toEqual([MUSIC]);
    expect(findTables('Unseen', records, [])).toEqual(['Unseen']);
  });
});
