import { createHash } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { MEANING_VERSION } from '../audit/meaning-version';
import { EXPIRES_AT, OCCURRED } from '../store/indexes';
import { toEventTime } from '../store/lanes';
import type { Directory } from '../store/ledger/directory';
import { NamedValues } from '../store/ledger/named-values';
import { serviceFailure } from '../store/service-failure';
import { ActivityBound } from './activity-bound';
import { countChanged, countLeft, noCounts, type ReindexCounts } from './counts';
import { planEvent, type StoredPlan } from './plan-event';
import { readPosition, writePosition } from './position';
import type { RawItem } from './raw-item';
import { splitPage, toName } from './split-page';
import { findWork, readEvent, type WriteTarget, writeEvent } from './write-event';

export interface ReindexRun extends WriteTarget {
  readonly ledgerTableName: string;
  readonly directory: Directory;
  /** All settings that the meaning depends on, as text: another text is another run. */
  readonly settings: string;
  /** Range of `eventTime`: `since` is included, `until` is not. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** How far a run has come. */
export interface ReindexProgress {
  readonly run: string;
  readonly startedAt: string;
  readonly counts: ReindexCounts;
  /** Key of the last item that is done; undefined before the first, and after the last. */
  key: RawItem | undefined;
}

/** Items read at once, so that a run holds little and repeats little. */
const PAGE_ITEMS = 400;
const EVENTS_AT_ONCE = 16;

/**
 * Starts a run, or goes on where the same run has ended early.
 * @throws AuditTrailError `ServiceFailed`
 */
export async function startReindex({
  client,
  ledgerTableName,
  settings,
  since,
  until,
  dryRun,
}: ReindexRun): Promise<ReindexProgress> {
  const run = createHash('sha256')
    .update(JSON.stringify([MEANING_VERSION, settings, since, until]))
    .digest('hex');
  const known = dryRun ? undefined : await readPosition(client, ledgerTableName, run);
  return known ?? { run, startedAt: new Date().toISOString(), counts: noCounts(), key: undefined };
}

/**
 * Gives the stored events of a range the meaning of this version.
 * @param progress changed while it runs
 * @returns false if interrupted: what was begun is finished, and the position is stored
 * @throws AuditTrailError `ServiceFailed`
 */
export async function reindexTable(run: ReindexRun, progress: ReindexProgress): Promise<boolean> {
  const { client, ledgerTableName, dryRun, signal } = run;
  const activity = new ActivityBound(client, ledgerTableName);
  let before: ReadonlySet<string> = new Set();
  do {
    if (signal.aborted) return false;
    const page = await readPage(run, progress.key);
    progress.counts.items += page.scanned;
    progress.counts.readUnits += page.readUnits;
    before = await reindexPage(run, page.items, progress.counts, before, activity);
    progress.key = page.lastKey;
    const { key } = progress;
    if (key && !dryRun) await writePosition(client, ledgerTableName, { ...progress, key });
  } while (progress.key);
  return true;
}

/** Forgets how far a run has come, once nothing is left to do. */
export const endReindex = ({ client, ledgerTableName }: ReindexRun): Promise<void> =>
  writePosition(client, ledgerTableName, undefined);

async function readPage({ client, tableName, since, until }: ReindexRun, key: RawItem | undefined) {
  const command = new ScanCommand({
    ...{ TableName: tableName, Limit: PAGE_ITEMS, ExclusiveStartKey: key, ReturnConsumedCapacity: 'TOTAL' },
    FilterExpression:
      '#occurred >= :since AND #occurred < :until AND (attribute_not_exists(#expires) OR #expires > :now)',
    ExpressionAttributeNames: { '#occurred': OCCURRED, '#expires': EXPIRES_AT },
    ExpressionAttributeValues: {
      ':since': { S: since ?? ' ' },
      ':until': { S: until ?? '~' },
      ':now': { N: String(Math.floor(Date.now() / 1_000)) },
    },
  });
  const {
    Items = [],
    ScannedCount = 0,
    LastEvaluatedKey,
    ConsumedCapacity,
  } = await client.send(command).catch(serviceFailure(`Scan of ${tableName}`));
  const readUnits = ConsumedCapacity?.CapacityUnits ?? 0;
  return { items: Items, scanned: ScannedCount, readUnits, lastKey: LastEvaluatedKey };
}

/** An event that is to be written, or of which link items must be looked at. */
interface OpenEvent {
  readonly item: RawItem;
  readonly plan: StoredPlan;
}

/** @param before names of the events of the page before that were written, or would be. @returns those of this page */
async function reindexPage(
  run: ReindexRun,
  items: readonly RawItem[],
  counts: ReindexCounts,
  before: ReadonlySet<string>,
  activity: ActivityBound,
): Promise<ReadonlySet<string>> {
  const { events, others } = splitPage(items);
  const open: OpenEvent[] = [];
  for (const { item, linkParts } of events) {
    const plan = planEvent(item, run.options);
    counts.events += 1;
    if (plan.kind === 'left') countLeft(counts, plan, toTime(item));
    else if (plan.changes.length > 0 || !hasLinks(plan, linkParts)) open.push({ item, plan });
  }
  for (const key of others) {
    const item = before.has(toName(key)) ? undefined : await readEvent(run, key);
    const plan = item && planEvent(item, run.options);
    if (item && plan?.kind === 'stored') open.push({ item, plan });
  }
  if (!run.dryRun) {
    // Before the events: a run that starts again takes these for done.
    await run.directory.upsert(toNamed(open));
    await activity.include(open.map(({ plan }) => plan));
  }
  for (let start = 0; start < open.length; start += EVENTS_AT_ONCE) {
    const some = open.slice(start, start + EVENTS_AT_ONCE);
    await Promise.all(some.map((event) => reindexEvent(run, event, counts)));
  }
  return new Set(open.map(({ item }) => toName(item)));
}

const hasLinks = ({ links: { parts } }: StoredPlan, stored: readonly string[]): boolean =>
  parts.length === stored.length && parts.every((part) => stored.includes(part));

function toNamed(open: readonly OpenEvent[]): NamedValues {
  const named = new NamedValues();
  for (const { plan } of open) named.add(plan.record);
  return named;
}

async function reindexEvent(
  run: ReindexRun,
  { item, plan }: OpenEvent,
  counts: ReindexCounts,
): Promise<void> {
  const work = await (run.dryRun ? findWork(run, item, plan) : writeEvent(run, item, plan)).catch(
    serviceFailure(`Reindexing of ${run.tableName}`),
  );
  if (work === 'busy') countLeft(counts, { eventId: plan.links.eventId, reason: BUSY }, toTime(item));
  else if (work.changes.length > 0) countChanged(counts, plan, work);
}

const BUSY = 'Other writers changed the item each time. Run reindex again.';

const toTime = (item: RawItem): string => toEventTime(item[OCCURRED]?.S ?? '');
