import { INDEX_DIMENSION } from '../src/settings/metrics';
import type { ThrottlingReason } from '../src/store/write/batch-request';
import { embeddedMetrics } from './embedded-metrics';

/** Counts throttled writes since the last report, for the table (`table`) and each index by its name. */
export interface WriteThrottles {
  count(reasons: readonly ThrottlingReason[]): void;
  /** Returns metric lines for the table and each index, and resets the counts. */
  report(auditTable: string, timestamp: number): string[];
}

const INDEX_NAME = /\/index\/([^/]+)$/;

export function writeThrottles(): WriteThrottles {
  const counts = new Map<string, number>();
  const add = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    count: (reasons) => {
      if (reasons.length === 0) add('table'); // DynamoDB gave no reason, so count it for the table.
      for (const { resource } of reasons) add(INDEX_NAME.exec(resource)?.[1] ?? 'table');
    },
    report: (auditTable, timestamp) => {
      const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
      const lines = [...counts].map(([name, count]) =>
        embeddedMetrics(auditTable, { WriteThrottles: count }, timestamp, { [INDEX_DIMENSION]: name }),
      );
      counts.clear();
      return all === 0 ? [] : [embeddedMetrics(auditTable, { WriteThrottles: all }, timestamp), ...lines];
    },
  };
}
