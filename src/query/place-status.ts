import { HOUR_MS } from '../time';
import { parseDeliveryTime } from '../trail/object-key';
import type { FileRecord } from './file-record';

/** What is known of the log files of an account and Region. */
export interface PlaceStatus {
  readonly accountId: string;
  readonly region: string;
  readonly files: number;
  readonly failed: number;
  /** When CloudTrail delivered the last file, by its name, ISO 8601. Absent if no name has a time. */
  readonly lastDelivered?: string;
  /** When the last file was ingested or failed, ISO 8601. */
  readonly lastFinishedAt: string;
  /** Set if its last delivery is older than that of another place by the hours that were asked for. */
  readonly silent?: true;
}

/** An organization of 500 accounts in 17 Regions has 8,500. */
const MAXIMUM_PLACES = 10_000;

interface Place {
  readonly accountId: string;
  readonly region: string;
  files: number;
  failed: number;
  /** Epoch milliseconds, or 0. */
  delivered: number;
  finishedAt: string;
}

/** Collects the places of all files. */
export class PlaceStatuses {
  readonly #places = new Map<string, Place>();
  #hasMore = false;

  /** Whether places are left out. */
  get hasMore(): boolean {
    return this.#hasMore;
  }

  /** Adds all records of one file. Places beyond the first 10,000 are left out. */
  add(records: readonly FileRecord[]): void {
    const [first] = records;
    if (!first) return;
    const { accountId, region, key } = first;
    const id = `${accountId}/${region}`;
    let place = this.#places.get(id);
    if (!place) {
      if (this.#places.size === MAXIMUM_PLACES) {
        this.#hasMore = true;
        return;
      }
      place = { accountId, region, files: 0, failed: 0, delivered: 0, finishedAt: '' };
      this.#places.set(id, place);
    }
    place.files += 1;
    if (records.some(({ status }) => status === 'failed')) place.failed += 1;
    place.delivered = Math.max(place.delivered, parseDeliveryTime(key) ?? 0);
    for (const { finishedAt } of records) if (finishedAt > place.finishedAt) place.finishedAt = finishedAt;
  }

  /** @param silentHours undefined if too little is known to call a place silent */
  finish(silentHours: number | undefined): PlaceStatus[] {
    const places = [...this.#places.values()].sort(
      (one, other) => compare(one.accountId, other.accountId) || compare(one.region, other.region),
    );
    const newest = places.reduce((time, { delivered }) => Math.max(time, delivered), 0);
    return places.map(({ accountId, region, files, failed, delivered, finishedAt }) => ({
      accountId,
      region,
      files,
      failed,
      ...(delivered > 0 && { lastDelivered: new Date(delivered).toISOString() }),
      lastFinishedAt: finishedAt,
      ...(silentHours !== undefined &&
        delivered > 0 &&
        newest - delivered > silentHours * HOUR_MS && { silent: true }),
    }));
  }
}

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
