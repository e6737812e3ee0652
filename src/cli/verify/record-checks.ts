import { RecordComparison } from '../../assure/compare-records';
import type { StoredEntry, StoredRecord } from '../../assure/compared-records';
import type { TrailSource } from '../../assure/trail-source';
import { computeContentHash } from '../../audit/event-identity';
import { toObject } from '../../audit/json';
import { AuditTrailError } from '../../errors';
import type { AuditStore } from '../../query/audit-store';
import type { EventVariant } from '../../query/event-variant';
import type { ScannedEntry } from '../../store/ledger/scan-entries';
import { toDeliveryTime } from '../../trail/digest-key';
import { classifyObjectKey } from '../../trail/object-key';
import type { ObjectPlace } from '../../trail/object-place';
import { formatEntry, type OpenSummary } from './file-summary';
import type { Scope } from './options';
import { readAllEvents, readFileEvents } from './read-events';

interface RecordCheckOptions {
  readonly toLocation: TrailSource['toLocation'];
  /** What activity entries say. Absent where there are none. */
  readonly activity:
    | { readonly openSummary: OpenSummary; readonly readEntries: () => AsyncIterable<ScannedEntry> }
    | undefined;
  readonly signal: AbortSignal;
}

/** Compares the records of a store with the log files of a source. */
export const recordComparison = (
  store: AuditStore,
  source: TrailSource,
  scope: Scope,
  { toLocation, activity, signal }: RecordCheckOptions,
): RecordComparison =>
  new RecordComparison({
    readEvents: async (file) => readFileEvents(source, file, await activity?.openSummary(file)),
    readEntryNames: async (file) => (await activity?.openSummary(file))?.entryNames ?? [],
    readAllEvents: (file) => readAllEvents(source, file),
    readRecords: () => readRecords(store, signal),
    readEntries: () => toStoredEntries(activity?.readEntries()),
    isForged: async (file) => isInScope(file, scope) && !(await source.hasLogFile(file)),
    toLocation,
  });

async function* toStoredEntries(
  entries: AsyncIterable<ScannedEntry> | undefined,
): AsyncGenerator<StoredEntry> {
  for await (const { name, key, read } of entries ?? []) {
    yield read ? { name, entry: formatEntry(read.place), source: read.source } : { name, entry: key };
  }
}

async function* readRecords(store: AuditStore, signal: AbortSignal): AsyncGenerator<StoredRecord> {
  for await (const variants of store.events(signal)) {
    for (const variant of variants) {
      const { record, contentHash, source } = variant;
      yield { eventId: record.eventId, contentHash, source, isChanged: isChanged(variant) };
    }
  }
}

/** An event that was too large to keep has no bytes to compare. */
function isChanged(variant: EventVariant): boolean {
  const original = readOriginal(variant);
  if (original === undefined) return false;
  const event = original === 'changed' ? undefined : parseEvent(original);
  return event === undefined || computeContentHash(event.json, event.bytes) !== variant.contentHash;
}

/** @throws AuditTrailError `DamagedFile` if the file in a data folder that has it is damaged */
function readOriginal(variant: EventVariant): Uint8Array | 'changed' | undefined {
  try {
    return variant.original;
  } catch (error) {
    if (error instanceof AuditTrailError && error.code === 'InvalidItem') return 'changed';
    throw error;
  }
}

function parseEvent(bytes: Uint8Array) {
  try {
    return { json: toObject(JSON.parse(Buffer.from(bytes).toString())), bytes };
  } catch {
    // What is no JSON was changed.
    return undefined;
  }
}

/** Whether a log file would have been verified if it existed. Files of other shapes are not of a trail. */
function isInScope(
  { key }: ObjectPlace,
  { account, region, since, until, organizationId, trailName }: Scope,
): boolean {
  const object = classifyObjectKey(key);
  const delivered = toDeliveryTime(key);
  return (
    object.kind === 'log-file' &&
    trailName === undefined &&
    (organizationId === undefined || organizationId === object.organizationId) &&
    (account === undefined || account === object.accountId) &&
    (region === undefined || region === object.region) &&
    (since === undefined || (delivered !== undefined && delivered >= since)) &&
    (until === undefined || (delivered !== undefined && delivered <= until))
  );
}
