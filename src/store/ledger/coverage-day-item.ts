import * as z from 'zod';
import type { CoverageDay } from '../../assure/coverage/known-coverage';
import { WORST_FIRST } from '../../assure/coverage/spans';
import { AuditTrailError } from '../../errors';
import { LEDGER_KEYS } from '../indexes';
import { packJson, unpackJson } from './packed-json';

/** Names a day of coverage. */
export type CoverageDayId = Pick<CoverageDay, 'accountId' | 'region' | 'day' | 'trail'>;

/** The attribute that has what is known of a day, in each item of coverage but the latest. */
export const COVERAGE = 'coverage';

/** The partition of all days of an account and Region. */
export const coverageBook = ({ accountId, region }: Pick<CoverageDayId, 'accountId' | 'region'>): string =>
  `coverage/${accountId}/${region}`;

export const coverageDayKey = (id: CoverageDayId) => ({
  [LEDGER_KEYS.partition]: coverageBook(id),
  [LEDGER_KEYS.sort]: `${id.day}#${id.trail}`,
});

const count = z.int().nonnegative();
const time = z.iso.datetime();
const state = z.enum(WORST_FIRST);
const content = z.object({
  bucket: z.string(),
  spans: z.array(
    z.object({
      ...{ since: time, until: time, state, digests: count, files: count },
      exceptions: count.optional(),
      latenessSeconds: z.number().optional(),
    }),
  ),
  exceptions: z.array(z.object({ since: time, object: z.string(), state, reason: z.string() })),
  exceptionsOmitted: count,
  latenessSeconds: z.number().optional(),
  comparedWith: z.enum(['ledger', 'ledgerAndObjects']),
  assessedAt: time,
});

/** The value of the attribute `coverage`. Account, Region, day and trail are in the key. */
export function packCoverageDay({ accountId, region, day, trail, ...rest }: CoverageDay): Uint8Array {
  return packJson(rest);
}

/** Reads a day back. @throws AuditTrailError `InvalidItem` */
export function parseCoverageDay(item: Readonly<Record<string, unknown>>): CoverageDay {
  const [book, entry] = [String(item[LEDGER_KEYS.partition]), String(item[LEDGER_KEYS.sort])];
  const [, accountId = '', region = ''] = book.split('/');
  const [day = '', ...trail] = entry.split('#');
  try {
    const known = content.parse(unpackJson(z.instanceof(Uint8Array).parse(item[COVERAGE])));
    return { accountId, region, day, trail: trail.join('#'), ...known };
  } catch (cause) {
    throw new AuditTrailError('InvalidItem', `Not a day of coverage: ${book} ${entry}.`, { cause });
  }
}
