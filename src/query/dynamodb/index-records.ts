import type { DynamoDbSend } from '../../aws/dynamodb-request';
import type { Position, ReadOptions, RecordPage, RecordReader } from '../audit-store';
import { formatItem } from '../format-filter';
import type { ReadBudget } from '../read-budget';
import type { ReadCost } from '../read-cost';
import type { ReadPlan } from '../read-plan';
import type { ResolvedQuery } from '../resolved-query';
import { ENTRIES } from './activity-sources';
import { FilePartition, type Originals } from './file-partition';
import { letsMostPass } from './filter';
import { type IndexEntry, toRecords, type WireItem } from './index-entry';
import { Merge, type ReadPartition } from './merge';
import type { PartitionPage } from './partition-buffer';
import type { Plan } from './plan';
import { CostMeter } from './read-cost';
import { indexReader } from './read-index';
import { type ReadSteps, type StepPlace, stepReader } from './read-steps';

/** Log files, and where they say which. */
export interface FilesToRead extends Originals {
  readonly steps: ReadSteps;
}

export interface IndexOptions extends ReadOptions {
  /** Parts of the traffic to read. Default: all of it. */
  readonly steps?: ReadSteps | undefined;
  /** Log files to read for events without a record of their own. Default: there are none. */
  readonly files?: FilesToRead | undefined;
  /** Adds up what reading costs, together with what else is read for the answer. */
  readonly meter?: CostMeter | undefined;
}

/** The name of the log files among partitions. Those of an index begin with the name of a lane. */
const FILES = 'files';

/** Reads the records that answer a query from the partitions of an index, and from log files. */
export class IndexRecords implements RecordReader {
  readonly #plan: ReadPlan;
  readonly #merge: Merge<IndexEntry, WireItem> | Merge<IndexEntry, StepPlace>;
  readonly #meter: CostMeter;
  readonly #files: FilePartition | undefined;
  readonly #budget: ReadBudget | undefined;

  constructor(
    send: DynamoDbSend,
    tableName: string,
    plan: Plan,
    query: ResolvedQuery,
    {
      from,
      budget,
      measureCost = false,
      steps,
      files,
      meter = new CostMeter(measureCost),
      signal,
    }: IndexOptions,
  ) {
    this.#plan = {
      ...plan,
      index: steps || files ? `${ENTRIES}, ${plan.index}` : plan.index,
      filters: [...plan.filters.map(({ text }) => text), ...(query.item ? [formatItem(query.item)] : [])],
    };
    this.#meter = meter;
    this.#budget = budget;
    const { since, until } = query.range;
    const isEmptyRange = since !== undefined && since === until;
    const read = indexReader({ send, tableName, plan, query, from, meter, signal });
    this.#files =
      files && new FilePartition({ originals: files, steps: files.steps, query, from, budget, signal });
    const partitions = isEmptyRange ? [] : [...plan.partitions, ...(this.#files ? [FILES] : [])];
    const options = {
      order: query.order,
      filtered: query.item !== undefined || !plan.filters.every(letsMostPass),
      after: from,
    };
    this.#merge = steps
      ? new Merge(partitions, this.#withFiles(stepReader(read, steps, query.range, query.order)), options)
      : new Merge(partitions, this.#withFiles(read), options);
  }

  /** How the answer was found, and what to know about it so far. */
  get plan(): ReadPlan {
    const notices = [this.#plan.notice, ...(this.#files?.usage.notices ?? [])].filter(Boolean);
    return notices.length > 0 ? { ...this.#plan, notice: notices.join(' ') } : this.#plan;
  }

  async read(limit: number): Promise<RecordPage> {
    const entries = await this.take(limit);
    const { position, cost } = this;
    return { ...toRecords(entries), ...(position && { position }), cost };
  }

  /** The next entries, fewer than asked at the end of the answer or of the budget. */
  async take(count: number): Promise<IndexEntry[]> {
    const taken = await this.#merge.take(count, () => this.#mayContinue());
    if (taken.length < count && this.position && this.#files?.usage.filesLeft === 0) this.#files.usage.end();
    return taken;
  }

  /** Where reading goes on. Undefined at the end of the answer. */
  get position(): Position | undefined {
    return this.#merge.position;
  }

  /** Total cost so far. */
  get cost(): ReadCost {
    const { files = 0, bytes: fileBytes = 0 } = this.#files?.usage ?? {};
    return files > 0 ? { ...this.#meter.cost, files, fileBytes } : this.#meter.cost;
  }

  #withFiles<Key>(read: ReadPartition<IndexEntry, Key>): ReadPartition<IndexEntry, Key> {
    const files = this.#files;
    if (!files) return read;
    return (partition, options): Promise<PartitionPage<IndexEntry, Key>> =>
      partition === FILES ? files.read() : read(partition, options);
  }

  #mayContinue(): boolean {
    if (this.#budget === undefined) return true;
    const isWithin = this.#meter.entries < this.#budget.entries && Date.now() < this.#budget.until;
    return isWithin && this.#files?.usage.filesLeft !== 0;
  }
}
