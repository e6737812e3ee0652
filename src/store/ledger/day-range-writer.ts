import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { AuditTrailError } from '../../errors';
import { abortOptions } from '../abort-signal';
import { MAXIMUM_ATTEMPTS, waitBeforeRetry } from '../backoff';
import { isWritten } from '../conditional-write';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { type DayRange, findNews, isUnchanged, planReplacements, type Replacement } from './day-ranges';
import type { LedgerItem } from './ledger-item';
import { KEYS_PER_READ, readItems } from './read-items';

/** Values that a process remembers. Beyond it, all are forgotten: that costs reads, not correctness. */
const REMEMBERED_VALUES = 100_000;

/** How entries of a kind are stored. */
export interface DayRangeEntries<Entry extends DayRange> {
  /** The entries, for messages: `the directory`. */
  readonly what: string;
  readonly toId: (entry: Entry) => string;
  readonly toKey: (entry: Entry) => Record<string, string>;
  readonly toItem: (entry: Entry) => LedgerItem;
  readonly parse: (item: LedgerItem) => Entry;
}

/** Entries to write, each once. Those that are not written yet may still change. */
export interface NewEntries<Entry> {
  entries(): Iterable<Entry>;
}

/** Writes entries with the days of their first and latest event, where these widen. */
export class DayRangeWriter<Entry extends DayRange> {
  readonly #documents: DynamoDBDocumentClient;
  readonly #tableName: string;
  /** What is in the table, as far as this process knows. */
  readonly #known = new Map<string, Entry>();
  /** The call in progress. Calls run one after the other, so what they have in common is written once. */
  #turn: Promise<void> = Promise.resolve();

  readonly #stored: DayRangeEntries<Entry>;

  constructor(client: DynamoDBClient, tableName: string, stored: DayRangeEntries<Entry>) {
    this.#documents = DynamoDBDocumentClient.from(client);
    this.#tableName = tableName;
    this.#stored = stored;
  }

  async upsert(named: NewEntries<Entry>, signal?: AbortSignal): Promise<void> {
    if (findNews(named.entries(), this.#known, this.#stored.toId).length === 0) return;
    const turn = this.#turn.then(() => this.#write(named, signal));
    this.#turn = turn.catch(() => {});
    await turn;
  }

  async #write(named: NewEntries<Entry>, signal: AbortSignal | undefined): Promise<void> {
    signal?.throwIfAborted();
    if (this.#known.size > REMEMBERED_VALUES) this.#known.clear();
    const news = findNews(named.entries(), this.#known, this.#stored.toId);
    for (let start = 0; start < news.length; start += KEYS_PER_READ) {
      await this.#writePart(news.slice(start, start + KEYS_PER_READ), signal);
    }
  }

  async #writePart(news: readonly Entry[], signal: AbortSignal | undefined): Promise<void> {
    let open = news;
    for (let attempt = 0; open.length > 0; attempt += 1) {
      if (attempt === MAXIMUM_ATTEMPTS) throw tooContended(open.length, this.#stored.what, this.#tableName);
      if (attempt > 0) await waitBeforeRetry(attempt, signal);
      const found = await this.#read(open, signal);
      const overtaken = await Promise.all(
        planReplacements(open, found, this.#stored.toId).map((replacement) =>
          this.#replace(replacement, signal),
        ),
      );
      open = overtaken.flat();
    }
  }

  async #read(
    entries: readonly Entry[],
    signal: AbortSignal | undefined,
  ): Promise<ReadonlyMap<string, Entry>> {
    const { what, toId, toKey, parse } = this.#stored;
    const keys = entries.map(toKey);
    const items = await readItems(this.#documents, this.#tableName, keys, `Reading ${what}`, signal);
    return new Map(items.map(parse).map((entry) => [toId(entry), entry]));
  }

  /** Returns the entry if another writer was faster, or nothing if the table covers its days now. */
  async #replace(replacement: Replacement<Entry>, signal: AbortSignal | undefined): Promise<Entry[]> {
    const { before, next } = replacement;
    if (!isUnchanged(replacement)) {
      const Item = this.#stored.toItem(next);
      const command = new PutCommand({ TableName: this.#tableName, Item, ...unlessChangedSince(before) });
      const write = this.#documents.send(command, abortOptions(signal));
      if (!(await isWritten(write, serviceFailure(`Writing ${this.#stored.what}`, signal)))) return [next];
    }
    this.#known.set(this.#stored.toId(next), next);
    return [];
  }
}

const unlessChangedSince = (before: DayRange | undefined) =>
  before
    ? {
        ConditionExpression: 'firstSeen = :first AND lastSeen = :last',
        ExpressionAttributeValues: { ':first': before.firstSeen, ':last': before.lastSeen },
      }
    : { ConditionExpression: `attribute_not_exists(${LEDGER_KEYS.partition})` };

const tooContended = (entries: number, what: string, tableName: string) =>
  new AuditTrailError(
    'ServiceFailed',
    `Other writers changed ${entries} entries of ${what} in ${tableName} ${MAXIMUM_ATTEMPTS} times in a row.`,
  );
