import type { QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import type { DynamoDbSend } from '../../aws/dynamodb-request';
import { OCCURRED } from '../../store/indexes';
import { serviceFailure } from '../../store/service-failure';
import type { Position } from '../audit-store';
import type { ResolvedQuery } from '../resolved-query';
import { exactFilter } from './filter';
import { filterExpression } from './filter-expression';
import { type IndexEntry, toIndexEntry, toRecord, type WireItem } from './index-entry';
import type { ReadPartition } from './merge';
import type { Plan } from './plan';
import type { CostMeter } from './read-cost';

export interface IndexReaderOptions {
  readonly send: DynamoDbSend;
  readonly tableName: string;
  readonly plan: Plan;
  readonly query: ResolvedQuery;
  /** Entries before this place in the order asked for are not read. */
  readonly from: Position | undefined;
  readonly meter: CostMeter;
  readonly signal: AbortSignal | undefined;
}

/** Reads partitions of an index by Query calls that leave out expired entries and those a filter rejects. */
export function indexReader(options: IndexReaderOptions): ReadPartition<IndexEntry, WireItem> {
  const { send, tableName, plan, query, meter, signal } = options;
  const bounds = toKeyBounds(query, options.from);
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
    ScanIndexForward: query.order === 'asc',
  };
  const fixedValues = { ...filter.ExpressionAttributeValues, ...bounds.values };
  const failed = serviceFailure(`Query of index "${plan.index}" of ${tableName}`, signal);
  const recheck = plan.filters.some(({ rechecked }) => rechecked) ? exactFilter(query) : undefined;

  return async (partition, { limit, after }) => {
    const body = JSON.stringify({
      ...request,
      ExpressionAttributeValues: { ...fixedValues, ':key': { S: partition } },
      Limit: limit,
      ExclusiveStartKey: after,
    });
    const answer: Partial<QueryCommandOutput> = await send('Query', body, signal).catch(failed);
    const items = answer.Items ?? [];
    const examined = answer.ScannedCount ?? items.length;
    meter.add(items, examined);
    const entries = items.map(toIndexEntry);
    const key = answer.LastEvaluatedKey;
    return {
      entries: recheck ? entries.filter((entry) => recheck(toRecord(entry))) : entries,
      examined,
      ...(key && { next: { key, reached: key[OCCURRED]?.S ?? '' } }),
    };
  };
}

/**
 * Bounds of the sort key. A bare time sorts before every entry of that second, so it is an inclusive
 * lower and an exclusive upper bound.
 */
function toKeyBounds({ range, order }: ResolvedQuery, from: Position | undefined) {
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
