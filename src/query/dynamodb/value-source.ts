import type { ReadActivityOptions } from '../../store/ledger/activity-ledger';
import type { ActivityBatch, ActivityReadOptions, ResolvedActivity } from '../activity-reading';
import type { ReadOptions, RecordReader } from '../audit-store';
import type { ReadCost } from '../read-cost';
import type { ResolvedQuery } from '../resolved-query';
import type { ActivitySource } from './activity-sources';
import type { ReadEntries } from './entry-hours';
import type { IndexOptions, IndexRecords } from './index-records';
import { toReach } from './reach';
import { readActivity } from './read-activity';

/** What values are counted from. */
export interface ValueTables extends Pick<ActivitySource, 'directory'> {
  readonly openIndex: (query: ResolvedQuery, options: IndexOptions) => Promise<IndexRecords>;
  readonly readEntries: ReadEntries;
  /** Event time from which every call of the data plane has an activity entry. Undefined if none is written. */
  readonly activitySince: string | undefined;
  /** Whether events may have no record of their own. */
  readonly summarizes: boolean;
}

type OnRead = NonNullable<ReadActivityOptions['onRead']>;

/** Reads records and activity for one answer, and adds up what that costs. */
export class ValueSource {
  readonly #tables: ValueTables;
  readonly #opened: IndexRecords[] = [];
  #pages = 0;
  #entries = 0;
  #readUnits = 0;

  constructor(tables: ValueTables) {
    this.#tables = tables;
  }

  get hasActivity(): boolean {
    return this.#tables.activitySince !== undefined;
  }

  /** Whether all records of a question may be in an index, so that neither entries nor log files are needed. */
  holds(query: ResolvedQuery, { plan }: RecordReader): boolean {
    return plan.incomplete === undefined && !(this.#tables.summarizes && toReach(query).data);
  }

  records = async (query: ResolvedQuery, options: ReadOptions): Promise<RecordReader> => {
    const index = await this.#tables.openIndex(query, { ...options, measureCost: true });
    this.#opened.push(index);
    return index;
  };

  activity(query: ResolvedActivity, options: ActivityReadOptions): AsyncIterable<ActivityBatch> {
    const { directory, readEntries, activitySince } = this.#tables;
    const source: ActivitySource = {
      directory,
      records: (asked, given = {}) => this.records(asked, given),
      readEntries: (table, hours, signal, given) =>
        readEntries(table, hours, signal, { ...given, onRead: this.#add }),
    };
    return readActivity(source, activitySince, query, options);
  }

  get cost(): Required<Pick<ReadCost, 'queries' | 'entries' | 'readUnits'>> {
    const costs = this.#opened.map(({ cost }) => cost);
    const sum = (start: number, toValue: (cost: ReadCost) => number | undefined) =>
      costs.reduce((total, cost) => total + (toValue(cost) ?? 0), start);
    return {
      queries: sum(this.#pages, ({ queries }) => queries),
      entries: sum(this.#entries, ({ entries }) => entries),
      readUnits: sum(this.#readUnits, ({ readUnits }) => readUnits),
    };
  }

  readonly #add: OnRead = (entries, readUnits) => {
    this.#pages += 1;
    this.#entries += entries;
    this.#readUnits += readUnits;
  };
}
