import type { TimeRange } from '../assure/covered-time';
import type { AuditLog } from '../query/audit-log';
import type { DeliveryPlace } from '../query/deliveries-answer';
import type { Report, ReportedPlace } from './report-schema';
import { shorten } from './reported-event';

type Deliveries = Pick<Report, 'places' | 'exceptions'>;

/**
 * Reads what is known of the deliveries of a range: the days of each account and Region, and what is not proven.
 * @param account Default: all
 */
export async function collectDeliveries(
  log: Pick<AuditLog, 'deliveries'>,
  range: TimeRange,
  account: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Deliveries> {
  const { since, until } = range;
  const { places, exceptions } = await log.deliveries(
    { since, until, ...(account && { account }) },
    { signal },
  );
  return {
    places: { listed: places.listed.map(toReportedPlace), omitted: places.omitted },
    exceptions: {
      ...exceptions,
      listed: exceptions.listed.map(({ object, reason, ...exception }) => ({
        ...exception,
        object: shorten(object),
        reason: shorten(reason),
      })),
    },
  };
}

const toReportedPlace = ({ reason, trails, days, ...place }: DeliveryPlace): ReportedPlace => ({
  ...place,
  ...(reason !== undefined && { reason: shorten(reason) }),
  days: { ...days },
});
