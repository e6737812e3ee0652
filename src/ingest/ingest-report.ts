import { addCounts, type FileCounts, nothingCounted } from '../store/ledger/file-counts';
import type { ReportedOutcome } from './ingest-context';

/** The result for many files. */
export interface IngestReport {
  readonly files: { read: number; skipped: number; failed: number; multiMember: number; altered: number };
  readonly records: FileCounts;
  /** Number of files by the shape of their events, except of log files that CloudTrail delivered. */
  readonly shapes: Record<string, number>;
  unknownOperations: number;
}

/** A report without files. */
export const emptyReport = (): IngestReport => ({
  files: { read: 0, skipped: 0, failed: 0, multiMember: 0, altered: 0 },
  records: nothingCounted(),
  shapes: {},
  unknownOperations: 0,
});

/** Adds the outcome of one file. An object that was done before counts as skipped. */
export function addOutcome(report: IngestReport, outcome: ReportedOutcome): void {
  if (outcome.status === 'failed') {
    report.files.failed += 1;
    return;
  }
  if (outcome.status !== 'done') {
    report.files.skipped += 1;
    return;
  }
  report.files.read += 1;
  if (outcome.gzipMembers > 1) report.files.multiMember += 1;
  if (outcome.isAltered) report.files.altered += 1;
  for (const shape of outcome.shapes ?? []) report.shapes[shape] = (report.shapes[shape] ?? 0) + 1;
  report.unknownOperations += outcome.unknownOperations;
  addCounts(report.records, outcome.counts);
}
