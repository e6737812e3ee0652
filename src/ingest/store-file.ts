import type { ActivityCollector } from '../activity/activity-collector';
import type { AuditedEvent } from '../audit/audit-record';
import type { JsonObject } from '../audit/json';
import { AuditTrailError } from '../errors';
import { readLogFile } from '../trail/log-file';
import type { RecordMatcher } from '../trail/log-file-record';
import { EventBatch, type ItemOptions } from './event-batch';
import {
  type FileEventOptions,
  type FileEventReader,
  type FileFindings,
  fileEventReader,
} from './file-events';
import type { HeldMemory } from './held-memory';

/** Item bytes of one write while a large file streams. */
const BATCH_BYTES = 2 ** 20;
/** Values that the events of a batch may name: events that get no item hold nothing else. */
const MOST_NAMED_VALUES = 20_000;

const NO_RECORDS: RecordMatcher = { markerGroups: [], accepts: () => false };

/** Thrown to stop the reader, and caught in this file. */
const TOO_MUCH_TO_HOLD = Symbol('too much to hold');

/** How to read the events of a file, and how to store them. */
export interface StoreOptions extends FileEventOptions, ItemOptions {
  /**
   * Is given each event once, in the order of the file, and decides which of them are stored. Default: all are stored.
   */
  readonly activity?: ActivityCollector | undefined;
}

export interface FileStorage {
  /** Opens the same bytes at every call. */
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
  /** Stores events; resolved once they are all written. */
  readonly store: (batch: EventBatch) => Promise<void>;
}

/**
 * Stores the events of a log file, and none of them unless the whole file is valid: a truncated or forged
 * file leaves no records behind. Events that fit in memory are held until the end of the file was read. A
 * larger file is first checked to its end, and then read again while the held events are written.
 * When this fails, nothing is being written any more.
 */
export async function storeFile(
  storage: FileStorage,
  options: StoreOptions,
  memory: HeldMemory,
): Promise<FileFindings> {
  const { activity } = options;
  const reader = fileEventReader(options);
  const held = new EventBatch(memory, options);
  try {
    const findings = await reader.read(await storage.open(), (event, json) => {
      addEvent(held, event, json, activity);
      if (memory.isExhausted(held.heldBytes) || held.named.size > MOST_NAMED_VALUES) throw TOO_MUCH_TO_HOLD;
    });
    if (!held.isEmpty) await storeBatch(held, storage);
    return withSummarized(findings, activity);
  } catch (thrown) {
    if (thrown !== TOO_MUCH_TO_HOLD) throw thrown;
    return await storeChecked(reader, held, storage, options, memory);
  } finally {
    held.leave();
  }
}

function addEvent(
  batch: EventBatch,
  event: AuditedEvent,
  json: JsonObject,
  activity: ActivityCollector | undefined,
): void {
  if (activity?.add(event, json) === false) batch.addSummarized(event.record);
  else batch.add(event);
}

/** The reader counts every audited event as recorded. */
function withSummarized(findings: FileFindings, activity: ActivityCollector | undefined): FileFindings {
  const summarized = activity?.summarized ?? 0;
  findings.counts.recorded -= summarized;
  findings.counts.summarized += summarized;
  return findings;
}

async function storeBatch(batch: EventBatch, { store }: FileStorage): Promise<void> {
  try {
    await store(batch);
    batch.giveBack();
  } finally {
    batch.leave();
  }
}

async function storeChecked(
  reader: FileEventReader,
  held: EventBatch,
  storage: FileStorage,
  options: StoreOptions,
  memory: HeldMemory,
): Promise<FileFindings> {
  const { maximumInflatedBytes, readEvents = readLogFile, activity } = options;
  const checked = await readEvents(await storage.open(), {
    matcher: NO_RECORDS,
    maximumInflatedBytes,
    onRecord: () => {},
  });

  let batch = new EventBatch(memory, options);
  // One batch is written while the next is read, so at most two are in memory.
  let writing: Promise<void> = Promise.resolve();
  const begin = (written: Promise<void>) => {
    writing = written;
    writing.catch(() => {}); // Awaited by the next flush or the end; the reader may be elsewhere until then.
  };
  begin(storeBatch(held, storage));
  const flush = async () => {
    await writing;
    begin(storeBatch(batch, storage));
    batch = new EventBatch(memory, options);
  };
  let findings: FileFindings;
  try {
    findings = await reader.read(await storage.open(), (event, json) => {
      addEvent(batch, event, json, activity);
      const isFull = batch.heldBytes > BATCH_BYTES || batch.named.size > MOST_NAMED_VALUES;
      return isFull ? flush() : undefined;
    });
    if (!batch.isEmpty) await flush();
    await writing;
  } finally {
    batch.leave();
    await writing.catch(() => {}); // After a failure, too: nothing is written once this has returned.
  }

  if (findings.summary.sha256 !== checked.sha256) {
    throw new AuditTrailError('ObjectUnavailable', 'The object changed while it was being read.');
  }
  return withSummarized(findings, activity);
}
