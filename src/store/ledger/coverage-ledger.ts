import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { CoverageDay, CoveragePlace } from '../../assure/coverage/known-coverage';
import { type LatestCoverage, toWholeDay } from '../../assure/coverage/latest-coverage';
import type { TrailLogging } from '../../assure/coverage/trail-logging';
import { EXPIRES_AT } from '../indexes';
import { ALL_BOOK, allKey, packAllDays, parseAllItem } from './coverage-all-item';
import { COVERAGE } from './coverage-day-item';
import { LATEST_BOOK, parseLatestItem } from './coverage-latest-item';
import { type CoverageItem, CoverageTable } from './coverage-table';
import { type DayRange, LAST, readCoverageDays } from './read-coverage-days';
import { type Assessment, recordAssessment } from './record-assessment';

import { isTrailItem, MAXIMUM_TRAILS, parseTrailItem, TRAIL_ARN } from './trail-item';

export type { DayRange } from './read-coverage-days';
export type { Assessment } from './record-assessment';

/**
 * What is known of deliveries, in the ledger table. Reads are eventually consistent, and cost half.
 *
 * Every method throws AuditTrailError `ServiceFailed` if DynamoDB does not answer, `InvalidItem` if an item cannot be
 * read, or the reason of the signal once it is aborted.
 */
export interface CoverageLedger {
  /**
   * Writes what was found out: within the range it replaces what was known. Several writers may do so at the same
   * time. In the steady state, a digest costs three write units.
   */
  record(assessment: Assessment, signal?: AbortSignal): Promise<void>;
  /** All trails of an account and Region on some days, ordered by day: 30 days are one Query. */
  readDays(place: CoveragePlace, days: DayRange, signal?: AbortSignal): Promise<readonly CoverageDay[]>;
  /** What is known now, of one account or of all. Those of an organization are one Query. */
  readLatest(accountId?: string, signal?: AbortSignal): Promise<readonly LatestCoverage[]>;
  /** What is known now of all places, and what their trails log: one Query, also for an organization. */
  readNow(signal?: AbortSignal): Promise<KnownNow>;
  /** All places on some past days, as far as they were written by `writeAll`: 30 days are one Query. */
  readAll(days: DayRange, signal?: AbortSignal): AsyncIterable<CoverageDay>;
  /** Writes a day of all places, to be called for each of the last two days once they are over. */
  writeAll(day: string, latest: readonly LatestCoverage[], now: Date, signal?: AbortSignal): Promise<void>;
  /** Replaces some places and trails of a day that `writeAll` wrote, as what is known of them changed since. */
  amendAll(day: string, changed: readonly CoverageDay[], now: Date, signal?: AbortSignal): Promise<void>;
}

/** What is known now. */
export interface KnownNow {
  readonly latest: readonly LatestCoverage[];
  readonly trails: readonly TrailLogging[];
}

export interface CoverageLedgerOptions {
  /** Retention of events in days. What is known of their delivery is kept 31 days longer. Default: forever. */
  readonly retentionDays?: number | undefined;
}

/** Opens the coverage in a ledger table. Sends nothing before the first call. */
export const createCoverageLedger = (
  client: DynamoDBClient,
  tableName: string,
  { retentionDays }: CoverageLedgerOptions = {},
): CoverageLedger => new TableCoverage(new CoverageTable(client, tableName), retentionDays);

const toTrailName = ({ accountId, region, trail }: CoverageDay): string => `${accountId}/${region}/${trail}`;

const DAY_SECONDS = 86_400;
/** How much longer than events what is known of their delivery is kept. */
const DAYS_KEPT_LONGER = 31;

class TableCoverage implements CoverageLedger {
  constructor(
    private readonly table: CoverageTable,
    private readonly retentionDays: number | undefined,
  ) {}

  record(assessment: Assessment, signal?: AbortSignal): Promise<void> {
    return recordAssessment(assessment, {
      table: this.table,
      toExpiry: (day) => this.#toExpiry(day),
      signal,
    });
  }

  readDays(place: CoveragePlace, days: DayRange, signal?: AbortSignal): Promise<readonly CoverageDay[]> {
    return readCoverageDays(this.table, place, days, { isConsistent: false, signal });
  }

  async readLatest(accountId = '', signal?: AbortSignal): Promise<readonly LatestCoverage[]> {
    const range: [string, string] =
      accountId === '' ? ['0', TRAIL_ARN] : [`${accountId}#`, `${accountId}#${LAST}`];
    const latest: LatestCoverage[] = [];
    const items = this.table.readRange(LATEST_BOOK, range, { isConsistent: false, signal });
    for await (const item of items) latest.push(...parseLatestItem(item));
    return latest;
  }

  async readNow(signal?: AbortSignal): Promise<KnownNow> {
    const [latest, trails]: [LatestCoverage[], TrailLogging[]] = [[], []];
    const items = this.table.readRange(LATEST_BOOK, ['0', LAST], { isConsistent: false, signal });
    for await (const item of items) {
      if (!isTrailItem(item)) latest.push(...parseLatestItem(item));
      else if (trails.length < MAXIMUM_TRAILS) trails.push(parseTrailItem(item));
    }
    return { latest, trails };
  }

  async *readAll({ first, last }: DayRange, signal?: AbortSignal): AsyncGenerator<CoverageDay> {
    const items = this.table.readRange(ALL_BOOK, [first, last], { isConsistent: false, signal });
    for await (const item of items) yield* parseAllItem(item);
  }

  async writeAll(
    day: string,
    latest: readonly LatestCoverage[],
    now: Date,
    signal?: AbortSignal,
  ): Promise<void> {
    const days = latest.flatMap((place) => toWholeDay(place, day) ?? []);
    if (days.length === 0) return;
    const next = packAllDays(day, days, now.toISOString());
    await this.#changeAll(day, () => next, signal);
  }

  async amendAll(
    day: string,
    changed: readonly CoverageDay[],
    now: Date,
    signal?: AbortSignal,
  ): Promise<void> {
    const names = new Set(changed.map(toTrailName));
    const amend = (item: CoverageItem | undefined) => {
      if (!item) return undefined;
      const others = parseAllItem(item).filter((stored) => !names.has(toTrailName(stored)));
      return packAllDays(day, [...others, ...changed], now.toISOString());
    };
    await this.#changeAll(day, amend, signal);
  }

  /** @param toNext what the item becomes; undefined to leave it */
  #changeAll(
    day: string,
    toNext: (item: CoverageItem | undefined) => Uint8Array | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const attribute = { key: allKey(day), name: COVERAGE };
    const plan = async () => {
      const item = await this.table.find(attribute.key, signal);
      return { before: item?.[COVERAGE], next: toNext(item), also: this.#toExpiry(day) };
    };
    return this.table.change(attribute, plan, signal);
  }

  #toExpiry(day: string): Readonly<Record<string, number>> {
    if (this.retentionDays === undefined) return {};
    const keptDays = this.retentionDays + DAYS_KEPT_LONGER;
    return { [EXPIRES_AT]: Date.parse(`${day}T00:00:00Z`) / 1_000 + keptDays * DAY_SECONDS };
  }
}
