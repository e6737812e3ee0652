import type { DynamoDbSend } from '../../aws/dynamodb-request';
import type { ReadOptions, RecordPage, RecordReader } from '../audit-store';
import { formatItem } from '../format-filter';
import type { Position } from '../position';
import { isSpent, type ReadBudget } from '../read-budget';
import type { ReadCost } from '../read-cost';
import type { ReadPlan } from '../read-plan';
import { distinct, type ResolvedQuery } from '../resolved-query';
import { ENTRIES } from './activity-sources';
import { FilePartition } from './file-partition';
import { letsMostPass } from './filter';
import { type IndexEntry, toRecords, type WireItem } from './index-entry';
import { Merge } from './merge';
import type { Originals } from './originals';
import { type Plan, toSpanPlan } from './plan';
import { CostMeter, mayReadAhead } from './read-cost';
import { type ReadFurther, withFurther } from './read-further';
import { indexReader } from './read-index';
import type { ReadSteps } from './read-steps';
import { SpanPartition } from './span-partition';
import { type StepPlace, stepReader } from './step-reader';

/** Log files, and where they say which. */
export interface FilesToRead extends Originals {
  readonly steps: ReadSteps;
}

/** Where activity entries say which seconds of tables to read. */
export interface SpansToRead {
  readonly steps: ReadSteps;
  /** Number of tables that have entries. */
  readonly tables: number;
}

export interface IndexOptions extends ReadOptions {
  /** Parts of the traffic to read. Default: all of it. */
  readonly steps?: ReadSteps | undefined;
  /** Log files to read for events without a record of their own. Default: there are none. */
  readonly files?: FilesToRead | undefined;
  /** Which seconds of tables to read beside the index. Default: none. */
  readonly spans?: SpansToRead | undefined;
  /** Adds up what reading costs, together with what else is read for the answer. */
  readonly meter?: CostMeter | undefined;
}

/** The names of the log files, and of seconds of tables, among partitions. Those of an index begin with the name of a lane. */
const FILES = 'files';
const SPANS = 'spans';

/** Reads the records that answer a query from the partitions of an index, and from log files. */
export class IndexRecords implements RecordReader {
  readonly #plan: ReadPlan;
  readonly #merge: Merge<IndexEntry, WireItem> | Merge<IndexEntry, StepPlace>;
  readonly #meter: CostMeter;
  readonly #files: FilePartition | undefined;
  readonly #budget: ReadBudget | undefined;
  /** Log files that come next, if none may be read and reading ended before them. */
  #nextFiles: number | undefined;
  /** End of the range, if that is where the answer ends. */
  readonly #until: string | undefined;

  constructor(
    send: DynamoDbSend,
    tableName: string,
    plan: Plan,
    query: ResolvedQuery,
    {
      from,
      budget,
      measureCost = false,
      mayPause = false,
      steps,
      files,
      spans,
      meter = new CostMeter(measureCost),
      signal,
    }: IndexOptions,
  ) {
    const spanPlan = spans && toSpanPlan(query);
    this.#plan = {
      ...plan,
      index: distinct([
        ...(steps || files || spans ? [ENTRIES] : []),
        plan.index,
        ...(spanPlan ? [spanPlan.index] : []),
      ]).join(', '),
      filters: [...plan.filters.map(({ text }) => text), ...(query.item ? [formatItem(query.item)] : [])],
      ...(spans && { tables: spans.tables }),
    };
    this.#meter = meter;
    this.#budget = budget;
    const { since, until } = query.range;
    this.#until = query.order === 'asc' ? until : undefined;
    const isEmptyRange = since !== undefined && since === until;
    const reading = { send, tableName, query, from, meter, signal };
    const read = indexReader({ ...reading, plan });
    const further = new Map<string, ReadFurther>();
    const isAhead = () => mayReadAhead(budget, meter);
    const filePartition =
      files &&
      new FilePartition({
        ...{ originals: files, steps: files.steps, query, from, budget, mayPause, signal },
        mayReadAhead: isAhead,
      });
    this.#files = filePartition;
    if (filePartition) further.set(FILES, ({ wanted }) => filePartition.read(wanted));
    if (spanPlan) {
      const mayContinue = () => this.#mayContinue();
      const partition = new SpanPartition({
        ...{ steps: spans.steps, query, mayContinue },
        read: indexReader({ ...reading, plan: spanPlan }),
      });
      further.set(SPANS, (options) => partition.read(options));
    }
    const partitions = isEmptyRange ? [] : [...plan.partitions, ...further.keys()];
    const options = {
      order: query.order,
      filtered: query.item !== undefined || !plan.filters.every(letsMostPass),
      after: from,
    };
    this.#merge = steps
      ? new Merge(
          partitions,
          withFurther(
            stepReader({ read, steps, range: query.range, order: query.order, mayReadAhead: isAhead }),
            further,
          ),
          options,
        )
      : new Merge(partitions, withFurther(read, further), options);
  }

  /** How the answer was found, and what to know about it so far. */
  get plan(): ReadPlan {
    const notices = [this.#plan.notice, ...(this.#files?.usage.notices ?? [])].filter(Boolean);
    const { lacks: unread, pageNotice } = this.#files?.usage ?? {};
    return {
      ...this.#plan,
      ...(notices.length > 0 && { notice: notices.join(' ') }),
      ...(pageNotice !== undefined && { pageNotice }),
      ...(unread !== undefined && { unread }),
    };
  }

  async read(limit: number): Promise<RecordPage> {
    const entries = await this.take(limit);
    const { position, cost } = this;
    return { ...toRecords(entries), ...(position && { position }), cost };
  }

  /** The next entries, fewer than asked at the end of the answer or of the budget. */
  async take(count: number): Promise<IndexEntry[]> {
    const taken = await this.#merge.take(
      count,
      () => this.#mayContinue(),
      (partitions) => this.#mayPause(partitions),
    );
    const isCut = taken.length < count && this.position !== undefined;
    if (isCut && this.#files?.usage.isSpent) this.#files.usage.end();
    if (isCut && this.#budget?.files === 0) this.#nextFiles = this.#files?.waiting || undefined;
    return taken;
  }

  /** Where reading goes on. Undefined at the end of the answer. */
  get position(): Position | undefined {
    const { position } = this.#merge;
    // Oldest first, all can be read up to the end of the range before it is known that nothing follows.
    if (position === undefined || (this.#until !== undefined && position.occurred >= this.#until))
      return undefined;
    const scan = this.#files?.findNextScan(position.occurred);
    return scan ? { ...position, scan } : position;
  }

  /** Total cost so far. */
  get cost(): ReadCost {
    const { files = 0, bytes: fileBytes = 0 } = this.#files?.usage ?? {};
    if (files > 0) return { ...this.#meter.cost, files, fileBytes };
    return this.#nextFiles === undefined
      ? this.#meter.cost
      : { ...this.#meter.cost, nextFiles: this.#nextFiles };
  }

  #mayContinue(): boolean {
    const isFileLeft = this.#files === undefined || !(this.#files.usage.isSpent || this.#files.isAtEnd);
    return this.#budget === undefined || (isFileLeft && !isSpent(this.#budget, this.#meter.entries));
  }

  /** Whether a page may end that did not get further, because of these partitions. */
  #mayPause(partitions: readonly string[]): boolean {
    return partitions.includes(FILES) && this.#files?.pause() === true;
  }
}
