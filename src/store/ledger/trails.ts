import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { TrailLogging } from '../../assure/coverage/trail-logging';
import type { LastLook, TrailHistories } from '../../assure/trails/refresh-trails';
import type { UndigestedTrail } from '../../assure/trails/undigested-trails';
import { abortOptions } from '../abort-signal';
import { isWritten } from '../conditional-write';
import { LEDGER_KEYS } from '../indexes';
import { serviceFailure } from '../service-failure';
import { LATEST_BOOK } from './coverage-latest-item';
import {
  MAXIMUM_TRAILS,
  parseTrailItem,
  parseUndigestedItem,
  TRAIL_ARN,
  TRAIL_BOOK,
  toTrailItem,
  trailKey,
} from './trail-item';

/** What trails logged over time, as the ledger keeps it. */
export interface TrailLedger extends TrailHistories {
  /**
   * Reads what trails log, now and earlier: 5,000 entries at most.
   * @throws AuditTrailError `ServiceFailed` `InvalidItem`, or the reason of the signal once it is aborted
   */
  read(signal?: AbortSignal): Promise<TrailLogging[]>;
  /**
   * Writes what a trail logs from a time on.
   * @returns false if there is an entry of the same trail and time, which is kept
   * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
   */
  add(logging: TrailLogging, signal?: AbortSignal): Promise<boolean>;
  /**
   * Notes until when an entry holds.
   * @returns false if that is already noted: somebody else noted the change first
   * @throws AuditTrailError `ServiceFailed`, or the reason of the signal once it is aborted
   */
  close(logging: TrailLogging, until: string, signal?: AbortSignal): Promise<boolean>;
  /** When trails were last asked. @throws AuditTrailError `ServiceFailed` */
  lastLook(signal?: AbortSignal): Promise<LastLook>;
  /** Notes that trails were asked. @throws AuditTrailError `ServiceFailed` */
  noteLook(look: LastLook, signal?: AbortSignal): Promise<void>;
  /**
   * Trails without digests, as they were noted last.
   * @throws AuditTrailError `ServiceFailed` `InvalidItem`, or the reason of the signal once it is aborted
   */
  readUndigested(signal?: AbortSignal): Promise<readonly UndigestedTrail[]>;
  /** Notes trails without digests, in place of those before. @throws AuditTrailError `ServiceFailed` */
  noteUndigested(trails: readonly UndigestedTrail[], signal?: AbortSignal): Promise<void>;
}

/** Opens the histories of trails in the ledger table. Sends nothing before the first call. */
export const createTrailLedger = (client: DynamoDBClient, tableName: string): TrailLedger =>
  new TableTrails(client, tableName);

/** An account has at most five trails in a Region. Ten times as many fit an item. */
const MAXIMUM_UNDIGESTED = 500;
const UNDIGESTED = { [LEDGER_KEYS.partition]: TRAIL_BOOK, [LEDGER_KEYS.sort]: 'undigested' };
const LOOK = { [LEDGER_KEYS.partition]: TRAIL_BOOK, [LEDGER_KEYS.sort]: 'look' };

class TableTrails implements TrailLedger {
  readonly #documents: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(client: DynamoDBClient, tableName: string) {
    this.#documents = DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
    });
    this.#tableName = tableName;
  }

  async read(signal?: AbortSignal): Promise<TrailLogging[]> {
    const found: TrailLogging[] = [];
    let start: Record<string, unknown> | undefined;
    do {
      const command = new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: `${LEDGER_KEYS.partition} = :book AND begins_with(${LEDGER_KEYS.sort}, :arn)`,
        ExpressionAttributeValues: { ':book': LATEST_BOOK, ':arn': TRAIL_ARN },
        ExclusiveStartKey: start,
        Limit: MAXIMUM_TRAILS - found.length,
      });
      const { Items = [], LastEvaluatedKey } = await this.#documents
        .send(command, abortOptions(signal))
        .catch(serviceFailure('Reading what trails log', signal));
      found.push(...Items.map(parseTrailItem));
      start = LastEvaluatedKey;
    } while (start && found.length < MAXIMUM_TRAILS);
    return found;
  }

  add(logging: TrailLogging, signal?: AbortSignal): Promise<boolean> {
    const command = new PutCommand({
      TableName: this.#tableName,
      Item: toTrailItem(logging),
      ConditionExpression: `attribute_not_exists(${LEDGER_KEYS.partition})`,
    });
    return isFirst(this.#documents.send(command, abortOptions(signal)), logging, signal);
  }

  close(logging: TrailLogging, until: string, signal?: AbortSignal): Promise<boolean> {
    const command = new UpdateCommand({
      TableName: this.#tableName,
      Key: trailKey(logging),
      UpdateExpression: 'SET #until = :until',
      ConditionExpression: `attribute_exists(${LEDGER_KEYS.partition}) AND attribute_not_exists(#until)`,
      ExpressionAttributeNames: { '#until': 'until' },
      ExpressionAttributeValues: { ':until': until },
    });
    return isFirst(this.#documents.send(command, abortOptions(signal)), logging, signal);
  }

  async lastLook(signal?: AbortSignal): Promise<LastLook> {
    const { Item } = await this.#documents
      .send(new GetCommand({ TableName: this.#tableName, Key: LOOK }), abortOptions(signal))
      .catch(serviceFailure('Reading when trails were last asked', signal));
    return { ...(Item?.at && { at: String(Item.at) }), ...(Item?.allAt && { allAt: String(Item.allAt) }) };
  }

  noteLook(look: LastLook, signal?: AbortSignal): Promise<void> {
    return this.#put({ ...LOOK, ...look }, 'Noting that trails were asked', signal);
  }

  async readUndigested(signal?: AbortSignal): Promise<readonly UndigestedTrail[]> {
    const { Item } = await this.#documents
      .send(new GetCommand({ TableName: this.#tableName, Key: UNDIGESTED }), abortOptions(signal))
      .catch(serviceFailure('Reading which trails have no digests', signal));
    return Item ? parseUndigestedItem(Item) : [];
  }

  noteUndigested(trails: readonly UndigestedTrail[], signal?: AbortSignal): Promise<void> {
    const noted = trails.slice(0, MAXIMUM_UNDIGESTED);
    return this.#put({ ...UNDIGESTED, trails: noted }, 'Noting which trails have no digests', signal);
  }

  async #put(Item: Record<string, unknown>, doing: string, signal: AbortSignal | undefined): Promise<void> {
    const command = new PutCommand({ TableName: this.#tableName, Item });
    await this.#documents.send(command, abortOptions(signal)).catch(serviceFailure(doing, signal));
  }
}

const isFirst = (write: Promise<unknown>, { trailArn }: TrailLogging, signal?: AbortSignal) =>
  isWritten(write, serviceFailure(`Noting what the trail ${trailArn} logs`, signal));
