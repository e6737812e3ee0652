import { changeIndexCoverage, EVER, type IndexCoverage } from '../store/ledger/index-coverage';
import { addReindexed, isWrittenAlike, NEVER } from '../store/ledger/reindexed-coverage';
import { later, secondAfter } from '../time';
import type { ReindexCounts } from './counts';
import type { ReindexRun } from './reindex-table';

/**
 * Records that the indexes hold the range of a run that is done. An event that was left as it is may be missing from
 * them, so they are complete only after the latest one.
 * @param written what the indexes held when the run began
 * @returns undefined if other settings were deployed in the meantime: then the range is not covered
 * @throws AuditTrailError `ServiceFailed`
 */
export function recordReindexed(
  { client, ledgerTableName, since = EVER, until = NEVER }: ReindexRun,
  written: IndexCoverage,
  { left, lastLeft }: ReindexCounts,
): Promise<IndexCoverage | undefined> {
  const isWhole = since === EVER && until === NEVER && left === 0;
  const range = { since: lastLeft === undefined ? since : later(since, secondAfter(lastLeft)), until };
  return changeIndexCoverage(client, ledgerTableName, (before) =>
    before && isWrittenAlike(written, before) ? addReindexed(before, range, isWhole) : undefined,
  );
}
