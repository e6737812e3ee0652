import type { AuditRecord } from '../../audit/audit-record';
import { toEventTime } from '../../store/lanes';
import { toTime } from '../../time';
import type { RecordReader } from '../audit-store';
import { formatCount } from '../format-count';
import { toLacks } from '../read-plan';
import type { CountedValues } from '../value-counts';

const RECORDS_AT_ONCE = 1_000;

/** The newest records of a question, as far as the budget of its reader went. */
export interface SettledRecords extends Pick<CountedValues, 'countedSince' | 'incomplete' | 'index'> {
  /** Newest first. */
  readonly records: readonly AuditRecord[];
  readonly notices: readonly string[];
}

/**
 * Reads records, newest first, until they or the budget end. Those of the second where reading stopped are left out, so that
 * reading can go on before it.
 */
export async function readSettled(reader: RecordReader): Promise<SettledRecords> {
  const toSettled = (
    settled: readonly AuditRecord[],
    countedSince?: string,
    lost?: string,
  ): SettledRecords => {
    // Reading finds what to say of log files.
    const { index, notice, ...plan } = reader.plan;
    const incomplete = toLacks(plan);
    return {
      records: settled,
      index,
      ...(countedSince !== undefined && { countedSince }),
      ...(incomplete !== undefined && { incomplete }),
      notices: [notice, lost].filter((one) => one !== undefined),
    };
  };
  const records: AuditRecord[] = [];
  for (;;) {
    const page = await reader.read(RECORDS_AT_ONCE);
    records.push(...page.records);
    if (!page.position) return toSettled(records);
    if (page.records.length === RECORDS_AT_ONCE) continue;
    const readTo = toEventTime(page.position.occurred);
    const settled = records.filter(({ eventTime }) => eventTime > readTo);
    if (settled.length > 0 || records.length === 0) {
      return toSettled(settled, toTime(Date.parse(readTo) + 1_000));
    }
    // Without these, reading would go on at the same second forever.
    const counted = formatCount(records.length);
    return toSettled(records, readTo, `Of the events of ${readTo}, only ${counted} are counted.`);
  }
}
