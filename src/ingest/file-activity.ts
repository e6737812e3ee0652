import type { CollectedActivity } from '../activity/activity-collector';
import type { FileActivity } from '../activity/file-activity';
import type { LedgerEntry } from '../store/ledger/ledger';
import type { IngestContext } from './ingest-context';

type Context = Pick<IngestContext, 'activity' | 'settings' | 'signal'>;

/**
 * Writes the activity entries of a file whose events are stored.
 * @param entry the ledger entry that will make the file done
 * @returns what that entry has to say of them. Undefined if there is no activity.
 * @throws AuditTrailError `WriteFailed`, `OutOfTime`
 */
export async function writeActivity(
  { entries, filters }: CollectedActivity,
  entry: LedgerEntry,
  { activity, settings, signal }: Context,
): Promise<FileActivity | undefined> {
  if (entries.length === 0) return undefined;
  await activity?.writer.write(entries, entry, settings.retentionDays, signal);
  return { entries, filters };
}

/**
 * Whether a file may have activity entries from before: only then the ledger is asked for them. A file without data
 * events never had any, unless settings exclude them since then, or an earlier version took other events for data events.
 * @param known what the ledger has of the file, if it was looked up: always if an earlier version may have ingested it
 */
export const mayHaveFormer = (
  { counts }: LedgerEntry,
  activity: FileActivity | undefined,
  known: readonly LedgerEntry[] | undefined,
  context: Pick<IngestContext, 'activity'>,
): boolean => {
  if (context.activity === undefined) return false;
  if (activity !== undefined || counts.excluded > 0) return true;
  if (known?.some(({ activityMeaning }) => activityMeaning !== undefined)) return true;
  return context.activity.tokenizer === undefined && counts.audited > 0;
};
