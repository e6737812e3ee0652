import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Change } from '../audit/record-changes';
import { changeIndexCoverage, type IndexCoverage } from '../store/ledger/index-coverage';
import { later, secondAfter } from '../time';
import type { StoredPlan } from './plan-event';

/**
 * Has calls counted by their records where activity entries say something else: entries are made of log files, which
 * are not read here.
 */
export class ActivityBound {
  /** `eventTime` of the latest call that is known to be counted by its record. */
  #last = '';

  constructor(
    readonly client: DynamoDBClient,
    readonly ledgerTableName: string,
  ) {}

  /**
   * Takes events before they change, and writes the ledger only if one of them is later than those before.
   * @throws AuditTrailError `ServiceFailed`
   */
  async include(plans: readonly StoredPlan[]): Promise<void> {
    const last = plans
      .filter(({ record, changes }) => record.plane === 'data' && changes.some(isOfActivity))
      .reduce((latest, { record }) => later(latest, record.eventTime), this.#last);
    if (last === this.#last) return;
    this.#last = last;
    await changeIndexCoverage(
      this.client,
      this.ledgerTableName,
      (before) => before && countByRecords(before, secondAfter(last)),
    );
  }
}

/** Activity entries have the table, the principal and the outcome of a call, but no risk, and are in no index. */
const isOfActivity = ({ kind }: Change): boolean => !/^(?:risk|categor|index |link items)/.test(kind);

/** Events without a record are in entries only, so entries must count where there are such events. */
const countByRecords = (coverage: IndexCoverage, until: string): IndexCoverage =>
  coverage.activitySince === undefined || coverage.summarized !== undefined
    ? coverage
    : { ...coverage, activitySince: later(coverage.activitySince, until) };
