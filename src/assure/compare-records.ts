import type { NamedFile } from '../trail/digest-file';
import { classifyObjectKey } from '../trail/object-key';
import { formatPlace, type ObjectPlace } from '../trail/object-place';
import type { CheckFile } from './check-file';
import type { ComparedRecords, StoredRecord } from './compared-records';
import { type EventIdentity, EventIndex } from './event-index';
import type { ComparedFinding, RecordFinding } from './finding';

/** A log file with events, whose records are compared. */
interface ComparedFile {
  readonly place: ObjectPlace;
  /** Events that settings left out when the file was ingested. */
  readonly excluded: number;
}

/** Records that no log file has, that are kept to be paired with the event that they should have been. */
const MAXIMUM_UNKNOWN = 10_000;

type FoundRecord = RecordFinding | ComparedFinding;

/**
 * Compares every event of intact log files with the audit, in both directions. Log files are read while they are
 * verified, and the records of the audit after that, once.
 */
export class RecordComparison {
  readonly #index = new EventIndex();
  readonly #files: ComparedFile[] = [];
  /** Locations of all log files that digests name, and whether their events are compared. */
  readonly #locations = new Map<string, boolean>();

  /** The first activity entries that differ from their log files. */
  readonly #differences: RecordFinding[] = [];

  /** Activity entries that the audit lists for log files. */
  readonly #entries = new EventIndex();

  /** Log files that were not verified, and whether records name one that does not exist. */
  readonly #forged = new Map<string, boolean>();

  constructor(readonly compared: ComparedRecords) {}

  /** Checks a file, and reads the events of each that is intact. */
  noting(checkFile: CheckFile): CheckFile {
    return async (file) => {
      const checked = await checkFile(file);
      const location = this.compared.toLocation(file);
      const isNew = !this.#locations.has(location);
      this.#locations.set(location, checked.state === 'intact');
      if (isNew && checked.state === 'intact') await this.#note(file, checked.excluded ?? 0);
      return checked;
    };
  }

  async #note(file: NamedFile, excluded: number): Promise<void> {
    const place = { bucket: file.bucket, key: file.key };
    const { events, summarized, differences, entryNames } = await this.compared.readEvents(place);
    for (const name of entryNames) this.#entries.add(toIdentity(name), 0);
    if (events.length === 0) return;
    const number = this.#files.push({ place, excluded }) - 1;
    for (const event of events) this.#index.add(event, number);
    for (const event of summarized) this.#index.see(event);
    for (const { state, entry } of differences) {
      if (this.#differences.length >= MAXIMUM_UNKNOWN) return;
      this.#differences.push(this.#toFinding({ eventId: entry, source: place }, state, ACTIVITY[state]));
    }
  }

  /** Reads the records of the audit, and finds those that were deleted, altered or added. */
  async *findDifferences(): AsyncGenerator<FoundRecord> {
    yield* this.#differences;
    const unknown = new Map<string, StoredRecord>();
    for await (const record of this.compared.readRecords()) {
      if (this.#index.see(record)) {
        if (record.isChanged) yield this.#toFinding(record, 'altered', CHANGED);
        continue;
      }
      if (!record.source) continue;
      const isCompared = this.#locations.get(this.compared.toLocation(record.source));
      if (isCompared) {
        if (unknown.size < MAXIMUM_UNKNOWN) unknown.set(record.eventId, record);
        else yield* this.#findAdded(record);
      } else if (isCompared === undefined && (await this.#isForged(record.source))) {
        yield this.#toFinding(record, 'added', NO_FILE);
      }
    }
    for (const number of this.#index.unseenFiles()) yield* this.#findMissing(this.#files[number]!, unknown);
    for (const record of unknown.values()) yield* this.#findAdded(record);
    yield* this.#findAddedEntries();
    yield { kind: 'compared', records: this.#index.size };
  }

  async #isForged(source: ObjectPlace): Promise<boolean> {
    const location = this.compared.toLocation(source);
    const known = this.#forged.get(location);
    if (known !== undefined) return known;
    const isForged = await this.compared.isForged(source);
    if (this.#forged.size >= MAXIMUM_UNKNOWN) this.#forged.clear();
    this.#forged.set(location, isForged);
    return isForged;
  }

  async *#findMissing(
    { place, excluded }: ComparedFile,
    unknown: Map<string, StoredRecord>,
  ): AsyncGenerator<RecordFinding> {
    const { events, withoutSummarized } = await this.compared.readEvents(place);
    const missing = events.filter((event) => !this.#index.isSeen(event));
    const altered = missing.filter(({ eventId }) => unknown.has(eventId));
    for (const event of altered) {
      unknown.delete(event.eventId);
      yield this.#toFinding({ ...event, source: place }, 'altered', OTHER);
    }
    const unexplained = withoutSummarized(missing.filter((one) => !altered.includes(one)));
    // Which of them settings left out is not known.
    if (unexplained.length <= excluded) return;
    for (const event of unexplained) {
      yield this.#toFinding({ ...event, source: place }, 'missing', DELETED);
    }
  }

  /** A record may also be of an event that this version would not keep, or that settings have added. */
  async *#findAdded(record: StoredRecord): AsyncGenerator<RecordFinding> {
    const events = await this.compared.readAllEvents(record.source!);
    const isThere = events.some(
      ({ eventId, contentHash }) => eventId === record.eventId && contentHash === record.contentHash,
    );
    if (!isThere) yield this.#toFinding(record, 'added', ADDED);
  }

  /** Answers count what entries say, also entries that no log file lists. */
  async *#findAddedEntries(): AsyncGenerator<RecordFinding> {
    for await (const { name, entry, source } of this.compared.readEntries()) {
      if (this.#entries.see(toIdentity(name))) continue;
      const found = { eventId: entry, source };
      const isCompared = source && this.#locations.get(this.compared.toLocation(source));
      if (source === undefined) yield this.#toFinding(found, 'altered', UNREADABLE);
      else if (isCompared) {
        // The file may have been ingested again in the meantime.
        const listed = await this.compared.readEntryNames(source);
        if (!listed.includes(name)) yield this.#toFinding(found, 'added', ACTIVITY.added);
      } else if (isCompared === undefined && (await this.#isForged(source))) {
        yield this.#toFinding(found, 'added', NO_FILE);
      }
    }
  }

  #toFinding(
    { eventId, source }: Pick<StoredRecord, 'eventId' | 'source'>,
    state: RecordFinding['state'],
    reason: string,
  ): RecordFinding {
    const object = source && classifyObjectKey(source.key);
    const at =
      object?.kind === 'log-file' ? object : { accountId: 'unknown', region: 'unknown', day: 'unknown' };
    return {
      ...({ kind: 'record', state, object: eventId } as const),
      reason: `${reason}${source ? ` ${formatPlace(source)}` : ''}`,
      ...{ account: at.accountId, region: at.region, day: at.day },
    };
  }
}

const ACTIVITY = {
  missing: 'is not among the activity entries of',
  altered: 'does not say what is in',
  added: 'is in the audit, but was not made of',
} as const;
const UNREADABLE = 'cannot be read, so it is not known of which log file it was made';
const DELETED = 'is not in the audit, but in';
const OTHER = 'has other content in the audit than in';
const CHANGED = 'has bytes in the audit that do not match its hash; they came from';
const NO_FILE = 'is in the audit, but its log file does not exist:';
const ADDED = 'is in the audit, but not in';

const toIdentity = (entryName: string): EventIdentity => ({ eventId: entryName, contentHash: '' });
