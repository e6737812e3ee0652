import type { FileCounts } from '../../store/ledger/file-counts';
import type { LedgerEntry } from '../../store/ledger/ledger-item';
import type { Column } from '../duckdb/text-table';

type Of = Column<LedgerEntry>;

const text = (name: string, holds: string, from: Of['from']): Of => ({ name, type: 'VARCHAR', holds, from });
const number = (name: string, holds: string, from: Of['from']): Of => ({ name, type: 'BIGINT', holds, from });
const count = (name: keyof FileCounts, holds: string): Of =>
  number(name, holds, ({ counts }) => counts[name]);

/** Columns of `files/*.parquet`: one row for each content that was read under a key. */
export const FILE_COLUMNS: readonly Of[] = [
  text('bucket', 'bucket of the log file; `local` on this machine', ({ bucket }) => bucket),
  text('key', 'object key or path', ({ key }) => key),
  text('etag', 'identifies the content that was read', ({ etag }) => etag),
  text('versionId', 'version of the object in S3', ({ versionId }) => versionId),
  text('sha256', 'of the inflated bytes, as digests list it', ({ sha256 }) => sha256),
  number('compressedBytes', 'size as stored', ({ compressedBytes }) => compressedBytes),
  number('inflatedBytes', 'size after gunzip', ({ inflatedBytes }) => inflatedBytes),
  number('gzipMembers', 'gzip members; CloudTrail writes 1', ({ gzipMembers }) => gzipMembers),
  number(
    'paddingBytes',
    'zero bytes after the gzip data; CloudTrail writes 0',
    (entry) => entry.paddingBytes,
  ),
  text('accountId', 'account of the folder that the file lies in', ({ accountId }) => accountId),
  text('region', 'Region of that folder', ({ region }) => region),
  text('day', 'day of that folder, `YYYY-MM-DD`', ({ day }) => day),
  text('status', '`done` or `failed`', ({ status }) => status),
  text('error', 'why the file failed', ({ error }) => error),
  count('read', 'records in the file'),
  count('otherServices', 'records of other services'),
  count('excluded', 'records that settings leave out'),
  count('duplicates', 'records that the file has twice, and copies of stored ones'),
  count('audited', 'records in the audit'),
  count('rejected', 'records that could not be audited'),
  number('unknownOperations', 'records of unknown operations', (entry) => entry.unknownOperations),
  text('rejectedRecords', 'first 100 rejected records, as JSON', ({ rejected }) =>
    rejected?.length ? JSON.stringify(rejected) : undefined,
  ),
  {
    name: 'shapes',
    type: 'VARCHAR[]',
    holds: 'shapes of input, unless CloudTrail delivered the file',
    from: ({ shapes }) => shapes,
  },
  {
    name: 'tables',
    type: 'VARCHAR[]',
    holds: 'tables that its events name, the first 100',
    from: ({ tables }) => tables ?? [],
  },
  {
    name: 'tablesTruncated',
    type: 'BOOLEAN',
    holds: 'true if its events name more tables',
    from: ({ tablesTruncated }) => tablesTruncated,
  },
  {
    name: 'firstEventTime',
    type: 'TIMESTAMP',
    holds: 'time of its first event',
    from: ({ firstEventTime }) => firstEventTime,
  },
  {
    name: 'lastEventTime',
    type: 'TIMESTAMP',
    holds: 'time of its last event',
    from: ({ lastEventTime }) => lastEventTime,
  },
  text('finishedAt', 'when it was read, ISO 8601', ({ finishedAt }) => finishedAt),
];
