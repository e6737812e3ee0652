import {
  ANSWER_STATUSES,
  type AnswerCoverage,
  type AnswerStatus,
  type LoggedEvents,
} from '../assure/coverage/answer-coverage';
import type { CoverageQuery, KnownCoverage } from '../assure/coverage/known-coverage';
import { toTime } from '../time';
import { MAXIMUM_COVERAGE_DAYS } from './coverage-days';
import { findEnd } from './coverage-range';
import type { Excluded } from './excluded-events';
import type { TimeRange } from './time-range';
import { type Finding, findUnproven } from './unproven-places';

/** What is known that says how complete an answer is. */
export interface Knowledge {
  /** The deliveries that were looked at. Absent if nothing can have been delivered. */
  readonly asked?: CoverageQuery | undefined;
  /** What is known of them. Absent if nothing is known. */
  readonly deliveries?: KnownCoverage | undefined;
  /** Why nothing is known, if it could not be read. A sentence. */
  readonly unread?: string | undefined;
  /** How late CloudTrail may deliver an event. */
  readonly marginSeconds: number;
  /** What trails log of the events that the question asks for. */
  readonly logged: LoggedEvents;
  /** Why not everything that the question asks for is known to be logged, as sentences. */
  readonly notLogged: readonly string[];
  /** What settings left out of the answer. */
  readonly excluded: readonly Excluded[];
  /** Calls of the audit itself that are left out, in words. They do not change the status. Default: none. */
  readonly ownTraffic?: readonly string[];
}

const MAXIMUM_REASONS = 20;

/**
 * Says how complete an answer is.
 * @param range event times that were asked
 * @param now epoch milliseconds
 */
export function composeCoverage(range: TimeRange, knowledge: Knowledge, now: number): AnswerCoverage {
  const { deliveries, marginSeconds, logged, excluded, ownTraffic = [] } = knowledge;
  const until = findEnd(range, now);
  const known = deliveries?.deliveredUntil;
  const deliveredUntil = known && toTime(Date.parse(known) - marginSeconds * 1_000);
  const findings = [
    ...findInDeliveries({ ...range, until }, knowledge, deliveredUntil),
    ...knowledge.notLogged.map((reason): Finding => ({ status: 'not-provable', reason })),
    ...excluded.map(
      ({ events, span }): Finding => ({
        status: 'not-provable',
        reason: `Not in the audit: ${events}${span}.`,
      }),
    ),
  ].sort((one, other) => rank(one.status) - rank(other.status));
  return {
    ...(range.since !== undefined && { since: range.since }),
    until,
    status: findings[0]?.status ?? 'proven',
    ...(deliveredUntil !== undefined && { deliveredUntil }),
    places: {
      expected: deliveries?.expected ?? 0,
      proven: deliveries?.proven ?? 0,
      exceptions: deliveries?.exceptions ?? [],
      exceptionsOmitted: deliveries?.exceptionsOmitted ?? 0,
    },
    digests: deliveries?.digests ?? 0,
    files: deliveries?.files ?? 0,
    comparedWith: deliveries?.comparedWith ?? 'ledger',
    logged,
    excluded: [...excluded.map(({ events, span }) => `${events}${span}`), ...ownTraffic],
    reasons: toReasons(findings),
  };
}

const rank = (status: AnswerStatus): number => ANSWER_STATUSES.indexOf(status);

function toReasons(findings: readonly Finding[]): string[] {
  const reasons = findings.slice(0, MAXIMUM_REASONS).map(({ reason }) => reason);
  const more = findings.length - reasons.length;
  return more > 0 ? [...reasons, `There are ${more} more reasons.`] : reasons;
}

const NOTHING_KNOWN = 'Log files may be missing, because no digest of this time was verified.';

const NO_START =
  'The question has no start, and what happened before anything was verified is not known. Specify a start time.';

/** What keeps the deliveries of a range of event times from being proven. */
function findInDeliveries(
  { since, until }: TimeRange & { readonly until: string },
  { asked, deliveries, unread }: Knowledge,
  deliveredUntil: string | undefined,
): Finding[] {
  const ingested = (reason: string): Finding => ({ status: 'ingested', reason });
  if (unread !== undefined) return [{ status: 'not-provable', reason: unread }];
  if (!asked || !deliveries) return [ingested(NOTHING_KNOWN)];
  if (deliveries.expected === 0) {
    return [
      ingested(
        'Log files may be missing: the accounts and Regions of the question have no log files or digests in this time.',
      ),
    ];
  }
  const unproven = findUnproven(deliveries);
  const start: Finding[] =
    since !== undefined && since >= asked.since
      ? []
      : since === undefined
        ? [{ status: 'not-provable', reason: NO_START }]
        : [
            ingested(
              `Deliveries before ${asked.since} are not covered: an answer covers ${MAXIMUM_COVERAGE_DAYS} days.`,
            ),
          ];
  if (deliveredUntil !== undefined && deliveredUntil >= until) return [...unproven, ...start];
  if (deliveredUntil === undefined && unproven.length > 0) return [...unproven, ...start];
  if (deliveredUntil === undefined)
    return [...unproven, ...start, ingested('No digest covers the deliveries.')];
  const rest = `Digests cover deliveries until ${deliveries.deliveredUntil}. Events after ${deliveredUntil} may be delivered later.`;
  // The rest says of all places what a digest that is not due says of one.
  return [...unproven.filter(({ state }) => state !== 'pending'), ...start, ingested(rest)];
}
