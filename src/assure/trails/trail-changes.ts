import type { AuditRecord } from '../../audit/audit-record';

/** A call that may have changed what a trail logs. */
export interface TrailChange {
  /** ARNs of the trails that the call names. Empty if it is not known which. */
  readonly trailArns: readonly string[];
  readonly eventName: string;
  /** `eventTime`. */
  readonly at: string;
}

/** Calls of CloudTrail that change what a trail logs. They are audited as guard events. */
export const TRAIL_CHANGES = [
  'CreateTrail',
  'DeleteTrail',
  'PutEventSelectors',
  'StartLogging',
  'StopLogging',
  'UpdateTrail',
] as const;

const NAMES: ReadonlySet<string> = new Set(TRAIL_CHANGES);

/** Finds the calls that changed a trail, the earliest first. Calls that failed changed nothing. */
export const toTrailChanges = (records: readonly AuditRecord[]): TrailChange[] =>
  records
    .filter(
      ({ eventSource, eventName, outcome }) =>
        eventSource === 'cloudtrail.amazonaws.com' && NAMES.has(eventName) && outcome === 'succeeded',
    )
    .map(({ resources, eventName, eventTime }) => ({
      trailArns: resources.filter((arn) => arn.includes(':cloudtrail:')),
      eventName,
      at: eventTime,
    }))
    .sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));

/** The changes of one trail. */
export const changesOf = (trailArn: string, changes: readonly TrailChange[]): TrailChange[] =>
  changes.filter(({ trailArns }) => trailArns.length === 0 || trailArns.includes(trailArn));
