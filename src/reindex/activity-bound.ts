import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Change } from '../audit/record-changes';
import { changeIndexCoverage, type IndexCoverage } from '../store/ledger/index-coverage';
import { isWrittenAlike, type WrittenIndexes } from '../store/ledger/reindexed-coverage';
import { later, secondAfter, toTime } from '../time';
import type { StoredPlan } from './plan-event';

/** Before every `eventTime`. */
const NONE = '';

/**
 * Has calls counted by their records where activity entries say something else, until these were made again: entries are made
 * of log files.
 */
export class ActivityBound {
  /** The times up to which calls are known to be counted by their records: until entries are made again, and for good. */
  #until = NONE;
  #everUntil = NONE;

  constructor(
    readonly client: DynamoDBClient,
    readonly ledgerTableName: string,
  ) {}

  /**
   * Takes events before they change, and writes the ledger only if one of them is later than those before.
   * @throws AuditTrailError `ServiceFailed`
   */
  async include(plans: readonly StoredPlan[]): Promise<void> {
    let [until, everUntil] = [this.#until, this.#everUntil];
    for (const { record, changes, hadEntry } of plans) {
      if (record.plane !== 'data' || !changes.some(isOfActivity)) continue;
      until = later(until, secondAfter(record.eventTime));
      // Entries that are made again stand for the calls that they had.
      if (!hadEntry) everUntil = later(everUntil, secondAfter(record.eventTime));
    }
    if (until === this.#until && everUntil === this.#everUntil) return;
    await changeIndexCoverage(
      this.client,
      this.ledgerTableName,
      (before) => before && countByRecords(before, until, everUntil),
    );
    [this.#until, this.#everUntil] = [until, everUntil];
  }
}

/** Activity entries have the table, the principal and the outcome of a call, but no risk, and are in no index. */
const isOfActivity = ({ kind }: Change): boolean => !/^(?:risk|categor|index |link items)/.test(kind);

/** Events without a record are in entries only, so entries must count where there are such events. */
function countByRecords(coverage: IndexCoverage, until: string, everUntil: string): IndexCoverage {
  const { activitySince, summarized, entriesSince = activitySince } = coverage;
  if (activitySince === undefined || entriesSince === undefined || summarized !== undefined) return coverage;
  return withSince(coverage, later(activitySince, until), later(entriesSince, everUntil));
}

function withSince(
  { entriesSince: _, ...coverage }: IndexCoverage,
  activitySince: string,
  entriesSince: string,
): IndexCoverage {
  return { ...coverage, activitySince, ...(entriesSince < activitySince && { entriesSince }) };
}

/**
 * Has all calls up to now counted by their records, until `countByEntries`.
 * @throws AuditTrailError `ServiceFailed`
 */
export async function countPastByRecords(client: DynamoDBClient, ledgerTableName: string): Promise<void> {
  const until = secondAfter(toTime(Date.now()));
  await changeIndexCoverage(
    client,
    ledgerTableName,
    (before) => before && countByRecords(before, until, NONE),
  );
}

/**
 * Has calls counted by activity entries again that were counted by their records, because entries of this version say the same.
 * @param written what the indexes held when the run began
 * @param outdatedUntil later than all calls of entries of earlier versions; undefined if there are none
 * @throws AuditTrailError `ServiceFailed`
 */
export async function countByEntries(
  client: DynamoDBClient,
  ledgerTableName: string,
  written: WrittenIndexes,
  outdatedUntil = NONE,
): Promise<void> {
  await changeIndexCoverage(client, ledgerTableName, (before) => {
    if (before?.activitySince === undefined || before.entriesSince === undefined) return before;
    if (!isWrittenAlike(written, before)) return before;
    const since = later(before.entriesSince, outdatedUntil);
    return since < before.activitySince ? withSince(before, since, before.entriesSince) : before;
  });
}
