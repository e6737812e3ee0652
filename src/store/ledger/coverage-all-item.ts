import * as z from 'zod';
import type { CoverageDay, CoverageSpan } from '../../assure/coverage/known-coverage';
import { findLateness } from '../../assure/coverage/lateness';
import { findWorst, WORST_FIRST } from '../../assure/coverage/spans';
import { AuditTrailError } from '../../errors';
import { toTime } from '../../time';
import { LEDGER_KEYS } from '../indexes';
import { COVERAGE } from './coverage-day-item';
import { packJson, unpackJson } from './packed-json';

/** The partition of what is known of all places, a day in each entry. */
export const ALL_BOOK = 'coverage/all';

export const allKey = (day: string) => ({
  [LEDGER_KEYS.partition]: ALL_BOOK,
  [LEDGER_KEYS.sort]: day,
});

const DAY_SECONDS = 86_400;
/** What 30 days of a page of one megabyte can have. */
const FINE_BYTES = 32_000;
/** An item may have 400 KB. */
const MAXIMUM_BYTES = 390_000;

const count = z.int().nonnegative();
const span = z.tuple([count, count, z.int().min(0).lt(WORST_FIRST.length), count, count]);
const columns = z.object({
  assessedAt: z.string(),
  latenessSeconds: z.number().nullable(),
  accounts: z.array(z.string()),
  regions: z.array(z.string()),
  trails: z.array(z.string()),
  /** Of each row: index of its account, Region and trail. */
  account: z.array(count),
  region: z.array(count),
  trail: z.array(count),
  /** Of each row that is proven from midnight to midnight; 0 for others. */
  digests: z.array(count),
  files: z.array(count),
  /** Spans of all other rows: seconds from midnight, state, digests and files. */
  spans: z.record(z.string(), z.array(span)),
});
type Columns = z.infer<typeof columns>;

/**
 * The value of the attribute `coverage`: the days of all places, from midnight to midnight, as columns, which deflate
 * well. If there are so many changes of state that 30 days would not fit a page, each place has its worst state for the
 * whole day.
 * @throws AuditTrailError `InvalidItem` if there are more places than an item can have
 */
export function packAllDays(day: string, days: readonly CoverageDay[], assessedAt: string): Uint8Array {
  const fine = packJson(toColumns(day, days, assessedAt));
  if (fine.length <= FINE_BYTES) return fine;
  const coarse = packJson(toColumns(day, days.map(toOneSpan), assessedAt));
  if (coarse.length <= MAXIMUM_BYTES) return coarse;
  throw new AuditTrailError(
    'InvalidItem',
    `The coverage of ${days.length} places on ${day} has ${coarse.length} bytes, but an item takes ${MAXIMUM_BYTES}.`,
  );
}

function toOneSpan(day: CoverageDay): CoverageDay {
  const { spans } = day;
  const sum = (name: 'digests' | 'files') => spans.reduce((total, span) => total + span[name], 0);
  const state = findWorst(spans.map((span) => span.state));
  const range = { since: spans[0]!.since, until: spans.at(-1)!.until };
  return { ...day, spans: [{ ...range, state, digests: sum('digests'), files: sum('files') }] };
}

function toColumns(day: string, days: readonly CoverageDay[], assessedAt: string): Columns {
  const start = Date.parse(`${day}T00:00:00Z`);
  const toSeconds = (time: string) => (Date.parse(time) - start) / 1_000;
  const sorted = [...days].sort((a, b) => (toSortKey(a) < toSortKey(b) ? -1 : 1));
  const names = { accountId: new Names(), region: new Names(), trail: new Names() };
  const spans: Columns['spans'] = {};
  const rows = sorted.map((ofDay, row) => {
    const packed = ofDay.spans.map(
      ({ since, until, state, digests, files }): z.infer<typeof span> => [
        ...([toSeconds(since), toSeconds(until), WORST_FIRST.indexOf(state), digests, files] as const),
      ],
    );
    const [[since, until, state, digests, files] = [0, 0, 0, 0, 0]] = packed;
    const isWhole = packed.length === 1 && since === 0 && until === DAY_SECONDS && state === PROVEN;
    if (!isWhole) spans[row] = packed;
    return isWhole ? { digests, files } : { digests: 0, files: 0 };
  });
  return {
    assessedAt,
    latenessSeconds: findLateness(days.flatMap((ofDay) => ofDay.spans)) ?? null,
    account: sorted.map(({ accountId }) => names.accountId.toIndex(accountId)),
    region: sorted.map(({ region }) => names.region.toIndex(region)),
    trail: sorted.map(({ trail }) => names.trail.toIndex(trail)),
    digests: rows.map(({ digests }) => digests),
    files: rows.map(({ files }) => files),
    spans,
    accounts: names.accountId.all,
    regions: names.region.all,
    trails: names.trail.all,
  };
}

const PROVEN = WORST_FIRST.indexOf('proven');

const toSortKey = ({ accountId, region, trail }: CoverageDay): string => `${accountId} ${region} ${trail}`;

/** Gives each name an index. */
class Names {
  readonly #indexes = new Map<string, number>();

  get all(): string[] {
    return [...this.#indexes.keys()];
  }

  toIndex(name: string): number {
    const index = this.#indexes.get(name) ?? this.#indexes.size;
    this.#indexes.set(name, index);
    return index;
  }
}

/** Reads the days of all places back. @throws AuditTrailError `InvalidItem` */
export function parseAllItem(item: Readonly<Record<string, unknown>>): CoverageDay[] {
  const day = String(item[LEDGER_KEYS.sort]);
  try {
    return fromColumns(day, columns.parse(unpackJson(z.instanceof(Uint8Array).parse(item[COVERAGE]))));
  } catch (cause) {
    throw new AuditTrailError('InvalidItem', `Not the coverage of all places: ${ALL_BOOK} ${day}.`, {
      cause,
    });
  }
}

function fromColumns(day: string, stored: Columns): CoverageDay[] {
  const start = Date.parse(`${day}T00:00:00Z`);
  const { latenessSeconds, assessedAt } = stored;
  // No spread, as in `toDays`: an answer reads 250,000 rows.
  const toSpan = ([since, until, state, digests, files]: z.infer<typeof span>): CoverageSpan => ({
    since: toTime(start + since * 1_000),
    until: toTime(start + until * 1_000),
    state: WORST_FIRST[state]!,
    digests,
    files,
    latenessSeconds: latenessSeconds ?? undefined,
  });
  const whole = toSpan([0, DAY_SECONDS, PROVEN, 0, 0]);
  return stored.account.map((account, row) => ({
    accountId: stored.accounts[account] ?? '',
    region: stored.regions[stored.region[row]!] ?? '',
    day,
    trail: stored.trails[stored.trail[row]!] ?? '',
    bucket: '',
    spans: stored.spans[row]?.map(toSpan) ?? [
      {
        since: whole.since,
        until: whole.until,
        state: whole.state,
        digests: stored.digests[row] ?? 0,
        files: stored.files[row] ?? 0,
        latenessSeconds: whole.latenessSeconds,
      },
    ],
    exceptions: [],
    exceptionsOmitted: 0,
    comparedWith: 'ledger',
    assessedAt,
  }));
}
