import type { RecordReader } from '../audit-store';
import type { Dimension } from '../dimensions';
import type { ReadBudget } from '../read-budget';
import type { ResolvedQuery } from '../resolved-query';
import { isNetwork } from '../source-ip';
import { ValueCounter } from '../value-counter';
import type { ValueCountOptions } from '../value-counts';
import type { Counted } from './counted';
import { readSettled } from './read-settled';
import type { ValueSource } from './value-source';

/** The share of a budget, of its entries and of its time, that may be spent to find out whether all records can be counted. */
const TRIAL_SHARE = 4;

/**
 * Counts values of records. With an access key, a session or an address, activity entries say where the few records are. Without,
 * all records are counted if they are few. Otherwise those of an index are counted, over the whole time. The counts say what they
 * lack, because an index does not have it, or log files are not read.
 */
export async function countRecordValues(
  source: ValueSource,
  query: ResolvedQuery,
  by: readonly Dimension[],
  { seconds, budget, signal }: ValueCountOptions,
): Promise<Counted> {
  const count = async (reader: RecordReader): Promise<Counted> => {
    const { records, ...read } = await readSettled(reader);
    const counter = new ValueCounter(seconds);
    for (const record of records) counter.addRecord(record, by);
    return { ...read, counter, records: records.length };
  };
  if (namesFew(query)) return count(await source.records(query, { budget, signal }));
  const index = await source.records(query, { budget, signal, indexesOnly: true });
  if (source.holds(query, index)) return count(index);
  const trial = await count(await source.records(query, { budget: toTrial(budget), signal }));
  return trial.countedSince === undefined ? trial : count(index);
}

/** Whether a question names what activity entries can find. */
const namesFew = ({ accessKey, session, sourceIp }: ResolvedQuery): boolean =>
  accessKey !== undefined ||
  session !== undefined ||
  (sourceIp !== undefined && !sourceIp.some((value) => isNetwork(value)));

const toTrial = ({ entries, until, ...budget }: ReadBudget): ReadBudget => ({
  ...budget,
  entries: Math.ceil(entries / TRIAL_SHARE),
  until: Date.now() + (until - Date.now()) / TRIAL_SHARE,
});
