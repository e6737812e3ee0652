import * as z from 'zod';
import type { LatestCoverage } from '../../assure/coverage/latest-coverage';
import { WORST_FIRST } from '../../assure/coverage/spans';
import { AuditTrailError } from '../../errors';
import { toTime } from '../../time';
import { LEDGER_KEYS } from '../indexes';

/** The partition of the latest coverage of all places. */
export const LATEST_BOOK = 'coverage/latest';

/** The attribute with the folder of the trail. */
export const FOLDER = 'folder';

/** Names a trail in an account and Region. */
export type LatestId = Pick<LatestCoverage, 'accountId' | 'region' | 'trail'>;

/** All Regions of an account and trail share an item, so that those of an organization fit one page. */
export const latestKey = ({ accountId, trail }: Omit<LatestId, 'region'>) => ({
  [LEDGER_KEYS.partition]: LATEST_BOOK,
  [LEDGER_KEYS.sort]: `${accountId}#${trail}`,
});

const REGION_MARK = '@';

/** The attribute of a Region. */
export const regionAttribute = (region: string): string => REGION_MARK + region;

const toSeconds = (time: string): number => Date.parse(time) / 1_000;
const fromSeconds = (seconds: number): string => toTime(seconds * 1_000);

const seconds = z.int().min(0).max(99_999_999_999);
const count = z.int().nonnegative();
const packed = z
  .tuple([seconds, seconds, seconds.nullable(), z.number().nullable()])
  .rest(z.tuple([count, z.int().min(0).lt(WORST_FIRST.length), count, count]));

/**
 * The value of a Region's attribute, as JSON: firstSeen, end of the last run, lastDigest and lateness, then the length,
 * state, digests and files of each run. Times in seconds, to keep all Regions of an account in two write units.
 */
export function packLatest({ firstSeen, lastDigest, latenessSeconds, runs }: LatestCoverage): string {
  const end = runs.at(-1)?.until ?? lastDigest ?? firstSeen;
  const value: z.infer<typeof packed> = [
    toSeconds(firstSeen),
    toSeconds(end),
    lastDigest === undefined ? null : toSeconds(lastDigest),
    latenessSeconds ?? null,
    ...runs.map(({ since, until, state, digests, files }): [number, number, number, number] => [
      toSeconds(until) - toSeconds(since),
      WORST_FIRST.indexOf(state),
      digests,
      files,
    ]),
  ];
  return JSON.stringify(value);
}

/** Reads the attribute of a Region back. @throws AuditTrailError `InvalidItem` */
export function unpackLatest(id: LatestId, folder: string, value: unknown): LatestCoverage {
  try {
    const [firstSeen, end, lastDigest, lateness, ...lengths] = packed.parse(
      JSON.parse(z.string().parse(value)),
    );
    let until = end;
    const runs = lengths.reverse().map(([length, state, digests, files]) => {
      const since = until - length;
      const run = {
        ...{ since: fromSeconds(since), until: fromSeconds(until), state: WORST_FIRST[state]! },
        ...{ digests, files },
      };
      until = since;
      return run;
    });
    return {
      ...{ ...id, folder, firstSeen: fromSeconds(firstSeen) },
      ...(lastDigest !== null && { lastDigest: fromSeconds(lastDigest) }),
      ...(lateness !== null && { latenessSeconds: lateness }),
      runs: runs.reverse(),
    };
  } catch (cause) {
    const { accountId, region, trail } = id;
    const message = `Not the latest coverage of ${trail} in ${accountId} ${region}.`;
    throw new AuditTrailError('InvalidItem', message, { cause });
  }
}

/** Reads all Regions of an item. @throws AuditTrailError `InvalidItem` */
export function parseLatestItem(item: Readonly<Record<string, unknown>>): LatestCoverage[] {
  const [accountId = '', ...trail] = String(item[LEDGER_KEYS.sort]).split('#');
  const id = { accountId, trail: trail.join('#') };
  return Object.entries(item)
    .filter(([name]) => name.startsWith(REGION_MARK))
    .map(([name, value]) =>
      unpackLatest({ ...id, region: name.slice(REGION_MARK.length) }, String(item[FOLDER] ?? ''), value),
    );
}
