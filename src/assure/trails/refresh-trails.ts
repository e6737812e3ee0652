import type { AuditRecord } from '../../audit/audit-record';
import { toMessage } from '../../errors';
import { DAY_MS, toTime } from '../../time';
import type { OwnTrafficSelection, TrailLogging, TrailState } from '../coverage/trail-logging';
import { askTrail, type DeliveringTrail, nameTrails } from './name-trails';
import { changesOf, type TrailChange, toTrailChanges } from './trail-changes';
import { bySince, type Look, planTrailHistory } from './trail-history';
import type { TrailReader } from './trail-reader';

/** Where histories of trails are kept: what `createTrailLedger` opens. */
export interface TrailHistories {
  read(): Promise<readonly TrailLogging[]>;
  add(logging: TrailLogging): Promise<boolean>;
  close(logging: TrailLogging, until: string): Promise<boolean>;
  lastLook(): Promise<LastLook>;
  noteLook(look: LastLook): Promise<void>;
}

/** When trails were last asked, as ISO 8601. Absent: never. */
export interface LastLook {
  /** When calls that changed trails were last looked for. */
  readonly at?: string;
  /** When all trails were last asked. */
  readonly allAt?: string;
}

/** What `refreshTrails` needs. */
export interface RefreshOptions {
  readonly histories: TrailHistories;
  readonly reader: TrailReader;
  /**
   * Finds records of the calls that `TRAIL_CHANGES` names, from an event time on; of all times if it is `undefined`.
   */
  readonly findChanges: (since: string | undefined) => Promise<readonly AuditRecord[]>;
  /** Trails that have digests. */
  readonly delivering: readonly DeliveringTrail[];
  /** Calls of the audit itself, which nobody expects to be logged. */
  readonly ownTraffic?: OwnTrafficSelection | undefined;
  /** True to ask all trails, false to ask only those that are new or were changed. */
  readonly isAll: boolean;
  readonly now: Date;
}

/** What was done. */
export interface RefreshReport {
  /** Number of trails that were asked. */
  readonly asked: number;
  /** ARNs of the trails that log something else than before. */
  readonly changed: readonly string[];
  /** Why trails could not be asked: they are asked again the next time. */
  readonly failures: readonly string[];
}

/** Records arrive late: events this long before the last look are looked at again. */
const LATE_MILLISECONDS = DAY_MS;

/**
 * Asks CloudTrail what trails log, and notes what changed since the last time. Calls that change a trail say when.
 * @throws AuditTrailError of the histories and of `findChanges`. A trail that cannot be asked is in the report.
 */
export async function refreshTrails(options: RefreshOptions): Promise<RefreshReport> {
  const { histories, reader, findChanges, delivering, ownTraffic, isAll } = options;
  const now = toTime(options.now.getTime());
  const [history, { at, allAt }] = await Promise.all([histories.read(), histories.lastLook()]);
  const since = at && toTime(Date.parse(at) - LATE_MILLISECONDS);
  const changes = toTrailChanges(await findChanges(since));
  const latest = new Map(history.toSorted(bySince).map((one) => [one.trailArn, one]));
  const failures: string[] = [];
  const changed: string[] = [];
  let asked = 0;
  for (const named of await nameTrails(reader, delivering, [...latest.values()], isAll)) {
    const current = latest.get(named.trailArn);
    const own = changesOf(named.trailArn, changes).filter((one) => !current || one.at > current.since);
    if (!isAll && current && current.until === undefined && own.length === 0) continue;
    asked += 1;
    try {
      const state = { ...(await askTrail(reader, named, current)), ...(ownTraffic && { ownTraffic }) };
      const look = { now, last: allAt };
      if (await follow(histories, current, state, own, look)) changed.push(named.trailArn);
    } catch (error) {
      failures.push(toMessage(error));
    }
  }
  // If a trail could not be asked, the calls that changed it must be found again.
  if (failures.length === 0) {
    const all = isAll ? now : allAt;
    await histories.noteLook({ at: now, ...(all !== undefined && { allAt: all }) });
  }
  return { asked, changed, failures };
}

/** Writes what follows on the last entry. @returns false if nothing changed, or somebody else wrote it first */
async function follow(
  histories: TrailHistories,
  current: TrailLogging | undefined,
  state: TrailState,
  changes: readonly TrailChange[],
  look: Look,
): Promise<boolean> {
  const { until, add } = planTrailHistory(current, state, changes, look);
  if (until !== undefined && !(await histories.close(current!, until))) return false;
  for (const logging of add) await histories.add(logging);
  return add.length > 0;
}
