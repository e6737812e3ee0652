import type { CountOptions, Counts, RecordPage, RecordReader } from '../audit-store';
import { DIMENSIONS } from '../dimensions';
import { type ReadPlan, toLacks } from '../read-plan';

const RECORDS_AT_ONCE = 1_000;

/** Counts the records of a reader until it ends or its budget is spent. */
export async function countRecords(
  reader: RecordReader,
  { by, seconds }: Pick<CountOptions, 'by' | 'seconds'>,
): Promise<Counts> {
  const buckets = new Map<number, Map<string, number>>();
  let counted = 0;
  let page: RecordPage;
  do {
    page = await reader.read(RECORDS_AT_ONCE);
    counted += page.records.length;
    for (const record of page.records) {
      const start = Math.floor(Date.parse(record.eventTime) / 1_000 / seconds) * seconds;
      const counts = buckets.get(start) ?? new Map<string, number>();
      buckets.set(start, counts);
      for (const value of DIMENSIONS[by](record)) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  } while (page.records.length === RECORDS_AT_ONCE);

  return {
    buckets: [...buckets]
      .sort(([one], [other]) => one - other)
      .map(([start, counts]) => ({ start, counts: Object.fromEntries(counts) })),
    records: counted,
    ...(page.position && { position: page.position }),
    plan: toWholePlan(reader.plan),
    cost: page.cost,
  };
}

/** A plan that says all that is lacking in one place. */
function toWholePlan(plan: ReadPlan): ReadPlan {
  const incomplete = toLacks(plan);
  return { ...plan, ...(incomplete !== undefined && { incomplete }) };
}
