import { INDEXES, type IndexName, indexValues } from '../../src/store/indexes';
import { auditRecord, changeRecord, settings } from '../support/audit-records';

const toIndexes = (
  ...[record, withSettings = settings()]: [ReturnType<typeof auditRecord>, ReturnType<typeof settings>?]
) =>
  INDEXES.filter((index) => indexValues(index, record, withSettings).length > 0).map((index) => index.name);

describe('the indexes that a record enters', () => {
  it.each<[string, ReturnType<typeof auditRecord>, IndexName[]]>([
    ['a change', changeRecord(), ['resource', 'principal', 'action', 'feed', 'credential', 'address']],
    [
      'a failed change',
      changeRecord({ outcome: 'failed', errorCode: 'ResourceInUseException' }),
      ['resource', 'principal', 'action', 'feed', 'failure', 'credential', 'address'],
    ],
    ['a data event', auditRecord(), ['resource', 'principal']],
    [
      'a denied data event',
      auditRecord({ outcome: 'denied', errorCode: 'AccessDenied' }),
      ['resource', 'principal', 'feed', 'failure'],
    ],
    [
      'a throttled data event',
      auditRecord({ outcome: 'throttled', errorCode: 'ThrottlingException' }),
      ['resource', 'principal', 'feed', 'failure'],
    ],
    [
      'a risky data event',
      auditRecord({ risk: { level: 'high', rules: ['decoy'] } }),
      ['resource', 'principal', 'feed', 'risk'],
    ],
    [
      "a data event that failed by the application's own condition",
      auditRecord({ outcome: 'failed', errorCode: 'ConditionalCheckFailedException' }),
      ['resource', 'principal'],
    ],
    [
      'a data event that failed otherwise',
      auditRecord({ outcome: 'failed', errorCode: 'ResourceNotFoundException' }),
      ['resource', 'principal', 'failure'],
    ],
    [
      'a data event without a table',
      auditRecord({ resources: [] }),
      ['principal', 'action', 'feed', 'credential', 'address'],
    ],
  ])('%s', (_what, record, expected) => {
    expect(toIndexes(record)).toEqual(expected);
  });

  it('are more for data events where settings list them', () => {
    const all = settings({ dataEventIndexes: ['action', 'feed', 'credential', 'address'] });
    expect(toIndexes(auditRecord(), all)).toEqual([
      'resource',
      'principal',
      'action',
      'feed',
      'credential',
      'address',
    ]);
  });

  it.each(['ConditionalCheckFailedException', 'TransactionCanceledException'])(
    'include failure for %s where settings say so, and for control events always',
    (errorCode) => {
      const failed = { outcome: 'failed', errorCode } as const;
      expect(toIndexes(auditRecord(failed), settings({ indexApplicationFailures: true }))).toContain(
        'failure',
      );
      expect(toIndexes(changeRecord(failed))).toContain('failure');
    },
  );
});
