import { partitionsFor, valueOfPartition } from '../../store/lanes';
import { storableString } from '../../store/storable-record';
import type { ResolvedQuery } from '../resolved-query';
import type { IndexEntry } from './index-entry';
import { Merge, type ReadPartition } from './merge';
import type { PartitionPage } from './partition-buffer';
import type { ReadIndex } from './read-index';
import { beforeEvents, type ReadStep, type ReadSteps } from './read-steps';
import { type StepPlace, stepReader } from './step-reader';
import type { TableSpan } from './table-spans';

/** Steps are collected until they have so many spans, because a name that is asked for may be in one hour of a day only. */
const ENOUGH_SPANS = 8;
/** Steps that are collected at most: what else is read for the page may be enough for it. */
const MOST_STEPS = 24;

export interface SpanPartitionOptions {
  /** Reads the index by resource. */
  readonly read: ReadIndex;
  /** Which seconds of which tables to read. */
  readonly steps: ReadSteps;
  readonly query: ResolvedQuery;
  /** Whether another request may be sent for the page. */
  readonly mayContinue: () => boolean;
}

/** Reads the seconds of tables that steps name from the index by resource, as a partition that is merged with others. */
export class SpanPartition {
  readonly #options: SpanPartitionOptions;
  #step = 0;
  /** Of the steps that are read together. */
  #merge: Merge<IndexEntry, StepPlace> | undefined;
  #readTo = '';

  constructor(options: SpanPartitionOptions) {
    this.#options = options;
  }

  /** The next entries, in order. */
  async read({ limit }: { readonly limit: number }): Promise<PartitionPage<IndexEntry, never>> {
    const merge = this.#merge ?? (await this.#openSteps());
    if (merge === undefined) return { entries: [], examined: 0 };
    const before = merge.examined;
    const entries = await merge.take(limit, this.#options.mayContinue);
    const { position, examined } = merge;
    this.#merge = position && merge;
    const reached = position?.occurred ?? beforeEvents(this.#readTo);
    return { entries, examined: examined - before, next: { reached } };
  }

  /** @returns undefined after the last step */
  async #openSteps(): Promise<Merge<IndexEntry, StepPlace> | undefined> {
    const spans = await this.#collectSpans();
    if (spans === undefined) return undefined;
    const { read, query, mayContinue } = this.#options;
    const tables = groupByTable(spans);
    // Several tables have more partitions than requests are sent at the same time.
    const mayReadAhead = () => tables.size === 1 && mayContinue();
    const { range, order } = query;
    const readers = new Map(
      [...tables].map(([table, own]) => [
        table,
        stepReader({ read, steps: toSteps(own), range, order, mayReadAhead }),
      ]),
    );
    // Events of the data plane are in the lane of traffic.
    const partitions = [...tables.keys()].flatMap((table) => partitionsFor(table, ['traffic']));
    const readPartition: ReadPartition<IndexEntry, StepPlace> = (partition, options) =>
      readers.get(valueOfPartition(partition))!(partition, options);
    return new Merge(partitions, readPartition, { order, filtered: true });
  }

  /** The spans of the next steps: of several, if each has few. Undefined after the last step. */
  async #collectSpans(): Promise<readonly TableSpan[] | undefined> {
    const { steps, mayContinue } = this.#options;
    const spans: TableSpan[] = [];
    for (let count = 0; count < MOST_STEPS; count += 1) {
      const step = await steps.step(this.#step);
      if (step === undefined) return count === 0 ? undefined : spans;
      this.#step += 1;
      if (!('readTo' in step)) continue;
      this.#readTo = step.readTo;
      for (const span of step.spans ?? []) spans.push(span);
      if (spans.length >= ENOUGH_SPANS || !mayContinue()) break;
    }
    return spans;
  }
}

/** The spans of each table, by its key in the index. */
function groupByTable(spans: readonly TableSpan[]): ReadonlyMap<string, readonly TableSpan[]> {
  const tables = new Map<string, TableSpan[]>();
  for (const span of spans) {
    const key = storableString(span.table);
    const known = tables.get(key);
    if (known) known.push(span);
    else tables.set(key, [span]);
  }
  return tables;
}

const toSteps = (spans: readonly TableSpan[]): ReadSteps => ({
  async step(position): Promise<ReadStep | undefined> {
    const span = spans[position];
    return span && { range: { since: span.since, until: span.until } };
  },
});
