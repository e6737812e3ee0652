import type { Change } from '../../audit/record-changes';
import { formatCount } from '../../query/format-count';
import type { ReindexCounts } from '../../reindex/counts';

/**
 * How a run ended. `left`: some records stay as they are. `settingsChanged`: other settings were deployed while it ran,
 * so it must run again.
 */
export type ReindexStatus = 'dryRun' | 'done' | 'left' | 'settingsChanged' | 'interrupted';

/** An event that changes. */
export type Example = Omit<ReindexCounts['examples'][number], 'changes'> & {
  readonly changes: readonly Change[];
};

/** What a run changed, or would change. */
export interface ReindexChanges
  extends Readonly<Pick<ReindexCounts, 'changed' | 'left' | 'kinds' | 'leftExamples'>> {
  readonly status: ReindexStatus;
  readonly examples: readonly Example[];
}

export const formatChanges = ({
  status,
  changed,
  left,
  kinds,
  examples,
  leftExamples,
}: ReindexChanges): string[] => [
  `${status === 'dryRun' ? 'To change:  ' : 'Changed:    '} ${formatCount(changed)} records`,
  ...Object.entries(kinds)
    .sort(([, one], [, other]) => other - one)
    .map(([kind, count]) => `  ${formatCount(count).padStart(10)} ${kind}`),
  `Left:        ${formatCount(left)} records that cannot be read again`,
  ...leftExamples.map(({ eventId, reason }) => `  ${eventId}: ${reason}`),
  ...(examples.length > 0 ? ['Examples:'] : []),
  ...examples.flatMap(({ eventId, eventTime, eventName, changes }) => [
    `  ${eventTime} ${eventName} ${eventId}`,
    ...changes.map((change) => `    ${formatChange(change)}`),
  ]),
];

const formatChange = ({ kind, before, after }: Change): string =>
  before === undefined ? kind : `${kind}: ${before} -> ${after}`;

/** The last line. @param complete a sentence about what is complete now, if that is known */
export const formatStatus = (status: ReindexStatus, complete?: string): string => {
  const lines: Readonly<Record<ReindexStatus, string>> = {
    dryRun: 'Nothing was changed.',
    done: 'Done.',
    left: 'Done, but what is left stays as it is.',
    settingsChanged: 'Other settings were deployed in the meantime. Run the same command again.',
    interrupted: 'Not done yet.',
  };
  return complete === undefined ? lines[status] : `${lines[status]} ${complete}`;
};
