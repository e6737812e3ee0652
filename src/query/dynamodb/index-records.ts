import type { DynamoDbSend } from '../../aws/dynamodb-request';
import type { Position, ReadCost, ReadOptions, ReadPlan, RecordPage, RecordReader } from '../audit-store';
import { formatItem } from '../format-filter';
import type { ReadBudget } from '../read-budget';
import type { ResolvedQuery } from '../resolved-query';
import { letsMostPass } from './filter';
import { type IndexEntry, toRecord, type WireItem } from './index-entry';
import { Merge } from './merge';
import type { Plan } from './plan';
import { CostMeter } from './read-cost';
import { indexReader } from './read-index';

/** Reads the records that answer a query from the partitions of an index. */
export class IndexRecords implements RecordReader {
  readonly plan: ReadPlan;
  readonly #merge: Merge<IndexEntry, WireItem>;
  readonly #meter: CostMeter;
  readonly #mayContinue: (examined: number) => boolean;

  constructor(
    send: DynamoDbSend,
    tableName: string,
    plan: Plan,
    query: ResolvedQuery,
    { from, budget, measureCost = false, signal }: ReadOptions,
  ) {
    this.plan = {
      ...plan,
      filters: [...plan.filters.map(({ text }) => text), ...(query.item ? [formatItem(query.item)] : [])],
    };
    this.#meter = new CostMeter(measureCost);
    this.#mayContinue = (examined) => isWithin(budget, examined);
    const { since, until } = query.range;
    const isEmptyRange = since !== undefined && since === until;
    const read = indexReader({ send, tableName, plan, query, from, meter: this.#meter, signal });
    this.#merge = new Merge(isEmptyRange ? [] : plan.partitions, read, {
      order: query.order,
      filtered: query.item !== undefined || !plan.filters.every(letsMostPass),
      after: from,
    });
  }

  async read(limit: number): Promise<RecordPage> {
    const entries = await this.take(limit);
    const { position, cost } = this;
    return { records: entries.map(toRecord), ...(position && { position }), cost };
  }

  /** The next entries, fewer than asked at the end of the answer or of the budget. */
  take(count: number): Promise<IndexEntry[]> {
    return this.#merge.take(count, this.#mayContinue);
  }

  /** Where reading goes on. Undefined at the end of the answer. */
  get position(): Position | undefined {
    return this.#merge.position;
  }

  /** Total cost so far. */
  get cost(): ReadCost {
    return this.#meter.cost;
  }
}

const isWithin = (budget: ReadBudget | undefined, examined: number): boolean =>
  budget === undefined || (examined < budget.entries && Date.now() < budget.until);
