import { INDEX_DIMENSION } from '../src/settings/metrics';
import type { ThrottlingReason } from '../src/store/write/batch-request';
import { embeddedMetrics } from './embedded-metrics';

/** Throttled writes since the last report, by what was throttled: `table`, or the name of an index. */
export interface WriteThrottles {
  count(reasons: readonly ThrottlingReason[]): void;
  /** Metric lines for what was counted, of the table and of each index; counting begins anew. */
  report(auditTable: string, timestamp: number): string[];
}

const INDEX_NAME = /\/index\/([^/]+)$/;

export function writeThrottles(): WriteThrottles {
  const counts = new Map<string, number>();
  const add = (name: string) => counts.set(name, (counts.get(name) ?? 0) + 1);
  return {
    count: (reasons) => {
      if (reasons.length === 0) add('table'); // DynamoDB gave no reason; the table it was.
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
