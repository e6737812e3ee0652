import type { EventCounts, SampleResult } from '../../assure/backfill/estimate';
import { formatCount } from '../../query/format-count';
import { visible } from '../output/control-characters';
import { formatDuration } from '../output/units';
import type { BucketScope, FolderScope } from './options';
import { describeListed, describeScope, formatSample } from './report';

/** What a backfill into a data folder would do. */
export interface HereEstimate {
  readonly scope: BucketScope | FolderScope;
  readonly places: number;
  readonly days: number;
  readonly files: { readonly listed: number; readonly alreadyIngested: number };
  /** Files and objects that are not log files. */
  readonly otherObjects: number;
  readonly sample: SampleResult;
  readonly estimate: EventCounts & {
    readonly files: number;
    readonly bytes: number;
    readonly hours: number;
    /** Threads that read. */
    readonly threads: number;
  };
}

export function formatHereEstimate(report: HereEstimate): string {
  const { scope, files, sample, estimate } = report;
  const { hours, threads } = estimate;
  const lines = [
    `Scope:       ${describeScope(scope)}`,
    `Listed:      ${describeListed(files.listed, report)}`,
    `Ingested:    ${formatCount(files.alreadyIngested)}`,
    ...formatSample(estimate, sample),
    `Time:        about ${formatDuration(hours * 3_600)} on this machine, with ${formatCount(threads)} ${threads === 1 ? 'thread' : 'threads'}`,
    'Nothing was ingested.',
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}
