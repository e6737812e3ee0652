import type { ReportedOutcome } from '../../ingest/ingest-context';

/** Rejected records that are named for one file. The ledger has the first 100. */
const MOST_REJECTED = 3;

/** What is unusual about a file that was ingested. */
export function findWarnings(outcome: ReportedOutcome): string[] {
  if (outcome.status !== 'done') return [];
  const { gzipMembers, paddingBytes, isAltered, shapes, rejected, counts } = outcome;
  const warnings = rejected
    .slice(0, MOST_REJECTED)
    .map(({ index, reason }) => `record ${index} was rejected: ${reason}`);
  const others = counts.rejected - warnings.length;
  if (others > 0) warnings.push(`${others} more records were rejected`);
  if (gzipMembers > 1 && shapes === undefined) {
    warnings.push(`has ${gzipMembers} gzip members; CloudTrail writes exactly one`);
  }
  if (paddingBytes > 0 && shapes === undefined) {
    warnings.push(`has ${paddingBytes} zero bytes after its gzip data; CloudTrail writes none`);
  }
  if (isAltered) {
    warnings.push(
      'has other content than when it was ingested before; the audit contains the events of both',
    );
  }
  return warnings;
}
