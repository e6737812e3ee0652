import * as z from 'zod';
import type { GroupKey } from '../activity/activity-group';
import { OUTCOMES } from '../audit/audit-record';
import { invalidToken, OF_ANOTHER, openToken, sealToken, tokenTime } from './page-token';
import type { TimeRange } from './time-range';

/** Where the next page of an answer about activity begins. */
export interface ActivityPlace {
  /** End of what is left of the range. Absent if the range has no end, and nothing was given. */
  readonly until?: string | undefined;
  /** Start of the span that the page before counted, if that ended within an hour. */
  readonly since?: string | undefined;
  /** The last group that was given. Absent if groups begin with the first one of the rest. */
  readonly after?: GroupKey | undefined;
}

/** A place, and the bounds as they were on the first page, so that `1h` means the same hour on every page. */
export interface ActivityPages {
  readonly range: TimeRange;
  readonly place: ActivityPlace;
}

const contents = z.tuple([
  z.literal('activity'),
  z.string(),
  tokenTime.nullable(),
  tokenTime.nullable(),
  tokenTime.nullable(),
  tokenTime.nullable(),
  z
    .tuple([tokenTime, z.string(), z.string(), z.string(), z.enum(OUTCOMES), z.string().nullable()])
    .nullable(),
]);

/** Writes the token of a page of activity. @param query fingerprint of the query as given */
export function encodeActivityToken({ range, place }: ActivityPages, query: string): string {
  const { after } = place;
  const key = after && [
    after.hour,
    after.table,
    after.principal,
    after.eventName,
    after.outcome,
    after.errorCode ?? null,
  ];
  const times = [range.since, range.until, place.since, place.until];
  return sealToken(['activity', query, ...times.map((time) => time ?? null), key ?? null]);
}

/**
 * Reads the token of a page of activity.
 * @throws AuditTrailError `InvalidCursor` if it was not made by `encodeActivityToken` for this query
 */
export function decodeActivityToken(token: string, query: string): ActivityPages {
  const [, madeFrom, since, until, placeSince, placeUntil, key] = openToken(token, contents);
  if (madeFrom !== query) throw invalidToken(OF_ANOTHER);
  return {
    range: { ...(since !== null && { since }), ...(until !== null && { until }) },
    place: {
      ...(placeSince !== null && { since: placeSince }),
      ...(placeUntil !== null && { until: placeUntil }),
      ...(key && { after: toKey(key) }),
    },
  };
}

type KeyContents = NonNullable<z.output<typeof contents>[6]>;

const toKey = ([hour, table, principal, eventName, outcome, errorCode]: KeyContents): GroupKey => ({
  hour,
  table,
  principal,
  eventName,
  outcome,
  ...(errorCode !== null && { errorCode }),
});
