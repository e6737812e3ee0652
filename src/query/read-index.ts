import type { AttributeValue, QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import type { AuditRecord } from '../audit/audit-record';
import type { DynamoDbSend } from '../aws/dynamodb-request';
import { EVENT_ID, OCCURRED, PART } from '../store/indexes';
import { decodeItem } from '../store/items/item';
import { serviceFailure } from '../store/service-failure';
import { filterExpression, passesExactly } from './filter';
import type { Entry, Position, ReadPartition } from './merge';
import type { Plan } from './plan';
import type { Question } from './question';

export type Item = Record<string, AttributeValue>;

/** An index entry; its record is decoded when it is shown, not before. */
export interface IndexEntry extends Entry {
  readonly item: Item;
}

export const toRecord = ({ item }: IndexEntry): AuditRecord => decodeItem(item).record;

/** What one Query gave, for those who count what asking costs. */
export interface QueryAnswer {
  readonly items: readonly Item[];
  readonly examined: number;
}

export interface IndexReaderOptions {
  readonly send: DynamoDbSend;
  readonly tableName: string;
  readonly plan: Plan;
  readonly question: Question;
  /** Entries before this place in the order asked for are not read. */
  readonly from?: Position;
  readonly onAnswer?: (answer: QueryAnswer) => void;
}

/** Reads partitions of one index by Query calls: what is left out there is what has expired or fails a filter. */
export function indexReader(options: IndexReaderOptions): ReadPartition<IndexEntry, Item> {
  const { send, tableName, plan, question, onAnswer } = options;
  const bounds = toKeyBounds(question, options.from);
  const filter = filterExpression(plan.filters, Math.floor(Date.now() / 1_000));
  const request = {
    TableName: tableName,
    IndexName: plan.index,
    KeyConditionExpression: ['#key = :key', ...bounds.conditions].join(' AND '),
    FilterExpression: filter.FilterExpression,
    ExpressionAttributeNames: {
      ...filter.ExpressionAttributeNames,
      '#key': plan.index,
      ...(bounds.conditions.length > 0 && { '#occurred': OCCURRED }),
    },
    ScanIndexForward: question.order === 'asc',
  };
  const fixedValues = { ...filter.ExpressionAttributeValues, ...bounds.values };
  const refused = serviceFailure(`Query of the index "${plan.index}" of ${tableName}`);
  const recheck = plan.filters.some(({ rechecked }) => rechecked);

  return async (partition, { limit, after }) => {
    const body = JSON.stringify({
      ...request,
      ExpressionAttributeValues: { ...fixedValues, ':key': { S: partition } },
      Limit: limit,
      ExclusiveStartKey: after,
    });
    const answer: Partial<QueryCommandOutput> = await send('Query', body).catch(refused);
    const items = answer.Items ?? [];
    const examined = answer.ScannedCount ?? items.length;
    onAnswer?.({ items, examined });
    const entries = items.map(toIndexEntry);
    const key = answer.LastEvaluatedKey;
    return {
      entries: recheck ? entries.filter((entry) => passesExactly(toRecord(entry), question)) : entries,
      examined,
      ...(key && { next: { key, reached: key[OCCURRED]?.S ?? '' } }),
    };
  };
}

function toIndexEntry(item: Item): IndexEntry {
  const part = item[PART]?.S ?? '';
  // `event#hash` and `resource#hash#ARN` are entries of the same variant.
  const hash = part.split('#', 2)[1] ?? '';
  return { occurred: item[OCCURRED]?.S ?? '', identity: `${item[EVENT_ID]?.S} ${hash}`, item };
}

/**
 * Bounds of the sort key. A bare time sorts before every entry of that second, so it is an inclusive
 * lower and an exclusive upper bound.
 */
function toKeyBounds({ range, order }: Question, from: Position | undefined) {
  const low = order === 'asc' && from ? from.occurred : range.since;
  const high = order === 'desc' && from ? from.occurred : range.until;
  return {
    conditions: [
      ...(low !== undefined && high !== undefined ? ['#occurred BETWEEN :low AND :high'] : []),
      ...(low !== undefined && high === undefined ? ['#occurred >= :low'] : []),
      ...(low === undefined && high !== undefined ? ['#occurred <= :high'] : []),
    ],
    values: {
      ...(low !== undefined && { ':low': { S: low } }),
      ...(high !== undefined && { ':high': { S: high } }),
    },
  };
}
