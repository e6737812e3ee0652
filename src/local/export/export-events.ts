import type { Risk } from '../../audit/audit-record';
import type { ClassifyOptions } from '../../audit/classify';
import { computeContentHash, parseCopyId } from '../../audit/event-identity';
import { isObject, type JsonObject } from '../../audit/json';
import { MEANING_VERSION } from '../../audit/meaning-version';
import type { ItemSource } from '../../store/items/item-source';
import type { ReadEvents } from '../../trail/log-file';
import { RejectedRecords } from '../../trail/rejected-records';
import { type ExportedRow, readExport } from './read-export';

/** How to read the events of one export. */
export interface ExportEvents {
  readonly readEvents: ReadEvents;
  /** Gives an event the risk that it has in the export: it depends on the settings of that audit. */
  readonly classify: ClassifyOptions;
  /** The log file of the event that is being read. */
  readonly toSource: () => ItemSource | undefined;
}

/**
 * Reads an export as if it were a log file: the meaning of each event is made again of its original. Only what
 * the original does not say is taken from the export.
 * @param assessRisk for events whose meaning another version made
 */
export function exportEvents(assessRisk: NonNullable<ClassifyOptions['assessRisk']>): ExportEvents {
  let current: ExportedRow | undefined;
  const readEvents: ReadEvents = async (chunks, { matcher, onRecord }) => {
    const rejected = new RejectedRecords();
    let records = 0;
    let kept = 0;
    const { sha256, bytes } = await readExport(chunks, async (row) => {
      const index = records++;
      const parsed = 'invalid' in row ? row : toEvent(row);
      if ('invalid' in parsed) {
        rejected.add({ index, reason: parsed.invalid });
        return;
      }
      const { event, original } = parsed;
      if (!matcher.accepts(event)) return;
      kept += 1;
      current = row as ExportedRow;
      const copyOf = parseCopyId(String(event.eventID));
      await onRecord({ index, event, original, ...(copyOf !== undefined && { copyOf }) });
    });
    return {
      shapes: ['audit-export'],
      records,
      otherServices: records - kept - rejected.count,
      rejected: rejected.kept,
      rejectedCount: rejected.count,
      sha256,
      inflatedBytes: bytes,
      compressedBytes: bytes,
      gzipMembers: 0,
      paddingBytes: 0,
    };
  };
  return {
    readEvents,
    classify: {
      assessRisk: (call) =>
        current?.meaningVersion === MEANING_VERSION ? toRisk(current) : assessRisk(call),
    },
    toSource: () => (current?.bucket ? { bucket: current.bucket, key: current.key ?? '' } : undefined),
  };
}

const toRisk = ({ riskLevel, riskRules }: ExportedRow): Risk | undefined =>
  riskLevel ? { level: riskLevel, rules: riskRules ?? [] } : undefined;

interface OriginalEvent {
  readonly event: JsonObject;
  readonly original: Uint8Array;
}

function toEvent({
  original: text,
  originalBase64,
  contentHash,
}: ExportedRow): OriginalEvent | { invalid: string } {
  if (text === null) return { invalid: 'The export does not have the original of the event.' };
  const original = originalBase64 === null ? Buffer.from(text) : Buffer.from(originalBase64, 'base64');
  let event: unknown;
  try {
    event = JSON.parse(original.toString());
  } catch {
    event = undefined;
  }
  if (!isObject(event)) return { invalid: 'The original of the event is not a JSON object.' };
  return computeContentHash(event, original) === contentHash
    ? { event, original }
    : { invalid: 'The content hash of the event does not match its original.' };
}
