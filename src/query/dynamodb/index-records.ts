import type { DynamoDbSend } from '../../aws/dynamodb-request';
import type { Position, ReadOptions, ReadPlan, RecordPage, RecordReader } from '../audit-store';
import { formatItem } from '../format-filter';
import type { ReadBudget } from '../read-budget';
import type { ReadCost } from '../read-cost';
import type { ResolvedQuery } from '../resolved-query';
import { ENTRIES } from './activity-sources';
import { letsMostPass } from './filter';
import { type IndexEntry, toRecord, type WireItem } from './index-entry';
import { Merge } from './merge';
import type { Plan } from './plan';
import { CostMeter } from './read-cost';
import { indexReader } from './read-index';
import { type ReadSteps, type StepPlace, stepReader } from './read-steps';

export interface IndexOptions extends ReadOptions {
  /** Parts of the traffic to read. Default: all of it. */
  readonly steps?: ReadSteps | undefined;
  /** Adds up what reading costs, together with what else is read for the answer. */
  readonly meter?: CostMeter | undefined;
}

/** Reads the records that answer a query from the partitions of an index. */
export class IndexRecords implements RecordReader {
  readonly plan: ReadPlan;
  readonly #merge: Merge<IndexEntry, WireItem> | Merge<IndexEntry, StepPlace>;
  readonly #meter: CostMeter;
  readonly #mayContinue: () => boolean;

  constructor(
    send: DynamoDbSend,
    tableName: string,
    plan: Plan,
    query: ResolvedQuery,
    { from, budget, measureCost = false, steps, meter = new CostMeter(measureCost), signal }: IndexOptions,
  ) {
    this.plan = {
      ...plan,
      index: steps ? `${ENTRIES}, ${plan.index}` : plan.index,
      filters: [...plan.filters.map(({ text }) => text), ...(query.item ? [formatItem(query.item)] : [])],
    };
    this.#meter = meter;
    this.#mayContinue = () => isWithin(budget, meter.entries);
    const { since, until } = query.range;
    const isEmptyRange = since !== undefined && since === until;
    const read = indexReader({ send, tableName, plan, query, from, meter, signal });
    const partitions = isEmptyRange ? [] : plan.partitions;
    const options = {
      order: query.order,
      filtered: query.item !== undefined || !plan.filters.every(letsMostPass),
      after: from,
    };
    this.#merge = steps
      ? new Merge(partitions, stepReader(read, steps, query.range), options)
      : new Merge(partitions, read, options);
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
