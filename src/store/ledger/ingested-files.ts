import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { addDays } from '../../time';
import type { FilePlace } from './file-key';
import type { LedgerEntry } from './ledger-item';
import { readLedgerRange } from './read-ledger-range';

/** Log files of one bucket, account and Region that were delivered on some days, both inclusive. */
interface DayRange extends Omit<FilePlace, 'day'> {
  readonly bucket: string;
  readonly since: string;
  readonly until: string;
}

/** What the entry of a log file says of its content. */
export type IngestedFile = Pick<
  LedgerEntry,
  'bucket' | 'key' | 'status' | 'sha256' | 'gzipMembers' | 'paddingBytes' | 'counts' | 'error'
>;

/** Reads entries of the ledger, each day once, and keeps what digests are compared with. */
export class IngestedFiles {
  readonly #days = new Map<string, Promise<readonly IngestedFile[]>>();

  constructor(
    readonly documents: DynamoDBDocumentClient,
    readonly tableName: string,
    readonly signal?: AbortSignal,
  ) {}

  /**
   * All entries of some days.
   * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
   */
  async *read({ since, until, ...place }: DayRange): AsyncGenerator<IngestedFile> {
    for (let day = since; day <= until; day = addDays(day, 1)) yield* await this.#readDay({ ...place, day });
  }

  #readDay({ bucket, accountId, region, day }: FilePlace & { bucket: string }) {
    const name = `${bucket}/${accountId}/${region}/${day}`;
    const files =
      this.#days.get(name) ?? this.#collect({ bucket, accountId, region, since: day, until: day });
    this.#days.set(name, files);
    return files;
  }

  async #collect(range: DayRange): Promise<IngestedFile[]> {
    const files: IngestedFile[] = [];
    for await (const entry of readLedgerRange(this.documents, this.tableName, range, this.signal)) {
      const { bucket, key, status, sha256, gzipMembers, paddingBytes, counts, error } = entry;
      files.push({ bucket, key, status, sha256, gzipMembers, paddingBytes, counts, error });
    }
    return files;
  }
}
