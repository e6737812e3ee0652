import { mapLimit } from '../../ingest/map-limit';
import { readCheckedFile } from '../folder/check-file';
import type { Segment } from '../folder/commit';
import { filterHas } from '../folder/token-filter';
import type { AskedTokens } from './asked-tokens';

/** Memory for filters: those of about 10 million events. */
const MAXIMUM_BYTES = 64 * 1024 * 1024;
const FILES_AT_ONCE = 8;

/** Says which segments may hold rare values. Keeps the filters that it has read: their files never change. */
export class TokenFilters {
  readonly #folder: string;
  readonly #filters = new Map<string, Buffer>();
  #bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * The segments that may hold a token of each list.
   * @throws AuditTrailError `DamagedFile`
   */
  async choose(segments: readonly Segment[], asked: readonly AskedTokens[]): Promise<readonly Segment[]> {
    if (asked.length === 0) return segments;
    const chosen = await mapLimit(segments, FILES_AT_ONCE, async (segment) => {
      const filter = await this.#read(segment);
      return asked.every((hashes) => hashes.some((hash) => filterHas(filter, hash)));
    });
    return segments.filter((_, index) => chosen[index]);
  }

  async #read({ tokens }: Segment): Promise<Buffer> {
    const known = this.#filters.get(tokens.path);
    if (known) return known;
    const filter = await readCheckedFile(this.#folder, tokens);
    if (!this.#filters.has(tokens.path)) this.#keep(tokens.path, filter);
    return filter;
  }

  #keep(path: string, filter: Buffer): void {
    this.#filters.set(path, filter);
    this.#bytes += filter.length;
    for (const [oldest, { length }] of this.#filters) {
      if (this.#bytes <= MAXIMUM_BYTES) return;
      this.#filters.delete(oldest);
      this.#bytes -= length;
    }
  }
}
