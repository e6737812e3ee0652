import type { FileRecord } from '../../query/file-record';
import { COUNT_NAMES } from '../../store/ledger/file-counts';
import type { ListForm } from './list-writer';
import type { NamedColumn } from './table-options';

/** A column of a table of log files, and how to read it from a record. */
export interface FileColumn extends NamedColumn {
  readonly read: (record: FileRecord) => string;
}

const MOST_REASONS = 3;

/** The error of a file without its name, with which most errors begin. */
export function toFailureReason({
  bucket,
  key,
  error = '',
}: Pick<FileRecord, 'bucket' | 'key' | 'error'>): string {
  const name = `${bucket}/${key}: `;
  return error.startsWith(name) ? error.slice(name.length) : error;
}

/** Why a file failed, or why records of it could not be audited. */
function toReason(record: FileRecord): string {
  const { status, counts, rejectedRecords = [] } = record;
  if (status === 'failed') return toFailureReason(record);
  const reasons = rejectedRecords
    .slice(0, MOST_REASONS)
    .map(({ index, reason }) => `record ${index}: ${reason}`);
  const more = counts.rejected - reasons.length;
  return [...reasons, ...(more > 0 ? [`${more} more rejected`] : [])].join('; ');
}

/** Everything that can be said of the status of a file, as in `done, altered`. */
const toStatus = ({ status, altered, unreferenced, counts }: FileRecord): string =>
  [
    status,
    ...(altered ? ['altered'] : []),
    ...(counts.rejected > 0 ? ['rejected'] : []),
    ...(unreferenced ? ['unreferenced'] : []),
  ].join(', ');

export const FILE_COLUMNS: readonly FileColumn[] = [
  { name: 'status', head: 'STATUS', read: toStatus },
  { name: 'finished', head: 'FINISHED', read: ({ finishedAt }) => finishedAt, hideOrder: 5 },
  { name: 'account', head: 'ACCOUNT', read: ({ accountId }) => accountId, hideOrder: 4 },
  { name: 'region', head: 'REGION', read: ({ region }) => region, hideOrder: 3 },
  { name: 'day', head: 'DAY', read: ({ day }) => day, onRequest: true },
  { name: 'read', head: 'READ', read: ({ counts }) => String(counts.read), hideOrder: 1 },
  { name: 'audited', head: 'AUDITED', read: ({ counts }) => String(counts.audited), hideOrder: 2 },
  { name: 'rejected', head: 'REJECTED', read: ({ counts }) => String(counts.rejected), hideOrder: 2 },
  { name: 'file', head: 'FILE', read: ({ bucket, key }) => `${bucket}/${key}`, minimum: 20 },
  { name: 'reason', head: 'REASON', read: toReason, minimum: 12 },
  { name: 'sha256', head: 'SHA-256', read: ({ sha256 = '' }) => sha256, onRequest: true },
];

/** The columns of CSV: the names of JSON, and each count by itself. */
const FILE_CSV_COLUMNS: readonly (readonly [name: string, read: (record: FileRecord) => unknown])[] = [
  ['bucket', ({ bucket }) => bucket],
  ['key', ({ key }) => key],
  ['accountId', ({ accountId }) => accountId],
  ['region', ({ region }) => region],
  ['day', ({ day }) => day],
  ['status', ({ status }) => status],
  ['altered', ({ altered }) => altered],
  ['unreferenced', ({ unreferenced }) => unreferenced],
  ['error', ({ error }) => error],
  ['finishedAt', ({ finishedAt }) => finishedAt],
  ...COUNT_NAMES.map((name) => [name, ({ counts }: FileRecord) => counts[name]] as const),
  ['rejectedRecords', ({ rejectedRecords }) => rejectedRecords && JSON.stringify(rejectedRecords)],
  ['etag', ({ etag }) => etag],
  ['versionId', ({ versionId }) => versionId],
  ['sha256', ({ sha256 }) => sha256],
  ['firstEventTime', ({ firstEventTime }) => firstEventTime],
  ['lastEventTime', ({ lastEventTime }) => lastEventTime],
];

/** How records of log files are written. */
export const FILE_FORM: ListForm<FileRecord> = {
  name: 'records',
  columns: FILE_COLUMNS.map(({ read, ...column }) => ({
    ...column,
    toCell: (record) => ({ text: read(record) }),
  })),
  csvColumns: FILE_CSV_COLUMNS,
};
