import { formatCount } from '../../query/format-count';
import { visible } from '../output/control-characters';
import { formatChanges, formatStatus, type ReindexChanges, type ReindexStatus } from './format-changes';

/** What a run on a data folder did, or would do. */
export interface FolderReport extends ReindexChanges {
  readonly status: Exclude<ReindexStatus, 'settingsChanged'>;
  readonly meaningVersion: number;
  /** Records that another version gave their meaning. */
  readonly events: number;
}

export function formatFolder(report: FolderReport): string {
  const { status, events, meaningVersion } = report;
  const lines = [
    ...(events === 0
      ? [`All records have meaning version ${meaningVersion}, that of this ddb-audit.`]
      : [`Read:        ${formatCount(events)} records with an earlier meaning`, ...formatChanges(report)]),
    formatStatus(status),
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}
