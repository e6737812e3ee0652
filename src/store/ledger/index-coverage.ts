import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  INDEX_NAMES,
  type IndexName,
  type IndexSettings,
  LAYOUT_VERSION,
  LEDGER_KEYS,
  type OptionalIndexName,
} from '../indexes';
import type { ItemSettings } from '../items/item';
import { serviceFailure } from '../service-failure';

/** What each index holds, and since when: what a reader must know to answer a query whole. */
export interface IndexCoverage extends IndexSettings {
  readonly dataEventIndexes: readonly OptionalIndexName[];
  /** For each index the `eventTime` from which it has everything that these settings put there. */
  readonly since: Readonly<Record<IndexName, string>>;
  readonly retentionDays?: number;
  readonly layoutVersion: number;
}

/** The start of a new table: it holds every event, even one dated before 1970. */
export const EVER = '1970-01-01T00:00:00Z';

const KEY = {
  [LEDGER_KEYS.partition]: { S: 'settings' },
  [LEDGER_KEYS.sort]: { S: 'indexes' },
};

const holdsMore = (name: IndexName, settings: IndexSettings, before: IndexSettings): boolean => {
  const listed = ({ dataEventIndexes }: IndexSettings) =>
    (dataEventIndexes as readonly IndexName[]).includes(name);
  if (listed(settings) && !listed(before)) return true;
  return name === 'failure' && settings.indexApplicationFailures && !before.indexApplicationFailures;
};

/** The coverage once these settings take effect. An index that is to hold more starts anew. */
export function nextCoverage(
  settings: ItemSettings,
  before: IndexCoverage | undefined,
  now: Date,
): IndexCoverage {
  const fromNow = now.toISOString().replace(/\.\d+/, '');
  const toSince = (name: IndexName): string => {
    if (!before) return EVER;
    const isComplete = before.layoutVersion === LAYOUT_VERSION && !holdsMore(name, settings, before);
    return (isComplete && before.since[name]) || fromNow;
  };
  return {
    dataEventIndexes: [...settings.dataEventIndexes].sort(),
    indexApplicationFailures: settings.indexApplicationFailures,
    since: Object.fromEntries(INDEX_NAMES.map((name) => [name, toSince(name)])) as Record<IndexName, string>,
    ...(settings.retentionDays !== undefined && { retentionDays: settings.retentionDays }),
    layoutVersion: LAYOUT_VERSION,
  };
}

/**
 * What the indexes of a deployment hold; `undefined` before anything was ever ingested.
 * @throws AuditTrailError `ServiceFailed`
 */
export async function readIndexCoverage(
  client: DynamoDBClient,
  ledgerTableName: string,
): Promise<IndexCoverage | undefined> {
  const command = new GetItemCommand({ TableName: ledgerTableName, Key: KEY, ConsistentRead: true });
  const { Item } = await client.send(command).catch(serviceFailure('Reading the settings of the indexes'));
  return Item?.coverage?.S === undefined ? undefined : (JSON.parse(Item.coverage.S) as IndexCoverage);
}

/**
 * Notes the settings with which items are written from now on; writes only if they changed.
 * @param now when the last writer with other settings is gone: for a deployed function, its longest
 * run after the change
 * @throws AuditTrailError `ServiceFailed`
 */
export async function recordIndexCoverage(
  client: DynamoDBClient,
  ledgerTableName: string,
  settings: ItemSettings,
  now: Date,
): Promise<IndexCoverage> {
  for (;;) {
    const before = await readIndexCoverage(client, ledgerTableName);
    const next = nextCoverage(settings, before, now);
    if (before && JSON.stringify(next) === JSON.stringify(before)) return before;
    if (await replaceCoverage(client, ledgerTableName, before, next)) return next;
  }
}

/** False if another writer was faster. */
async function replaceCoverage(
  client: DynamoDBClient,
  TableName: string,
  before: IndexCoverage | undefined,
  next: IndexCoverage,
): Promise<boolean> {
  const Item: Record<string, AttributeValue> = { ...KEY, coverage: { S: JSON.stringify(next) } };
  const condition = before
    ? {
        ConditionExpression: 'coverage = :before',
        ExpressionAttributeValues: { ':before': { S: JSON.stringify(before) } },
      }
    : { ConditionExpression: 'attribute_not_exists(coverage)' };
  try {
    await client.send(new PutItemCommand({ TableName, Item, ...condition }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    return serviceFailure('Writing the settings of the indexes')(error);
  }
}
