import type { FileEvents } from '../../assure/compared-records';
import type { EventIdentity } from '../../assure/event-index';
import type { TrailSource } from '../../assure/trail-source';
import type { AuditedEvent } from '../../audit/audit-record';
import type { ClassifyOptions } from '../../audit/classify';
import { auditedRecords } from '../../audit/matcher';
import { AuditTrailError } from '../../errors';
import { fileEventReader, type OnEvent } from '../../ingest/file-events';
import type { RecordMatcher } from '../../trail/log-file-record';
import type { ObjectPlace } from '../../trail/object-place';
import type { FileSummary } from './file-summary';

const MAXIMUM_INFLATED_BYTES = 2 ** 30;

/** Accepts every record: CloudTrail writes this field into each. */
const EVERY_RECORD: RecordMatcher = { markerGroups: [['eventVersion']], accepts: () => true };

const toIdentity = ({ record, contentHash }: AuditedEvent): EventIdentity => ({
  eventId: record.eventId,
  contentHash,
});

/**
 * Reads the events of a log file that the audit should have, as ingest does, but without anything that settings leave out.
 * @param summary compares them with the activity entries of the file. Default: every event should have a record.
 * @throws AuditTrailError `InvalidLogFile`, or errors of the source
 */
export async function readFileEvents(
  source: TrailSource,
  place: ObjectPlace,
  summary: FileSummary | undefined,
): Promise<FileEvents> {
  const events: EventIdentity[] = [];
  await readEvents(source, place, auditedRecords, summary?.classify ?? {}, (event, json) => {
    events.push(toIdentity(event));
    summary?.add(event, json);
  });
  return {
    events,
    summarized: summary?.takeSummarized() ?? [],
    differences: summary?.findDifferences() ?? [],
    entryNames: summary?.entryNames ?? [],
    withoutSummarized: (missing) => missing.filter((event) => !summary?.take(event)),
  };
}

/** Reads the events of every service in a log file. Throws as `readFileEvents`. */
export async function readAllEvents(source: TrailSource, place: ObjectPlace): Promise<EventIdentity[]> {
  const events: EventIdentity[] = [];
  await readEvents(source, place, EVERY_RECORD, {}, (event) => {
    events.push(toIdentity(event));
  });
  return events;
}

async function readEvents(
  { openLogFile }: TrailSource,
  place: ObjectPlace,
  matcher: RecordMatcher,
  classify: ClassifyOptions,
  onEvent: OnEvent,
): Promise<void> {
  const body = await openLogFile(place);
  if (!body) {
    throw new AuditTrailError('ObjectUnavailable', `${place.key} was deleted while it was being verified.`);
  }
  const reader = fileEventReader({
    matcher,
    classify,
    exclusion: () => undefined,
    maximumInflatedBytes: MAXIMUM_INFLATED_BYTES,
  });
  await (body instanceof Uint8Array ? reader.readWhole(body, onEvent) : reader.read(body, onEvent));
}
