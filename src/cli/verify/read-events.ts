import type { EventIdentity } from '../../assure/event-index';
import type { TrailSource } from '../../assure/trail-source';
import { auditedRecords } from '../../audit/matcher';
import { AuditTrailError } from '../../errors';
import { fileEventReader } from '../../ingest/file-events';
import type { ObjectPlace } from '../../trail/object-place';

const MAXIMUM_INFLATED_BYTES = 2 ** 30;

/** Accepts every record: CloudTrail writes this field into each. */
const EVERY_RECORD = { markerGroups: [['eventVersion']], accepts: () => true };

/**
 * Reads the events of a log file, as ingest does, but without anything that settings leave out.
 * @param all whether to read the events of every service
 * @throws AuditTrailError `InvalidLogFile`, or errors of the source
 */
export async function readFileEvents(
  { openLogFile }: TrailSource,
  place: ObjectPlace,
  all: boolean,
): Promise<EventIdentity[]> {
  const body = await openLogFile(place);
  if (!body) {
    throw new AuditTrailError('ObjectUnavailable', `${place.key} was deleted while it was being verified.`);
  }
  const reader = fileEventReader({
    matcher: all ? EVERY_RECORD : auditedRecords,
    classify: {},
    exclusion: () => undefined,
    maximumInflatedBytes: MAXIMUM_INFLATED_BYTES,
  });
  const events: EventIdentity[] = [];
  const onEvent = ({ record, contentHash }: { record: { eventId: string }; contentHash: string }) => {
    events.push({ eventId: record.eventId, contentHash });
  };
  await (body instanceof Uint8Array ? reader.readWhole(body, onEvent) : reader.read(body, onEvent));
  return events;
}
