import * as z from 'zod';
import type { TrailLogging } from '../../assure/coverage/trail-logging';
import { trailLoggingSchema } from '../../assure/coverage/trail-logging-schema';
import type { UndigestedTrail } from '../../assure/trails/undigested-trails';
import { AuditTrailError } from '../../errors';
import { LEDGER_KEYS } from '../indexes';
import { LATEST_BOOK } from './coverage-latest-item';
import type { LedgerItem } from './ledger-item';

/** The partition of what was noted about trails besides. */
export const TRAIL_BOOK = 'trails';

/** Entries that are read at most. */
export const MAXIMUM_TRAILS = 5_000;

/** What every key of an entry begins with: it comes after all account IDs. */
export const TRAIL_ARN = 'arn:';

/**
 * The key of an entry. It lies with the latest coverage, so that an answer about an organization reads both with one
 * Query. ARNs are 200 characters at most.
 */
export const trailKey = ({ trailArn, since }: Pick<TrailLogging, 'trailArn' | 'since'>) => ({
  [LEDGER_KEYS.partition]: LATEST_BOOK,
  [LEDGER_KEYS.sort]: `${trailArn}#${since}`,
});

export const isTrailItem = (item: LedgerItem): boolean =>
  String(item[LEDGER_KEYS.sort]).startsWith(TRAIL_ARN);

export const toTrailItem = (logging: TrailLogging): LedgerItem => ({ ...trailKey(logging), ...logging });

/** Reads an entry back. @throws AuditTrailError `InvalidItem` for any other item */
export function parseTrailItem(item: LedgerItem): TrailLogging {
  const parsed = trailLoggingSchema.safeParse(item);
  if (parsed.success) return parsed.data;
  const message = `Not a ledger entry of a trail: ${item[LEDGER_KEYS.partition]} ${item[LEDGER_KEYS.sort]}.`;
  throw new AuditTrailError('InvalidItem', message, { cause: parsed.error });
}

const undigestedItem = z.object({
  trails: z.array(
    z.object({
      trailArn: z.string(),
      folder: z.string(),
      isOrganizationTrail: z.boolean(),
      region: z.string().exactOptional(),
    }),
  ),
});

/** Reads the entry of trails without digests. @throws AuditTrailError `InvalidItem` for any other item */
export function parseUndigestedItem(item: LedgerItem): UndigestedTrail[] {
  const { data, error } = undigestedItem.safeParse(item);
  if (data) return data.trails;
  throw new AuditTrailError('InvalidItem', 'Not the ledger entry of trails without digests.', {
    cause: error,
  });
}
