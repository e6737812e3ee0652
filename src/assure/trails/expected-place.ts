import { type Arn, parseArn } from '../../audit/arn';
import { DAY_MS, HOUR_MS, toTime } from '../../time';
import type { CoverageDay } from '../coverage/known-coverage';
import { type LatestCoverage, toLastSeen } from '../coverage/latest-coverage';
import { toSpanDay } from '../coverage/spans';
import type { TimeRange } from '../covered-time';
import { formatTrail } from '../verify-chain';

/** A trail that must deliver digests, and the bucket that it delivers to. */
export interface ExpectedTrail {
  readonly trailArn: string;
  readonly bucketName: string;
  /** Set for a trail of an organization. */
  readonly organizationId?: string;
}

/** Says that from a time on a digest of a trail is pending. */
export interface ExpectedPlace extends Pick<LatestCoverage, 'accountId' | 'region' | 'trail' | 'folder'> {
  readonly range: TimeRange;
  readonly days: readonly CoverageDay[];
}

/** Answers expect a place for 31 days after it was last seen. */
const KNOWN_MS = 28 * DAY_MS;

/**
 * What to note of the account and home Region of a trail, so that answers expect digests there. CloudTrail delivers a
 * digest each hour, also without events.
 * @param latest what is known now, of all places
 * @returns undefined if enough is known: something was delivered or noted within 28 days
 */
export function findExpectedPlace(
  { trailArn, bucketName, organizationId }: ExpectedTrail,
  latest: readonly LatestCoverage[],
  now: Date,
): ExpectedPlace | undefined {
  const { account: accountId = '', region = '' }: Partial<Arn> = parseArn(trailArn) ?? {};
  const trail = formatTrail({ trailName: trailArn.slice(trailArn.indexOf('/') + 1), homeRegion: region });
  const known = latest.find(
    (one) => one.accountId === accountId && one.region === region && one.trail === trail,
  );
  if (known && toLastSeen(known) > toTime(now.getTime() - KNOWN_MS)) return undefined;
  // The interval of the first digest may start so long after the trail was created.
  const time = toTime(now.getTime() + HOUR_MS);
  const range = { since: time, until: time };
  const place = { accountId, region, trail };
  const day: CoverageDay = {
    ...{ ...place, day: toSpanDay(time), bucket: bucketName },
    spans: [{ ...range, state: 'pending', digests: 0, files: 0 }],
    ...{ exceptions: [], exceptionsOmitted: 0, comparedWith: 'ledger', assessedAt: now.toISOString() },
  };
  const folder = `s3://${bucketName}/AWSLogs/${organizationId === undefined ? '' : `${organizationId}/`}`;
  return { ...place, folder, range, days: [day] };
}
