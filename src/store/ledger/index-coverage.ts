import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { MEANING_VERSION } from '../../audit/meaning-version';
import { AuditTrailError } from '../../errors';
import { abortOptions } from '../abort-signal';
import { MAXIMUM_ATTEMPTS, waitBeforeRetry } from '../backoff';
import { isWritten } from '../conditional-write';
import {
  INDEX_NAMES,
  type IndexName,
  type IndexSettings,
  LAYOUT_VERSION,
  LEDGER_KEYS,
  type OptionalIndexName,
} from '../indexes';
import type { ItemSettings } from '../items/item';
import { ITEM_FORMAT } from '../items/item-summary';
import { serviceFailure } from '../service-failure';
import { type ExclusionSettings, type ExclusionSpan, nextExclusions } from './exclusions';
import { nextSummarized, type SummarizedSpan } from './summarized-span';

/** What each index holds, and since when. A reader needs it to know whether an answer is complete. */
export interface IndexCoverage extends IndexSettings {
  readonly dataEventIndexes: readonly OptionalIndexName[];
  /** For each index, the `eventTime` from which it holds everything that these settings put there. */
  readonly since: Readonly<Record<IndexName, string>>;
  readonly retentionDays?: number;
  readonly layoutVersion: number;
  /** The format of items that are written. Absent if a version that knew only format 1 recorded this. */
  readonly format?: number;
  /** The `eventTime` from which every item has that format. Earlier ones may have an earlier format. */
  readonly formatSince?: string;
  /** The `eventTime` from which every call of the data plane has an activity entry. Absent if none is written. */
  readonly activitySince?: string;
  /** What `activitySince` is once no entry says something else than its record. Absent if that is so. */
  readonly entriesSince?: string;
  /** When log files were ingested of which some events have no record. Absent if there are none. */
  readonly summarized?: SummarizedSpan;
  /** What settings left out, in order of time. Absent if a version that recorded none wrote this. */
  readonly exclusions?: readonly ExclusionSpan[];
  /** The version of the meaning that records get. Absent if a version that knew only version 1 recorded this. */
  readonly meaningVersion?: number;
  /** Log files that were delivered earlier may have been ingested with another version of the meaning. */
  readonly meaningSince?: string;
  /** Earlier ranges of `eventTime` that `reindex` has written with these settings, in order of time. */
  readonly reindexed?: readonly TimeSpan[];
}

/** A range of `eventTime`: `since` is included, `until` is not. */
export interface TimeSpan {
  readonly since: string;
  readonly until: string;
}

/** The settings that decide what is stored, and how. */
export interface RecordedSettings extends ItemSettings, ExclusionSettings {
  /** Whether activity entries are written. @default false */
  readonly activity?: boolean | undefined;
  /** What is stored of routine data events. @default 'records' */
  readonly dataEventDetail?: 'records' | 'activity' | undefined;
}

/** The start of a new table: it holds every event, even one dated before 1970. */
export const EVER = '1970-01-01T00:00:00Z';

const KEY = { [LEDGER_KEYS.partition]: 'settings', [LEDGER_KEYS.sort]: 'indexes' };

const holdsMore = (name: IndexName, settings: IndexSettings, before: IndexSettings): boolean => {
  const listed = ({ dataEventIndexes }: IndexSettings) =>
    (dataEventIndexes as readonly IndexName[]).includes(name);
  if (listed(settings) && !listed(before)) return true;
  return name === 'failure' && settings.indexApplicationFailures && !before.indexApplicationFailures;
};

/** Whether an entry of the ledger was written with the meaning of this version. */
export const hasThisMeaning = ({ meaningVersion = 1 }: { readonly meaningVersion?: number | undefined }) =>
  meaningVersion === MEANING_VERSION;

/** The coverage once these settings take effect. An index that is to hold more is complete only from `now` on. */
export function nextCoverage(
  settings: RecordedSettings,
  before: IndexCoverage | undefined,
  now: Date,
): IndexCoverage {
  const fromNow = now.toISOString().replace(/\.\d+/, '');
  const isComplete = (name: IndexName): boolean =>
    before?.layoutVersion === LAYOUT_VERSION && !holdsMore(name, settings, before);
  const toSince = (name: IndexName): string =>
    before ? (isComplete(name) && before.since[name]) || fromNow : EVER;
  const isSameFormat = before?.format === ITEM_FORMAT;
  const summarized = nextSummarized(settings.dataEventDetail, before?.summarized, before === undefined, now);
  const entriesSince = settings.activity ? before?.entriesSince : undefined;
  const reindexed = isSameFormat && INDEX_NAMES.every(isComplete) ? before.reindexed : undefined;
  return {
    dataEventIndexes: [...settings.dataEventIndexes].sort(),
    indexApplicationFailures: settings.indexApplicationFailures,
    since: Object.fromEntries(INDEX_NAMES.map((name) => [name, toSince(name)])) as Record<IndexName, string>,
    ...(settings.retentionDays !== undefined && { retentionDays: settings.retentionDays }),
    layoutVersion: LAYOUT_VERSION,
    format: ITEM_FORMAT,
    formatSince: before && !isSameFormat ? fromNow : (before?.formatSince ?? EVER),
    ...(settings.activity && { activitySince: before ? (before.activitySince ?? fromNow) : EVER }),
    ...(entriesSince && { entriesSince }),
    ...(summarized && { summarized }),
    exclusions: nextExclusions(settings, before?.exclusions, before === undefined, now),
    meaningVersion: MEANING_VERSION,
    meaningSince: before && !hasThisMeaning(before) ? fromNow : (before?.meaningSince ?? EVER),
    ...(reindexed && { reindexed }),
  };
}

/**
 * Reads what the indexes of a deployment hold; `undefined` before anything was ingested.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function readIndexCoverage(
  client: DynamoDBClient,
  ledgerTableName: string,
  abortSignal?: AbortSignal,
): Promise<IndexCoverage | undefined> {
  const command = new GetCommand({ TableName: ledgerTableName, Key: KEY, ConsistentRead: true });
  const { Item } = await DynamoDBDocumentClient.from(client)
    .send(command, abortOptions(abortSignal))
    .catch(serviceFailure('Reading the settings of the indexes', abortSignal));
  return Item?.coverage === undefined ? undefined : (JSON.parse(Item.coverage) as IndexCoverage);
}

/**
 * Records the settings with which items are written from now on. Writes only if they changed.
 * @param now when the last writer with other settings has ended: for a deployed function, its longest
 * run after the change
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function recordIndexCoverage(
  client: DynamoDBClient,
  ledgerTableName: string,
  settings: RecordedSettings,
  now: Date,
  signal?: AbortSignal,
): Promise<IndexCoverage> {
  return changeIndexCoverage(
    client,
    ledgerTableName,
    (before) => nextCoverage(settings, before, now),
    signal,
  );
}

/**
 * Changes what the indexes hold by what is known when it is written. Writes only if something changes.
 * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
 */
export async function changeIndexCoverage<Next extends IndexCoverage | undefined>(
  client: DynamoDBClient,
  ledgerTableName: string,
  toNext: (before: IndexCoverage | undefined) => Next,
  signal?: AbortSignal,
): Promise<Next> {
  for (let attempt = 0; attempt < MAXIMUM_ATTEMPTS; attempt += 1) {
    const before = await readIndexCoverage(client, ledgerTableName, signal);
    const next = toNext(before);
    if (next === undefined || JSON.stringify(next) === JSON.stringify(before)) return next;
    if (await replaceCoverage(client, ledgerTableName, before, next, signal)) return next;
    await waitBeforeRetry(attempt, signal);
  }
  throw new AuditTrailError(
    'ServiceFailed',
    `Other writers changed the settings of the indexes ${MAXIMUM_ATTEMPTS} times in a row. Check that only one version is deployed to ${ledgerTableName}.`,
  );
}

/** Returns false if another writer was faster. */
function replaceCoverage(
  client: DynamoDBClient,
  TableName: string,
  before: IndexCoverage | undefined,
  next: IndexCoverage,
  abortSignal: AbortSignal | undefined,
): Promise<boolean> {
  const condition = before
    ? {
        ConditionExpression: 'coverage = :before',
        ExpressionAttributeValues: { ':before': JSON.stringify(before) },
      }
    : { ConditionExpression: 'attribute_not_exists(coverage)' };
  const Item = { ...KEY, coverage: JSON.stringify(next) };
  const command = new PutCommand({ TableName, Item, ...condition });
  const write = DynamoDBDocumentClient.from(client).send(command, abortOptions(abortSignal));
  return isWritten(write, serviceFailure('Writing the settings of the indexes', abortSignal));
}
