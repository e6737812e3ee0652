import { parseArn } from '../../audit/arn';
import { AuditTrailError, toMessage } from '../../errors';
import { toTime } from '../../time';
import type { CoverageDay, CoverageSpan } from '../coverage/known-coverage';
import { matchesSelector } from '../coverage/match-selector';
import { parseSelectors } from '../coverage/parse-selectors';
import type { EventSelector, TrailLogging } from '../coverage/trail-logging';
import type { TimeRange } from '../covered-time';
import { formatTrail } from '../verify-chain';
import { changesOf, type TrailChange } from './trail-changes';

/** What a trail logs, as CloudTrail said it at the end of what is verified. */
export interface SavedTrail {
  readonly trailArn: string;
  readonly selectors: readonly EventSelector[];
}

/** What was verified, to find out since when a trail logs what it says. */
export interface VerifiedTrails {
  readonly days: readonly CoverageDay[];
  /** Trails with a digest below the folder of an organization, as coverage names them. */
  readonly ofOrganization: ReadonlySet<string>;
  /** Calls that changed trails, in order. */
  readonly changes: readonly TrailChange[];
}

/** A call that changes a trail may be delivered this much after it: the default margin of answers. */
const LATE_MILLISECONDS = 30 * 60_000;

/** A call that would change what a trail logs, as selectors see it. */
const CHANGE = {
  fields: {
    ...{ eventCategory: 'Management', eventSource: 'cloudtrail.amazonaws.com' },
    ...{ eventName: 'PutEventSelectors', eventType: 'AwsApiCall', readOnly: 'false' },
  },
  resources: [],
};

/**
 * Reads what `aws cloudtrail get-event-selectors` prints.
 * @throws AuditTrailError `InvalidArgument`; the message does not name the file
 */
export function parseSavedTrail(text: string): SavedTrail {
  try {
    const answer = JSON.parse(text) as { readonly TrailARN?: unknown } | null;
    const trailArn = answer?.TrailARN;
    if (typeof trailArn !== 'string' || parseArn(trailArn)?.service !== 'cloudtrail')
      throw new Error('TrailARN must be the ARN of a trail');
    return { trailArn, selectors: parseSelectors(answer) };
  } catch (error) {
    throw new AuditTrailError(
      'InvalidArgument',
      `The content is not the output of "aws cloudtrail get-event-selectors": ${toMessage(error)}`,
      { cause: error },
    );
  }
}

/**
 * Finds when a trail logged what it says at the end of what is verified: in the proven time before, back to the last call
 * that changed it. Such calls are in the log files of its own account and home Region, as long as it logs them.
 * @returns the reason if it is not known of any time
 */
export function toSavedLogging(
  { trailArn, selectors }: SavedTrail,
  { days, ofOrganization, changes }: VerifiedTrails,
): TrailLogging | string {
  const { account = '', region: homeRegion = '' } = parseArn(trailArn) ?? {};
  const trail = formatTrail({ trailName: trailArn.slice(trailArn.lastIndexOf('/') + 1), homeRegion });
  if (!selectors.some((selector) => matchesSelector(CHANGE, selector)))
    return 'it does not log the calls that change it';
  const ofTrail = days.filter((day) => day.trail === trail);
  const isHome = ({ accountId, region }: CoverageDay) => accountId === account && region === homeRegion;
  const proven = findLastProven(ofTrail.filter(isHome).flatMap(({ spans }) => spans));
  if (!proven)
    return `nothing is proven of it in account ${account} and Region ${homeRegion}, where calls that change it are logged`;
  const last = changesOf(trailArn, changes).at(-1);
  if (last?.eventName === 'StopLogging' || last?.eventName === 'DeleteTrail')
    return `${last.eventName} was called at ${last.at}`;
  const since = last && last.at > proven.since ? last.at : proven.since;
  const until = toTime(Date.parse(proven.until) - LATE_MILLISECONDS);
  if (since >= until) return `what is proven of it ends at ${proven.until}, too soon after ${since}`;
  return {
    ...{ trailArn, since, until, from: 'api', isLogging: true, homeRegion },
    isMultiRegion: ofTrail.some(({ region }) => region !== homeRegion),
    isOrganizationTrail: ofOrganization.has(trail),
    selectors,
  };
}

/** The last stretch of time that is proven without a gap. */
function findLastProven(spans: readonly CoverageSpan[]): TimeRange | undefined {
  const sorted = spans.toSorted((one, other) => (one.since < other.since ? -1 : 1));
  const end = sorted.findLastIndex(({ state }) => state === 'proven');
  const last = sorted[end];
  if (!last) return undefined;
  let { since } = last;
  for (const span of sorted.slice(0, end).reverse()) {
    if (span.state !== 'proven' || span.until < since) break;
    since = span.since;
  }
  return { since, until: last.until };
}

/**
 * Adds what was found to what was stored. Of a trail, what is stored of a time that overlaps is replaced.
 * @returns in the order of the times
 */
export const mergeSavedLogging = (
  stored: readonly TrailLogging[],
  found: readonly TrailLogging[],
): TrailLogging[] =>
  [
    ...stored.filter(
      (one) => !found.some((other) => one.trailArn === other.trailArn && overlaps(one, other)),
    ),
    ...found,
  ].toSorted((one, other) => (one.since < other.since ? -1 : 1));

const overlaps = (one: TrailLogging, { since, until }: TrailLogging): boolean =>
  (until === undefined || one.since < until) && (one.until === undefined || one.until > since);
