import { AuditTrailError } from '../errors';
import { readLogFile } from '../trail/log-file';
import {
  type FileEvent,
  type FileEventOptions,
  type FileEventReader,
  type FileFindings,
  fileEventReader,
} from './file-events';

/** Item bytes of one file that are held in memory until the file is known to be good. */
const HELD_BYTES = 8 * 2 ** 20;
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

const sizeOf = (event: FileEvent): number => event.items.reduce((bytes, item) => bytes + item.bytes, 0);

/**
 * Stores the events of a log file, and none of them unless the whole file is valid: a cut or forged
 * file leaves no records behind. What fits in memory is held until the end of the file was seen. Of a
 * file with more than that the rest is checked to its end first, and read while what is held is written.
 */
export async function storeFile(storage: FileStorage, options: FileEventOptions): Promise<FileFindings> {
  const reader = fileEventReader(options);
  const held: FileEvent[] = [];
  const findings = await holdEvents(reader, await storage.open(), held);
  if (!findings) return storeChecked(reader, held, storage, options.maximumInflatedBytes);
  if (held.length > 0) await storage.store(held);
  return findings;
}

/** Nothing where there is more than can be held. */
async function holdEvents(
  reader: FileEventReader,
  chunks: AsyncIterable<Uint8Array>,
  held: FileEvent[],
): Promise<FileFindings | undefined> {
  let heldBytes = 0;
  try {
    return await reader.read(chunks, (event) => {
      held.push(event);
      heldBytes += sizeOf(event);
      if (heldBytes > HELD_BYTES) throw TOO_MUCH_TO_HOLD;
    });
  } catch (thrown) {
    if (thrown === TOO_MUCH_TO_HOLD) return undefined;
    throw thrown;
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
