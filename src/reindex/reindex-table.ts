import { createHash } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { MEANING_VERSION } from '../audit/meaning-version';
import { OCCURRED, PART } from '../store/indexes';
import { serviceFailure } from '../store/service-failure';
import { planEvent, type RawItem } from './plan-event';
import { type Position, readPosition, writePosition } from './position';
import { findStaleLinks, type WriteTarget, writeEvent } from './write-event';

export interface ReindexRun extends WriteTarget {
  readonly ledgerTableName: string;
  /** All settings that the meaning depends on, as text: another text is another run. */
  readonly settings: string;
  /** Range of `eventTime`: `since` is included, `until` is not. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** What a run has found so far. */
export interface ReindexCounts {
  events: number;
  changed: number;
  /** Events that stay as they are, because they cannot be read again. */
  left: number;
  staleLinks: number;
  /** Items written and deleted, or that would be. Each costs a write unit per KB, and one for each index entry. */
  itemWrites: number;
  readonly kinds: Record<string, number>;
  /** The first ten events that change. */
  readonly examples: { eventId: string; changes: readonly string[] }[];
  /** The first ten events that are left as they are, and why. */
  readonly leftExamples: { eventId: string; reason: string }[];
}

export const noCounts = (): ReindexCounts => ({
  ...{ events: 0, changed: 0, left: 0, staleLinks: 0, itemWrites: 0 },
  ...{ kinds: {}, examples: [], leftExamples: [] },
});

const MAXIMUM_EXAMPLES = 10;
/** Items read at once, so that a run holds little and repeats little. */
const PAGE_ITEMS = 200;
const EVENTS_AT_ONCE = 8;

/**
 * Gives the stored events of a range the meaning of this version. Goes on where the same run has ended early.
 * @param counts counted while it runs
 * @returns when the run began, and how many events all its parts left as they were; `undefined` if interrupted
 */
export async function reindexTable(
  run: ReindexRun,
  counts: ReindexCounts,
): Promise<{ startedAt: string; left: number } | undefined> {
  const { client, ledgerTableName, since, until, signal } = run;
  const id = createHash('sha256')
    .update(JSON.stringify([MEANING_VERSION, run.settings, since, until]))
    .digest('hex');
  const known = run.dryRun ? undefined : await readPosition(client, ledgerTableName, id);
  const startedAt = known?.startedAt ?? new Date().toISOString();
  let key: Position['key'] | undefined = known?.key;
  do {
    if (signal.aborted) return undefined;
    const page = await readPage(run, key);
    for (let start = 0; start < page.items.length; start += EVENTS_AT_ONCE) {
      const some = page.items.slice(start, start + EVENTS_AT_ONCE);
      await Promise.all(some.map((item) => reindexEvent(run, item, counts)));
    }
    key = page.lastKey;
    if (key && !run.dryRun) {
      const left = (known?.left ?? 0) + counts.left;
      await writePosition(client, ledgerTableName, { run: id, startedAt, left, key });
    }
  } while (key);
  if (!run.dryRun) await writePosition(client, ledgerTableName, undefined);
  return { startedAt, left: (known?.left ?? 0) + counts.left };
}

async function readPage({ client, tableName, since, until }: ReindexRun, key: Position['key'] | undefined) {
  const { Items = [], LastEvaluatedKey } = await client
    .send(
      new ScanCommand({
        ...{ TableName: tableName, Limit: PAGE_ITEMS, ExclusiveStartKey: key },
        FilterExpression: 'begins_with(#part, :event) AND #occurred >= :since AND #occurred < :until',
        ExpressionAttributeNames: { '#part': PART, '#occurred': OCCURRED },
        ExpressionAttributeValues: {
          ':event': { S: 'event#' },
          ':since': { S: since ?? '0' },
          ':until': { S: until ?? '~' },
        },
      }),
    )
    .catch(serviceFailure(`Scan of ${tableName}`));
  return { items: Items, lastKey: LastEvaluatedKey };
}

async function reindexEvent(run: ReindexRun, item: RawItem, counts: ReindexCounts): Promise<void> {
  const plan = planEvent(item, run.options);
  counts.events += 1;
  if (plan.kind === 'left') return leave(counts, plan);
  const { changes, links } = plan;
  if (changes.length === 0) return;
  const work = run.dryRun
    ? findStaleLinks(run, plan).then(({ length }) => length)
    : writeEvent(run, item, plan);
  const stale = await work.catch(serviceFailure(`Reindexing of ${run.tableName}`));
  const eventId = item.eventId?.S ?? '';
  if (stale === 'unchanged') return;
  if (stale === 'busy') return leave(counts, { eventId, reason: BUSY });
  counts.changed += 1;
  counts.staleLinks += stale;
  counts.itemWrites += 1 + links.length + stale;
  for (const change of changes) counts.kinds[change] = (counts.kinds[change] ?? 0) + 1;
  if (counts.examples.length < MAXIMUM_EXAMPLES) counts.examples.push({ eventId, changes });
}

const BUSY = 'Other writers changed the item each time. Run reindex again.';

function leave(counts: ReindexCounts, { eventId, reason }: { eventId: string; reason: string }): void {
  counts.left += 1;
  if (counts.leftExamples.length < MAXIMUM_EXAMPLES) counts.leftExamples.push({ eventId, reason });
}
