import { parseArn } from '../../audit/arn';
import { toTime } from '../../time';
import type { EventSelector, OwnTrafficSelection, TrailState } from '../coverage/trail-logging';
import type { TrailHistories } from './refresh-trails';
import { bySince, isSameState, planTrailHistory } from './trail-history';

/** The trail of a deployment, as its settings say. It logs all Regions. */
export interface OwnTrailSettings {
  readonly trailArn: string;
  /** Set for a trail of an organization. */
  readonly organizationId?: string;
  /** Absent if the settings do not say: CloudTrail is then asked. */
  readonly selectors?: readonly EventSelector[];
  readonly ownTraffic?: OwnTrafficSelection;
}

/**
 * Notes what the settings say that the trail of the deployment logs, from now on. Does nothing if they say the same as
 * before: somebody may have changed the trail since then, which CloudTrail says.
 * @returns true if it was noted
 * @throws AuditTrailError of the histories
 */
export async function recordOwnTrail(
  histories: TrailHistories,
  { trailArn, organizationId, selectors, ownTraffic }: OwnTrailSettings,
  now: Date,
): Promise<boolean> {
  if (selectors === undefined) return false;
  const state: TrailState = {
    trailArn,
    from: 'settings',
    isLogging: true,
    homeRegion: parseArn(trailArn)?.region ?? '',
    isMultiRegion: true,
    isOrganizationTrail: organizationId !== undefined,
    selectors,
    ...(ownTraffic && { ownTraffic }),
  };
  const history = (await histories.read()).filter((one) => one.trailArn === trailArn).toSorted(bySince);
  const before = history.findLast(({ from }) => from === 'settings');
  if (before && isSameState(before, state)) return false;
  const current = history.at(-1);
  const { allAt } = await histories.lastLook();
  const { until, add } = planTrailHistory(current, state, [], { now: toTime(now.getTime()), last: allAt });
  if (until !== undefined && !(await histories.close(current!, until))) return false;
  for (const { readAt: _, ...logging } of add) await histories.add(logging);
  return add.length > 0;
}
