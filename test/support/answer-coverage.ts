import type { CoverageDay, CoverageSpan, CoverageState } from '../../src/assure/coverage/known-coverage';

/** What the command line says of an audit of which nothing was verified. */
export const NOTHING_VERIFIED =
  'Not verified: log files may be missing, because no digest of this time was verified. Use ddb-audit verify.\n' +
  'What trails log is not known: no trail has been read. A deployed audit reads them nightly; for a data folder, use verify with --event-selectors.\n';

const DAYS = ['2026-03-13', '2026-03-14', '2026-03-15', '2026-03-16'];
export const TRAIL_NAME = 'audit@us-east-1';

/** Days of a place that are proven: a digest an hour, each of which names 10 log files. */
export const provenDays = (accountId: string, region: string): CoverageDay[] =>
  DAYS.map((day) => ({
    accountId,
    region,
    day,
    trail: TRAIL_NAME,
    bucket: 'trail-logs',
    spans: Array.from({ length: 24 }, (_, hour) => provenSpan(Date.parse(`${day}T00:00:00Z`) + hour * HOUR)),
    exceptions: [],
    exceptionsOmitted: 0,
    comparedWith: 'ledger',
    assessedAt: '2026-03-17T00:00:00.000Z',
  }));

const HOUR = 3_600_000;
const toTime = (milliseconds: number) => new Date(milliseconds).toISOString().replace('.000', '');
const provenSpan = (start: number): CoverageSpan => ({
  since: toTime(start),
  until: toTime(start + HOUR),
  state: 'proven',
  digests: 1,
  files: 10,
  latenessSeconds: 300,
});

/** The same days, but with an hour in another state. */
export const withState = (
  days: readonly CoverageDay[],
  since: string,
  state: CoverageState,
  reason: string,
): CoverageDay[] =>
  days.map((day) => {
    if (!day.spans.some((span) => span.since === since)) return day;
    const spans = day.spans.map((span) =>
      span.since === since
        ? { ...span, state, digests: state === 'digestMissing' ? 0 : 1, exceptions: 1 }
        : span,
    );
    return { ...day, spans, exceptions: [{ since, object: 's3://trail-logs/key', state, reason }] };
  });
