import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { AuditTrailError } from '../../errors';
import { abortOptions } from '../abort-signal';
import { MAXIMUM_ATTEMPTS, waitBeforeRetry } from '../backoff';
import { isWritten } from '../conditional-write';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import {
  type Entries,
  entryId,
  findNews,
  isUnchanged,
  planReplacements,
  type Replacement,
} from './day-ranges';
import { type DirectoryEntry, directoryKey, parseDirectoryItem, toDirectoryItem } from './directory-item';
import type { NamedValues } from './named-values';
import { KEYS_PER_READ, readItems } from './read-items';

export type { DirectoryEntry, DirectoryKind } from './directory-item';

/** Writes the directory: every value that records name, with the days of its first and latest event. */
export interface Directory {
  /**
   * Records what stored records name. Writes only where the days of a value widen: a value known to this
   * process costs nothing, a new process reads it once, and each day that it is active costs one write.
   * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
   */
  upsert(named: NamedValues, signal?: AbortSignal): Promise<void>;
}

/** Opens the directory in the ledger table. Sends nothing before the first call. */
export const createDirectory = (client: DynamoDBClient, ledgerTableName: string): Directory =>
  new TableDirectory(client, ledgerTableName);

/** Values that a process remembers. Beyond it, all are forgotten: that costs reads, not correctness. */
const REMEMBERED_VALUES = 100_000;

class TableDirectory implements Directory {
  readonly #documents: DynamoDBDocumentClient;
  readonly #tableName: string;
  /** What is in the table, as far as this process knows. */
  readonly #known = new Map<string, DirectoryEntry>();
  /** The call in progress. Calls run one after the other, so what they have in common is written once. */
  #turn: Promise<void> = Promise.resolve();

  constructor(client: DynamoDBClient, tableName: string) {
    this.#documents = DynamoDBDocumentClient.from(client);
    this.#tableName = tableName;
  }

  async upsert(named: NamedValues, signal?: AbortSignal): Promise<void> {
    if (findNews(named.entries(), this.#known).length === 0) return;
    const turn = this.#turn.then(() => this.#write(named, signal));
    this.#turn = turn.catch(() => {});
    await turn;
  }

  async #write(named: NamedValues, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#known.size > REMEMBERED_VALUES) this.#known.clear();
    const news = findNews(named.entries(), this.#known);
    for (let start = 0; start < news.length; start += KEYS_PER_READ) {
      await this.#writePart(news.slice(start, start + KEYS_PER_READ), signal);
    }
  }

  async #writePart(news: readonly DirectoryEntry[], signal: AbortSignal | undefined): Promise<void> {
    let open = news;
    for (let attempt = 0; open.length > 0; attempt += 1) {
      if (attempt === MAXIMUM_ATTEMPTS) throw tooContended(open.length, this.#tableName);
      if (attempt > 0) await waitBeforeRetry(attempt, signal);
      const found = await this.#read(open, signal);
      const overtaken = await Promise.all(
        planReplacements(open, found).map((replacement) => this.#replace(replacement, signal)),
      );
      open = overtaken.flat();
    }
  }

  async #read(entries: readonly DirectoryEntry[], signal: AbortSignal | undefined): Promise<Entries> {
    const keys = entries.map(({ kind, value }) => directoryKey(kind, value));
    const items = await readItems(this.#documents, this.#tableName, keys, 'Reading the directory', signal);
    return new Map(items.map(parseDirectoryItem).map((entry) => [entryId(entry), entry]));
  }

  /** Returns the entry if another writer was faster, or nothing if the table covers its days now. */
  async #replace(replacement: Replacement, signal: AbortSignal | undefined): Promise<DirectoryEntry[]> {
    const { before, next } = replacement;
    if (!isUnchanged(replacement)) {
      const Item = toDirectoryItem(next);
      const command = new PutCommand({ TableName: this.#tableName, Item, ...unlessChangedSince(before) });
      const write = this.#documents.send(command, abortOptions(signal));
      if (!(await isWritten(write, serviceFailure('Writing the directory', signal)))) return [next];
    }
    this.#known.set(entryId(next), next);
    return [];
  }
}

const unlessChangedSince = (before: DirectoryEntry | undefined) =>
  before
    ? {
        ConditionExpression: 'firstSeen = :first AND lastSeen = :last',
        ExpressionAttributeValues: { ':first': before.firstSeen, ':last': before.lastSeen },
      }
    : { ConditionExpression: `attribute_not_exists(${LEDGER_KEYS.partition})` };

const tooContended = (entries: number, tableName: string) =>
  new AuditTrailError(
    'ServiceFailed',
    `Other writers changed ${entries} directory entries of ${tableName} ${MAXIMUM_ATTEMPTS} times in a row.`,
  );
