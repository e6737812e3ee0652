import type { EventCounts } from '../../assure/backfill/estimate';
import { type FileEventOptions, fileEventReader } from '../../ingest/file-events';

/**
 * Counts the events of a log file that ingest would store.
 * @throws AuditTrailError `InvalidLogFile`
 */
export async function countEvents(
  options: FileEventOptions,
  content: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<EventCounts> {
  const counts = { dataEvents: 0, controlEvents: 0 };
  const reader = fileEventReader(options);
  const count = ({ record }: { readonly record: { readonly plane: string } }) => {
    if (record.plane === 'data') counts.dataEvents += 1;
    else counts.controlEvents += 1;
  };
  await (content instanceof Uint8Array ? reader.readWhole(content, count) : reader.read(content, count));
  return counts;
}
