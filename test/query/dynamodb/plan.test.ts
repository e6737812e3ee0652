import type { Coverage } from '../../../src/query/dynamodb/coverage';
import { planQuery } from '../../../src/query/dynamodb/plan';
import { parseExclude } from '../../../src/query/parse-exclude';
import { type AuditQuery, parseQuery, parseTimeRange } from '../../../src/query/query';
import { toResolvedQuery } from '../../../src/query/resolved-query';
import { ITEM_FORMAT } from '../../../src/store/items/item-summary';
import { EVER } from '../../../src/store/ledger/index-coverage';
import { tableArn } from '../../support/events';

const MUSIC = tableArn('Music');
const NOW = Date.parse('2026-05-10T12:00:00Z');
const coverage = (more: Partial<Coverage> = {}): Coverage => ({
  dataEventIndexes: [],
  indexApplicationFailures: false,
  since: {},
  layoutVersion: 1,
  format: ITEM_FORMAT,
  formatSince: EVER,
  ...more,
});
const plan = (query: AuditQuery, more: Partial<Coverage> = {}) => {
  const { query: parsed } = parseQuery(query);
  const resources = parsed.resource ? [parsed.resource] : [];
  const named = { ...parsed, exclude: parsed.exclude && parseExclude(parsed.exclude) };
  return planQuery(toResolvedQuery(named, resources, parseTimeRange(parsed, NOW)), coverage(more));
};
const lanesIn = (partitions: readonly string[]) =>
  [...new Set(partitions.map((partition) => (partition.startsWith('c|') ? 'changes' : 'traffic')))].join('+');

describe('the index that answers', () => {
  it.each<[AuditQuery, string, string, number, string[]]>([
    [{ resource: [MUSIC] }, 'resource', 'changes+traffic', 9, []],
    [{ resource: [MUSIC], plane: ['data'] }, 'resource', 'traffic', 8, ['plane = data']],
    [
      { resource: [MUSIC], plane: ['control'], access: ['write'] },
      'resource',
      'changes',
      1,
      ['access = write'],
    ],
    [{ resource: [MUSIC], access: ['read', 'list'] }, 'resource', 'traffic', 8, ['access = read or list']],
    [
      { resource: [MUSIC], access: ['permissions'], plane: ['control'] },
      'resource',
      'changes',
      1,
      ['access = permissions'],
    ],
    [{ resource: [MUSIC, `${MUSIC}/index/byYear`] }, 'resource', 'changes+traffic', 18, []],
    [{ principal: ['arn:aws:iam::111122223333:role/app'] }, 'principal', 'changes+traffic', 9, []],
    [{ resource: [MUSIC], principal: ['p'] }, 'resource', 'changes+traffic', 9, ['principal = p']],
    [
      { principal: ['p'], resource: [MUSIC, 'a', 'b'] },
      'principal',
      'changes+traffic',
      9,
      [`resource = ${MUSIC} or a or b`],
    ],
    [{ action: ['DeleteTable'] }, 'action', 'changes', 3, []],
    [{ action: ['dynamodb:DeleteTable'] }, 'action', 'changes', 1, []],
    [{ action: ['DeleteTable'], service: ['dynamodb'] }, 'action', 'changes', 1, []],
    [{ action: ['DescribeTable'], service: ['dynamodb'] }, 'action', 'traffic', 8, []],
    [{ action: ['DeleteTable'], principal: ['p'] }, 'principal', 'changes', 1, ['action = DeleteTable']],
    [{ action: ['GetItem'], resource: [MUSIC] }, 'resource', 'traffic', 8, ['action = GetItem']],
    [{ plane: ['control'] }, 'feed', 'changes+traffic', 9, ['plane = control']],
    [{ plane: ['control'], access: ['write', 'tagging', 'permissions'] }, 'feed', 'changes', 1, []],
    [{ service: ['guard'] }, 'feed', 'changes', 1, ['service = guard']],
    [{ service: ['guard'], plane: ['data'] }, 'feed', '', 0, ['service = guard']],
    [{ outcome: ['denied'] }, 'failure', 'changes+traffic', 36, []],
    [{ outcome: ['denied', 'throttled'] }, 'failure', 'changes+traffic', 72, []],
    [
      { outcome: ['failed'], plane: ['control'] },
      'feed',
      'changes+traffic',
      9,
      ['plane = control', 'outcome = failed'],
    ],
    [{ error: ['AccessDenied'] }, 'failure', 'changes+traffic', 9, []],
    [
      { error: ['ConditionalCheckFailedException'], plane: ['control'] },
      'failure',
      'changes+traffic',
      9,
      ['plane = control'],
    ],
    [{ risk: 'high' }, 'risk', 'changes+traffic', 18, []],
    [{ risk: 'critical', resource: [MUSIC] }, 'risk', 'changes+traffic', 9, [`resource = ${MUSIC}`]],
    [{ accessKey: ['AKIA'], plane: ['control'] }, 'credential', 'changes+traffic', 9, ['plane = control']],
    [
      { accessKey: ['AKIA'], action: ['ExportTableToPointInTime'] },
      'credential',
      'changes',
      1,
      ['action = ExportTableToPointInTime'],
    ],
    [{ accessKey: ['AKIA'], resource: [MUSIC] }, 'resource', 'changes+traffic', 9, ['accessKey = AKIA']],
    [
      { sourceIp: ['198.51.100.7'], outcome: ['denied'] },
      'failure',
      'changes+traffic',
      36,
      ['sourceIp = 198.51.100.7'],
    ],
    [
      { sourceIp: ['198.51.100.7'], access: ['list'], plane: ['control'] },
      'address',
      'traffic',
      8,
      ['plane = control', 'access = list'],
    ],
    [{ session: ['i-0abc'], principal: ['p'] }, 'principal', 'changes+traffic', 9, ['session = i-0abc']],
    [{ service: ['dax'], action: ['dynamodb:Scan'] }, 'action', '', 0, []],
    [{ action: ['GetItem'], plane: ['control'] }, 'action', '', 0, []],
  ])('%j: %s, %s lanes, %d partitions, filters %j', (query, index, lanes, partitions, filters) => {
    const { filters: planned, ...planed } = plan(query);
    expect({ ...planed, partitions: planed.partitions.length, lanes: lanesIn(planed.partitions) }).toEqual({
      index,
      partitions,
      lanes,
    });
    expect(planned.map(({ text }) => text)).toEqual(filters);
  });
});

describe('what a deployment cannot answer', () => {
  it.each<[AuditQuery, RegExp]>([
    [{}, /"feed" holds no routine data events.*plane control.*dataEventIndexes to include "feed"/],
    [{ plane: ['data'] }, /"feed" holds no routine data events/],
    [{ accessKey: ['AKIA'] }, /"credential" holds no data events.*dataEventIndexes to include "credential"/],
    [{ sourceIp: ['198.51.100.7'] }, /"address" holds no data events/],
    [{ action: ['Scan'] }, /"action" holds no data events/],
    [{ outcome: ['failed'] }, /"feed" holds no routine data events/],
    [
      { error: ['ConditionalCheckFailedException'] },
      /"failure" holds no data events with ConditionalCheckFailedException.*indexApplicationFailures/,
    ],
  ])('%j is refused: %s', (query, message) => {
    expect(() => plan(query)).toThrow(
      expect.objectContaining({ code: 'NotAnswerable', message: expect.stringMatching(message) }),
    );
  });

  it('is answered in part when asked to, with what is missing', () => {
    expect(plan({ action: ['Scan'], partial: true })).toMatchObject({
      index: 'action',
      incomplete:
        'the index "action" holds no data events, and log files have no activity entries (activity is false)',
    });
  });

  it('is found by activity entries, in the range that the index lacks', () => {
    const since = '2026-05-01T00:00:00Z';
    const entries = { activitySince: EVER };
    expect(plan({ action: ['Scan'], since: '2026-04-30' }, entries)).toMatchObject({
      index: 'action',
      byEntries: { since: '2026-04-30T00:00:00Z' },
    });
    const late = { ...entries, dataEventIndexes: ['action'] as const, since: { action: since } };
    expect(plan({ action: ['Scan'] }, late)).toMatchObject({ index: 'action', byEntries: { until: since } });
    expect(plan({ action: ['DeleteTable'] }, entries)).not.toHaveProperty('byEntries');
    expect(plan({ principal: ['p'], accessKey: ['AKIA'] }, entries)).not.toHaveProperty('byEntries');
  });

  it('is found by activity entries only since there are some', () => {
    const entries = { activitySince: '2026-05-01T00:00:00Z' };
    expect(plan({ action: ['Scan'], since: '2026-05-01' }, entries)).not.toHaveProperty('incomplete');
    for (const range of [{}, { since: '2026-04-30' }, { since: '2026-04-01', until: '2026-04-02' }]) {
      expect(() => plan({ action: ['Scan'], ...range }, entries)).toThrow(
        /"action" holds no data events, and log files have activity entries only since 2026-05-01T00:00:00Z/,
      );
    }
    expect(() => plan({ action: ['Scan'] }, entries)).toThrow(/Add since 2026-05-01T00:00:00Z/);
    expect(plan({ action: ['Scan'], partial: true }, entries)).toMatchObject({
      byEntries: { since: '2026-05-01T00:00:00Z' },
      incomplete: expect.stringContaining('only since'),
    });
  });

  it('is not found by entries if other events are missing, too', () => {
    const layout = { activitySince: EVER, since: { resource: '2026-05-01T00:00:00Z' } };
    expect(() => plan({ action: ['Scan'] }, layout)).toThrow(/"action" holds no data events\. /);
  });

  it.each<[AuditQuery, Partial<Coverage>, string]>([
    [{}, { dataEventIndexes: ['feed'] }, 'feed'],
    [{ action: ['Scan'] }, { dataEventIndexes: ['action'] }, 'action'],
    [{ action: ['Scan'] }, { dataEventIndexes: ['feed'] }, 'feed'],
    [{ accessKey: ['AKIA'] }, { dataEventIndexes: ['credential'] }, 'credential'],
    [{ sourceIp: ['198.51.100.7'] }, { dataEventIndexes: ['address'] }, 'address'],
    [{ error: ['ConditionalCheckFailedException'] }, { indexApplicationFailures: true }, 'failure'],
  ])('%j is answered with %j, by %s', (query, more, index) => {
    expect(plan(query, more).index).toBe(index);
  });
});

describe('an index that holds data events only since some time', () => {
  const since = { dataEventIndexes: ['action'] as const, since: { action: '2026-05-01T00:00:00Z' } };

  it('answers from then on', () => {
    expect(plan({ action: ['Scan'], since: '2026-05-01' }, since).index).toBe('action');
  });

  it('refuses what begins before, and names the time', () => {
    expect(() => plan({ action: ['Scan'], since: '2026-04-30' }, since)).toThrow(
      /only since 2026-05-01T00:00:00Z.*since 2026-05-01T00:00:00Z/,
    );
    expect(() => plan({ action: ['Scan'] }, since)).toThrow(/only since/);
  });

  it('answers for an earlier range that was reindexed, and for no more', () => {
    const reindexed = [{ since: '2026-01-01T00:00:00Z', until: '2026-02-01T00:00:00Z' }];
    const ask = (first: string, end?: string) =>
      plan({ action: ['Scan'], since: first, ...(end && { until: end }) }, { ...since, reindexed }).index;
    expect(ask('2026-01-01', '2026-02-01')).toBe('action');
    expect(ask('2026-01-10', '2026-01-11')).toBe('action');
    for (const end of ['2026-02-02', '2026-06-01', undefined]) {
      expect(() => ask('2026-01-10', end)).toThrow(/only since/);
    }
    expect(() => ask('2025-12-31', '2026-02-01')).toThrow(/only since/);
  });

  it('answers for any time, even before 1970, if it holds them from the start of the table', () => {
    const always = { dataEventIndexes: ['action'] as const, since: { action: EVER } };
    expect(plan({ action: ['Scan'], since: '1960-01-01' }, always).index).toBe('action');
  });

  it('answers for control-plane calls of any time', () => {
    expect(plan({ action: ['DeleteTable'] }, since).index).toBe('action');
  });

  it('refuses every question about the time before a new layout', () => {
    const all = { since: { resource: '2026-05-01T00:00:00Z', action: '2026-05-01T00:00:00Z' } };
    expect(() => plan({ resource: [MUSIC] }, all)).toThrow(/"resource" holds events only since/);
    expect(() => plan({ action: ['DeleteTable'] }, all)).toThrow(/"action" holds events only since/);
    expect(plan({ resource: [MUSIC], since: '2d' }, all).index).toBe('resource');
  });
});
