import type { QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import type { DynamoDbSend } from '../../aws/dynamodb-request';
import { OCCURRED } from '../../store/indexes';
import { serviceFailure } from '../../store/service-failure';
import type { Position } from '../position';
import type { ResolvedQuery } from '../resolved-query';
import type { Order, TimeRange } from '../time-range';
import { exactFilter } from './filter';
import { filterExpression } from './filter-expression';
import { type IndexEntry, toIndexEntry, toRecord, type WireItem } from './index-entry';
import type { PartitionPage } from './partition-buffer';
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

/** Reads a partition on from `after`, looking at no more than `limit` entries. Default range: that of the query. */
export type ReadIndex = (
  partition: string,
  options: { readonly limit: number; readonly after?: WireItem; readonly range?: TimeRange },
) => Promise<PartitionPage<IndexEntry, WireItem>>;

/** Reads partitions of an index by Query calls that leave out expired entries and those a filter rejects. */
export function indexReader(options: IndexReaderOptions): ReadIndex {
  const { send, tableName, plan, query, meter, signal } = options;
  const filter = filterExpression(plan.filters, Math.floor(Date.now() / 1_000));
  const request = {
    TableName: tableName,
    IndexName: plan.index,
    FilterExpression: filter.FilterExpression,
    ScanIndexForward: query.order === 'asc',
  };
  const failed = serviceFailure(`Query of index "${plan.index}" of ${tableName}`, signal);
  const recheck = plan.filters.some(({ rechecked }) => rechecked) ? exactFilter(query) : undefined;

  return async (partition, { limit, after, range = query.range }) => {
    const bounds = toKeyBounds(range, query.order, options.from);
    const body = JSON.stringify({
      ...request,
      KeyConditionExpression: ['#key = :key', ...bounds.conditions].join(' AND '),
      ExpressionAttributeNames: {
        ...filter.ExpressionAttributeNames,
        '#key': plan.index,
        ...(bounds.conditions.length > 0 && { '#occurred': OCCURRED }),
      },
      ExpressionAttributeValues: {
        ...filter.ExpressionAttributeValues,
        ...bounds.values,
        ':key': { S: partition },
      },
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
function toKeyBounds({ since, until }: TimeRange, order: Order, from: Position | undefined) {
  const isLater = from !== undefined && (since === undefined || from.occurred > since);
  const isEarlier = from !== undefined && (until === undefined || from.occurred < until);
  const low = order === 'asc' && isLater ? from.occurred : since;
  const high = order === 'desc' && isEarlier ? from.occurred : until;
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
