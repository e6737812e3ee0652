import { toEventHash } from '../../activity/tokens';
import type { AuditedEvent, AuditRecord } from '../../audit/audit-record';
import { encodeItems } from '../../store/items/item';
import { storableString } from '../../store/storable-record';
import type { Position } from '../position';
import type { ResolvedQuery } from '../resolved-query';
import { CarriedEvents } from './carried-events';
import type { FileCandidate } from './file-candidates';
import { fileEntryFilter } from './file-entry-filter';
import type { FileUsage } from './file-usage';
import { type IndexEntry, toIndexEntry, type WireItem } from './index-entry';
import type { Originals } from './originals';

export interface FileEventsOptions {
  readonly originals: Originals;
  readonly query: ResolvedQuery;
  readonly from: Position | undefined;
  /** Only events with this ID. Default: all that answer the question. */
  readonly eventId?: string | undefined;
  readonly signal: AbortSignal | undefined;
}

/** Reads the events of a question from log files, as entries of an index would have them. */
export class FileEvents {
  readonly #options: FileEventsOptions;
  readonly #usage: FileUsage;
  readonly #altered: boolean;
  readonly #mayShow: (entry: IndexEntry) => boolean;
  readonly #carried = new CarriedEvents();

  constructor(options: FileEventsOptions, usage: FileUsage) {
    this.#options = options;
    this.#usage = usage;
    this.#altered = options.query.altered === true;
    this.#mayShow = fileEntryFilter(options.query, options.from);
  }

  async read(candidate: FileCandidate): Promise<IndexEntry[]> {
    const { reader } = this.#options.originals;
    const altered = this.#altered;
    const { name, file, hour, events } = candidate;
    const carried = this.#carried.find(name);
    if (carried) return this.#toEntries(carried, candidate, false);
    const wants = ({ record, contentHash }: AuditedEvent) =>
      record.plane === 'data' &&
      this.#hasWantedId(record) &&
      (altered || !record.eventTime.startsWith(hour) || events.has(toEventHash(contentHash)));
    const read = await reader!.read(file, wants, this.#options.signal);
    this.#usage.addFile(file, read.inflatedBytes);
    if (read.problem) this.#usage.addProblem(candidate, read.problem);
    const isShown = read.problem === undefined || (altered && read.problem.kind === 'changed');
    if (!isShown) return [];
    const others = read.events.filter(({ record }) => !record.eventTime.startsWith(hour));
    if (read.problem === undefined && others.length > 0) this.#carried.keep(name, others);
    return this.#toEntries(read.events, candidate, read.problem !== undefined);
  }

  #hasWantedId({ eventId }: AuditRecord): boolean {
    const wanted = this.#options.eventId;
    return wanted === undefined || eventId === wanted || storableString(eventId) === storableString(wanted);
  }

  #toEntries(
    read: readonly AuditedEvent[],
    { hour, events, file }: FileCandidate,
    isChanged: boolean,
  ): IndexEntry[] {
    const { items } = this.#options.originals;
    return read
      .filter(
        ({ record, contentHash }) =>
          record.eventTime.startsWith(hour) && (isChanged || events.has(toEventHash(contentHash))),
      )
      .map((event) => {
        const [item] = encodeItems({ ...event, source: file }, items);
        const { original: _, ...wire } = JSON.parse(item!.json) as WireItem;
        return { ...toIndexEntry(wire), original: event.original };
      })
      .filter(this.#mayShow);
  }
}
