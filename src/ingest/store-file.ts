import { getHeapStatistics } from 'node:v8';
import { AuditTrailError } from '../errors';
import { readLogFile } from '../trail/log-file';
import { addEvent, type EventBatch, emptyBatch } from './event-batch';
import {
  type FileEventOptions,
  type FileEventReader,
  type FileFindings,
  fileEventReader,
} from './file-events';

/**
 * Item bytes that files side by side hold in memory until each is known to be good; in memory they are
 * four times as much. CloudTrail's largest files, of 50 MB, have half of this.
 */
const HELD_BYTES = Math.min(64 * 2 ** 20, getHeapStatistics().heap_size_limit / 16);
/** What a file may hold also when others hold all the rest. */
const OWN_HELD_BYTES = 2 ** 20;
/** Item bytes handed to the writer at once while a large file streams. */
const PORTION_BYTES = 2 ** 20;

/** Thrown through the reader to stop it, and caught here: never seen outside. */
const TOO_MUCH_TO_HOLD = Symbol('too much to hold');

export interface FileStorage {
  /** Opens the same bytes again, at every call. */
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
  /** Stores events; resolved once they are all written. */
  readonly store: (batch: EventBatch) => Promise<void>;
}

let heldInAll = 0;

/**
 * Stores the events of a log file, and none of them unless the whole file is valid: a cut or forged
 * file leaves no records behind. What fits in memory is held until the end of the file was seen. Of a
 * file with more than that the rest is checked to its end first, and read while what is held is written.
 * Where it fails, nothing is being written any more.
 * @param heldBytes item bytes that all files together may hold
 */
export async function storeFile(
  storage: FileStorage,
  options: FileEventOptions,
  heldBytes: number = HELD_BYTES,
): Promise<FileFindings> {
  const reader = fileEventReader(options);
  const held = emptyBatch();
  try {
    const findings = await reader.read(await storage.open(), (record, items) => {
      heldInAll += addEvent(held, record, items);
      if (held.bytes > OWN_HELD_BYTES && heldInAll > heldBytes) throw TOO_MUCH_TO_HOLD;
    });
    if (held.items.length > 0) await storage.store(held);
    return findings;
  } catch (thrown) {
    if (thrown !== TOO_MUCH_TO_HOLD) throw thrown;
    return await storeChecked(reader, held, storage, options.maximumInflatedBytes);
  } finally {
    release(held);
  }
}

function release(held: EventBatch): void {
  heldInAll -= held.bytes;
  held.bytes = 0;
  held.items.length = 0;
}

async function storeChecked(
  reader: FileEventReader,
  held: EventBatch,
  storage: FileStorage,
  maximumInflatedBytes: number,
): Promise<FileFindings> {
  const checked = await readLogFile(await storage.open(), {
    matcher: { markerGroups: [], accepts: () => false },
    maximumInflatedBytes,
    onRecord: () => {},
  });

  let batch = emptyBatch();
  // One batch is written while the next is read: never more than two in memory.
  let writing: Promise<void> = Promise.resolve();
  const begin = (written: Promise<void>) => {
    writing = written;
    writing.catch(() => {}); // Awaited by the next flush or the end; the reader may be elsewhere until then.
  };
  begin(storage.store(held).then(() => release(held)));
  const flush = async () => {
    const full = batch;
    batch = emptyBatch();
    await writing;
    begin(storage.store(full));
  };
  let findings: FileFindings;
  try {
    findings = await reader.read(await storage.open(), (record, items) => {
      addEvent(batch, record, items);
      return batch.bytes > PORTION_BYTES ? flush() : undefined;
    });
    if (batch.items.length > 0) await flush();
    await writing;
  } finally {
    await writing.catch(() => {}); // Whatever went wrong, nobody writes on behind the caller's back.
  }

  if (findings.summary.sha256 !== checked.sha256) {
    throw new AuditTrailError('ObjectUnavailable', 'The object changed while it was being read.');
  }
  return findings;
}
