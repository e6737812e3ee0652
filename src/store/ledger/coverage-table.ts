import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { AuditTrailError } from '../../errors';
import { abortOptions } from '../abort-signal';
import { MAXIMUM_ATTEMPTS, waitBeforeRetry } from '../backoff';
import { isWritten } from '../conditional-write';
import { serviceFailure } from '../service-failure';
import { readBook } from './read-book';

export type CoverageItem = Readonly<Record<string, unknown>>;
type Key = Readonly<Record<string, string>>;

/** An attribute of an item that several writers change. */
export interface SharedAttribute {
  readonly key: Key;
  readonly name: string;
}

/** An attribute's value before and after a change. */
export interface Change {
  readonly before: unknown;
  /** Undefined if nothing is to be written. */
  readonly next: string | Uint8Array | undefined;
  /** Other attributes to set with it. */
  readonly also?: Readonly<Record<string, string | number>>;
}

export interface ReadSettings {
  /** Whether to read what the last writer left. It costs twice as much. */
  readonly isConsistent: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Reads and changes the items of coverage. */
export class CoverageTable {
  readonly #documents: DynamoDBDocumentClient;

  constructor(
    client: DynamoDBClient,
    private readonly tableName: string,
  ) {
    this.#documents = DynamoDBDocumentClient.from(client);
  }

  /** Reads an item as the last writer left it. */
  async find(key: Key, signal?: AbortSignal): Promise<CoverageItem | undefined> {
    const command = new GetCommand({ TableName: this.tableName, Key: key, ConsistentRead: true });
    const { Item } = await this.#documents.send(command, abortOptions(signal)).catch(READ_FAILED(signal));
    return Item;
  }

  /** Reads the entries of a book from the first to the last, both inclusive. */
  readRange(
    book: string,
    [first, last]: readonly [string, string],
    { isConsistent, signal }: ReadSettings,
  ): AsyncGenerator<CoverageItem> {
    const range = { tableName: this.tableName, book, first, last, isConsistent, doing: READING };
    return readBook(this.#documents, range, signal);
  }

  /**
   * Changes an attribute that other writers change, too: if one of them was faster, what to write is planned again.
   * @param plan reads the value, and says what it becomes
   * @throws AuditTrailError `ServiceFailed`, also if others were faster each time; or the reason of the signal
   */
  async change(attribute: SharedAttribute, plan: () => Promise<Change>, signal?: AbortSignal): Promise<void> {
    for (let attempt = 0; attempt < MAXIMUM_ATTEMPTS; attempt += 1) {
      if (attempt > 0) await waitBeforeRetry(attempt, signal);
      signal?.throwIfAborted();
      const change = await plan();
      if (change.next === undefined || (await this.#replace(attribute, change, signal))) return;
    }
    const { key, name } = attribute;
    const entry = Object.values(key).join(' ');
    throw new AuditTrailError(
      'ServiceFailed',
      `Other writers changed ${name} of ${entry} in ${this.tableName} ${MAXIMUM_ATTEMPTS} times in a row.`,
    );
  }

  /** Returns false if another writer was faster. */
  #replace(
    { key, name }: SharedAttribute,
    { before, next, also = {} }: Change,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    const set = Object.entries({ ...also, [name]: next });
    const command = new UpdateCommand({
      TableName: this.tableName,
      Key: key,
      UpdateExpression: `SET ${set.map((_, index) => `#n${index} = :v${index}`).join(', ')}`,
      ConditionExpression: before === undefined ? 'attribute_not_exists(#name)' : '#name = :before',
      ExpressionAttributeNames: {
        ...Object.fromEntries(set.map(([attribute], index) => [`#n${index}`, attribute])),
        '#name': name,
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(set.map(([, value], index) => [`:v${index}`, value])),
        ...(before !== undefined && { ':before': before }),
      },
    });
    const write = this.#documents.send(command, abortOptions(signal));
    return isWritten(write, serviceFailure('Writing the coverage', signal));
  }
}

const READING = 'Reading the coverage';
const READ_FAILED = (signal?: AbortSignal) => serviceFailure(READING, signal);
