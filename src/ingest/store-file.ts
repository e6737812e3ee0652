import { AuditTrailError } from '../errors';
import { readLogFile } from '../trail/log-file';
import { type FileEvent, type FileEventOptions, type FileFindings, readFileEvents } from './file-events';

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
 * file leaves no records behind. What fits in memory is held until the end of the file was seen; a
 * file with more than that is checked to its end first and read again while it is written.
 */
export async function storeFile(storage: FileStorage, options: FileEventOptions): Promise<FileFindings> {
  return (await storeHeld(storage, options)) ?? (await storeChecked(storage, options));
}

async function storeHeld(storage: FileStorage, options: FileEventOptions): Promise<FileFindings | undefined> {
  const held: FileEvent[] = [];
  let heldBytes = 0;
  try {
    const findings = await readFileEvents(await storage.open(), options, (event) => {
      heldBytes += sizeOf(event);
      if (heldBytes > HELD_BYTES) throw TOO_MUCH_TO_HOLD;
      held.push(event);
    });
    if (held.length > 0) await storage.store(held);
    return findings;
  } catch (thrown) {
    if (thrown === TOO_MUCH_TO_HOLD) return undefined;
    throw thrown;
  }
}

async function storeChecked(storage: FileStorage, options: FileEventOptions): Promise<FileFindings> {
  const checked = await readLogFile(await storage.open(), {
    matcher: { markerGroups: [], accepts: () => false },
    maximumInflatedBytes: options.maximumInflatedBytes,
    onRecord: () => {},
  });

  let portion: FileEvent[] = [];
  let portionBytes = 0;
  let writing: Promise<void> = Promise.resolve();
  // One portion is written while the next is read: never more than two in memory.
  const flush = async () => {
    const events = portion;
    portion = [];
    portionBytes = 0;
    await writing;
    writing = storage.store(events);
    writing.catch(() => {}); // Awaited by the next flush or the end; the reader may be elsewhere until then.
  };
  const findings = await readFileEvents(await storage.open(), options, (event) => {
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
