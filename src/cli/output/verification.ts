import type { Failure, Verification } from '../../assure/verification';
import { visible } from './control-characters';
import type { Io } from './io';

/** With what the log files were compared: what was ingested, the objects as they are stored now, or both. */
export interface ComparedVerification extends Verification {
  readonly comparedWith: readonly ('ledger' | 'objects')[];
}

const KINDS: Readonly<Record<Failure['kind'], string>> = {
  digest: 'Digest file',
  file: 'Log file',
  record: 'Record',
  audit: 'Data folder',
};

/** States that mean that something was changed or is missing. */
const INVALID = new Set(['invalid', 'missing', 'altered', 'notIngested', 'damaged']);

/** What a failure is about, its object, and what is wrong, in the words of `aws cloudtrail validate-logs`. */
export function toFailureCells({ object, kind, state, reason, isBackfill }: Failure): string[] {
  const verdict = `${INVALID.has(state) ? 'INVALID' : 'NOT PROVEN'}: ${reason}`;
  return [`${isBackfill ? '(backfill) ' : ''}${KINDS[kind]}`, object, verdict].map(visible);
}

/** Formats a failure as one line, in the form of `aws cloudtrail validate-logs`. */
export const formatFailure = (failure: Failure): string => `${toFailureCells(failure).join('\t')}\n`;

/** Formats the counts of each day, and what they mean together. */
export async function formatVerification(verification: ComparedVerification, io: Io): Promise<string> {
  const { days } = verification;
  const { formatTable } = await import('./table');
  const columns = [
    ...['ACCOUNT', 'REGION', 'DAY', 'STATUS', 'SINCE', 'UNTIL', 'DIGESTS', 'FILES', 'INTACT', 'ALTERED'],
    ...['MISSING', 'UNREFERENCED', 'UNCOVERED', 'PENDING'],
  ];
  const rows = days.map((day) => [
    ...[day.account, day.region, day.day, day.status, day.since ?? '', day.until ?? '', day.digests.valid],
    ...[day.files.named, day.files.intact, day.files.altered, day.files.missing, day.files.unreferenced],
    ...[day.files.uncovered, day.files.pending],
  ]);
  const table = formatTable(
    columns.map((head) => ({ head })),
    rows.map((row) => row.map((cell) => ({ text: String(cell) }))),
    io.stdout.isTTY ? io.stdout.columns : undefined,
  );
  const lines = [...describeCounts(verification), describeStatus(verification)];
  return `${days.length > 0 ? `${table}\n` : ''}${lines.map((line) => `${line}\n`).join('')}`;
}

/** How many digests, log files and records are valid, one line for each kind. */
export const describeCounts = ({ digests, files, records }: ComparedVerification): string[] => [
  ...toRatio('digest', digests.valid, digests.invalid + digests.missing, digests.unverified),
  ...toRatio(
    'log',
    files.intact,
    files.altered + files.missing + files.notIngested,
    files.unread + files.incomplete,
  ),
  ...(records.checked > 0 ? [formatRecords(records)] : []),
];

const formatRecords = ({ checked, missing, altered, added }: Verification['records']): string =>
  `${checked} records compared: ${missing} missing, ${altered} altered, ${added} added`;

function toRatio(name: string, valid: number, invalid: number, unverified: number): string[] {
  const total = valid + invalid + unverified;
  const part = (count: number, words: string) =>
    count > 0 ? [`${count}/${total} ${name} files ${words}`] : [];
  if (total === 0) return [];
  const parts = [
    `${valid}/${total} ${name} files valid`,
    ...part(invalid, 'INVALID'),
    ...part(unverified, 'not verified'),
  ];
  return [parts.join(', ')];
}

/** What the counts mean together. */
export function describeStatus({ status, digests, files, comparedWith }: ComparedVerification): string {
  if (status === 'invalid') return 'Invalid: something was changed or is missing.';
  const named = `${digests.valid} valid digests name ${files.named} log files`;
  if (status === 'unproven') return `Not proven: ${named}, but not everything could be verified.`;
  const pending = files.pending > 0 ? ` The digests of ${files.pending} more log files are not due yet.` : '';
  const isStored = comparedWith.includes('objects');
  const isIngested = comparedWith.includes('ledger');
  if (!isIngested) return `Proven: ${named}, and all of them are there, unchanged.${pending}`;
  return isStored
    ? `Proven: ${named}, and all of them are there and were ingested, unchanged.${pending}`
    : `Proven: ${named}, and all of them were ingested unchanged.${pending} Use --read to hash the stored objects, too.`;
}
