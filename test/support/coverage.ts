import { foldFindings } from '../../src/assure/coverage/fold-findings';
import type { CoverageDay } from '../../src/assure/coverage/known-coverage';
import type { TimeRange } from '../../src/assure/covered-time';
import type { DigestFinding, FileFinding, FileState, Finding } from '../../src/assure/finding';
import { toTime } from '../../src/time';

const HOUR_MS = 3_600_000;
/** End of the digest before the first hour: digests cover an hour from 48 seconds past it. */
const START = Date.parse('2026-03-14T00:00:48Z');

export const TRAIL = 'management-events@us-east-1';
export const ASSESSED_AT = new Date('2026-03-20T00:00:00Z');

/**
 * What became of the digest of an hour. `off`: none was due. A list: it is valid, and names files in these states.
 */
export type Hour = 'invalid' | 'missing' | 'off' | readonly FileState[];

/** The time at which an hour starts, counted from 2026-03-14T00:00:48Z. */
export const hourTime = (hour: number): string => toTime(START + hour * HOUR_MS);

export interface MadeUpPlace {
  readonly account?: string;
  readonly region?: string;
  readonly trail?: string;
}

/** The findings about some hours of a trail, as a verification makes them. */
export function findingsOf(
  hours: readonly Hour[],
  { account = '111122223333', region = 'us-east-1', trail = TRAIL }: MadeUpPlace = {},
  firstHour = 0,
): Finding[] {
  const [name = '', home = ''] = trail.split('@');
  const folder = `s3://trail-logs/AWSLogs/${account}`;
  const findings: Finding[] = [];
  hours.forEach((hour, index) => {
    const covers = { since: hourTime(firstHour + index), until: hourTime(firstHour + index + 1) };
    const at = { account, region, trail, day: covers.until.slice(0, 10) };
    const path = `${region}/${covers.until.slice(0, 10).replaceAll('-', '/')}`;
    const end = covers.until.replaceAll(/[-:]/g, '');
    const object = `${folder}/CloudTrail-Digest/${path}/${account}_CloudTrail-Digest_${region}_${name}_${home}_${end}.json.gz`;
    const digest = { ...at, kind: 'digest', object } as const;
    if (hour === 'off') {
      const gap = { ...digest, object: `trail ${name}`, state: 'gap' } as const;
      findings.push({ ...gap, reason: 'No log files were delivered, or they have no digest', lacks: covers });
    } else if (typeof hour === 'string') findings.push({ ...digest, state: hour, reason: `is ${hour}` });
    else {
      findings.push({ ...digest, state: 'valid', covers } satisfies DigestFinding);
      hour.forEach((state, number) => {
        const name = `${account}_CloudTrail_${region}_${end.slice(0, 13)}Z_${number}.json.gz`;
        findings.push({
          ...{ ...at, kind: 'file', state, covers, object: `${folder}/CloudTrail/${path}/${name}` },
          deliveredAt: toTime(Date.parse(covers.since) + 600_000),
          firstEventTime: toTime(Date.parse(covers.since) + 600_000 - (number + 1) * 60_000),
          ...(state !== 'intact' && { reason: `is ${state}` }),
        } satisfies FileFinding);
      });
    }
  });
  return findings;
}

/** The days of some hours of a trail. */
export const daysOf = (hours: readonly Hour[], place: MadeUpPlace = {}, firstHour = 0): CoverageDay[] =>
  foldFindings(findingsOf(hours, place, firstHour), {
    now: ASSESSED_AT,
    range: rangeOf(hours, firstHour),
  });

export const rangeOf = (hours: readonly Hour[], firstHour = 0): TimeRange => ({
  since: hourTime(firstHour),
  until: hourTime(firstHour + hours.length),
});

/** Each span as `hour-hour state digests/files`, in hours from 2026-03-14T00:00:48Z. */
export const spansOf = (days: readonly CoverageDay[]): string[] =>
  days
    .flatMap(({ spans }) => spans)
    .map(({ since, until, state, digests, files }) => {
      const [from, to] = [since, until].map((time) => (Date.parse(time) - START) / HOUR_MS);
      return `${Math.round(from! * 100) / 100}-${Math.round(to! * 100) / 100} ${state} ${digests}/${files}`;
    });
