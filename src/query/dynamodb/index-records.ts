import type { DynamoDbSend } from '../../aws/dynamodb-request';
import type { ReadOptions, ReadPlan, RecordPage, RecordReader } from '../audit-store';
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
    this.plan = { ...plan, filters: plan.filters.map(({ text }) => text) };
    this.#meter = new CostMeter(measureCost);
    this.#mayContinue = (examined) => isWithin(budget, examined);
    const { since, until } = query.range;
    const isEmptyRange = since !== undefined && since === until;
    const read = indexReader({ send, tableName, plan, query, from, meter: this.#meter, signal });
    this.#merge = new Merge(isEmptyRange ? [] : plan.partitions, read, {
      order: query.order,
      filtered: !plan.filters.every(letsMostPass),
      after: from,
    });
  }

  async read(limit: number): Promise<RecordPage> {
    const entries = await this.#merge.take(limit, this.#mayContinue);
    const { position } = this.#merge;
    return { records: entries.map(toRecord), ...(position && { position }), cost: this.#meter.cost };
  }
}

const isWithin = (budget: ReadBudget | undefined, examined: number): boolean =>
  budget === undefined || (examined < budget.entries && Date.now() < budget.until);
