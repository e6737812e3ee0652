import { getHeapStatistics } from 'node:v8';
import { AuditTrailError } from '../errors';
import { readLogFile } from '../trail/log-file';
import {
  type FileEvent,
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
  readonly store: (events: readonly FileEvent[]) => Promise<void>;
}

let heldInAll = 0;

const sizeOf = (event: FileEvent): number => event.items.reduce((bytes, item) => bytes + item.bytes, 0);

/**
 * Stores the events of a log file, and none of them unless the whole file is valid: a cut or forged
 * file leaves no records behind. What fits in memory is held until the end of the file was seen. Of a
 * file with more than that the rest is checked to its end first, and read while what is held is written.
 */
export async function storeFile(storage: FileStorage, options: FileEventOptions): Promise<FileFindings> {
  const reader = fileEventReader(options);
  const held: FileEvent[] = [];
  let heldBytes = 0;
  const hold = (event: FileEvent) => {
    held.push(event);
    heldBytes += sizeOf(event);
    heldInAll += sizeOf(event);
    if (heldBytes > OWN_HELD_BYTES && heldInAll > HELD_BYTES) throw TOO_MUCH_TO_HOLD;
  };
  try {
    const findings = await reader.read(await storage.open(), hold);
    if (held.length > 0) await storage.store(held);
    return findings;
  } catch (thrown) {
    if (thrown !== TOO_MUCH_TO_HOLD) throw thrown;
    return await storeChecked(reader, held, storage, options.maximumInflatedBytes);
  } finally {
    heldInAll -= heldBytes;
  }
}

async function storeChecked(
  reader: FileEventReader,
  held: FileEvent[],
  storage: FileStorage,
  maximumInflatedBytes: number,
): Promise<FileFindings> {
  const checked = await readLogFile(await storage.open(), {
    matcher: { markerGroups: [], accepts: () => false },
    maximumInflatedBytes,
    onRecord: () => {},
  });

  let portion: FileEvent[] = [];
  let portionBytes = 0;
  // One portion is written while the next is read: never more than two in memory.
  let writing = storage.store(held.splice(0)); // Let go of once written.
  writing.catch(() => {}); // Awaited by the next flush or the end; the reader may be elsewhere until then.
  const flush = async () => {
    const events = portion;
    portion = [];
    portionBytes = 0;
    await writing;
    writing = storage.store(events);
    writing.catch(() => {});
  };
  const findings = await reader.read(await storage.open(), (event) => {
    portion.push(event);
    portionBytes += sizeOf(event);
    return portionBytes > PORTION_BYTES ? flush() : undefined;
  });
  if (portion.length > 0) await flush();
  await writing;

  if (findings.summary.sha256 !== checked.sha256) {
    throw new AuditTrailError('ObjectUnavailable', 'The object changed while it was being read.');
  }
  return findings;
}
