import type { IngestedFiles } from '../../local/ingest/ingest-files';
import type { SkippedCounts, SkippedReason } from '../../local/ingest/planned-file';
import type { FileCounts } from '../../store/ledger/ledger';
import { visible } from '../output/control-characters';
import { type Io, note } from '../output/io';
import type { FoundFiles, NamedPath, PathReason } from './found-files';

/** The report of an ingest. `records.read` is the sum of the other five counts. */
export interface Report {
  readonly files: { readonly read: number; readonly skipped: number; readonly failed: number };
  /** Number of skipped files by what they are. */
  readonly skipped: Readonly<Record<string, number>>;
  readonly records: FileCounts;
  /**
   * Number of files by the shape of their events, except of log files that CloudTrail delivered. No digest
   * can vouch for these files.
   */
  readonly shapesWithoutDigest: Readonly<Record<string, number>>;
  /** Files that failed, and paths of the command line without a log file. */
  readonly errors: readonly PathReason[];
  /** Files that were ingested but that CloudTrail does not write like this. */
  readonly warnings: readonly PathReason[];
}

const SKIPPED: Readonly<Record<SkippedReason, string>> = {
  digest: 'CloudTrail digest',
  'digest-metadata': 'metadata file of a CloudTrail digest',
  insight: 'CloudTrail Insights file',
  'network-activity': 'CloudTrail network activity file',
  aggregated: 'CloudTrail aggregated events file',
  foreign: 'file of another AWS service',
};
const OTHER_FILE = 'not a log file';
const DONE_FILE = 'already ingested';

const WITHOUT_DIGEST =
  'CloudTrail did not deliver these files in this form, so no digest can vouch for them.\n';

/** Number of paths that a note names at most. */
const MAXIMUM_NOTES = 20;

/** Names what is left out in folders, and links that lead out of them. */
export async function noteFound(io: Io, { skipped, linksOutside }: FoundFiles): Promise<void> {
  const lines = [
    ...skipped.first.map(({ file, reason }) => `Skipped ${file}: ${reason}.`),
    ...linksOutside.first.map(
      ({ file, reason }) =>
        `Followed link ${file} to ${reason}, outside of the given folders. Use --no-follow to skip links.`,
    ),
  ].slice(0, MAXIMUM_NOTES);
  for (const line of lines) await note(io, visible(line));
  const more = skipped.total + linksOutside.total - lines.length;
  if (more > 0) await note(io, `${more} more such paths.`);
}

/** Says what digests are for: their number alone may look like something that was missed. */
export async function noteDigests(io: Io, { skipped }: IngestedFiles): Promise<void> {
  const { digest: digests = 0 } = skipped;
  if (digests === 0) return;
  const those = digests === 1 ? 'digest, which contains' : 'digests, which contain';
  await note(
    io,
    `Skipped ${digests} CloudTrail ${those} no events. Use ddb-audit verify to prove that nothing is missing.`,
  );
}

/** Joins what was found with what became of it. */
export function createReport(found: FoundFiles, ingested: IngestedFiles): Report {
  const { read, failed } = ingested.report.files;
  const skipped = { ...found.skippedByReason, ...toTexts(ingested.skipped) };
  const otherFiles = found.otherFiles + ingested.others;
  if (otherFiles > 0) skipped[OTHER_FILE] = otherFiles;
  if (ingested.alreadyDone > 0) skipped[DONE_FILE] = ingested.alreadyDone;
  return {
    files: {
      read,
      skipped: Object.values(skipped).reduce((sum, count) => sum + count, 0),
      failed: failed + found.failures.length,
    },
    skipped,
    records: ingested.report.records,
    shapesWithoutDigest: ingested.report.shapes,
    errors: [
      ...found.failures,
      ...findEmpty(found.named),
      ...ingested.empty.map((file) => ({ file, reason: 'contains no log files' })),
      ...ingested.errors,
    ],
    warnings: ingested.warnings,
  };
}

/** Paths of the command line that led to no log file. */
function findEmpty(named: readonly NamedPath[]): PathReason[] {
  return named
    .filter(({ hasLogFiles }) => !hasLogFiles)
    .map(({ name, kind, skipped }) => {
      const counts = Object.entries(toTexts(skipped));
      const [first] = counts;
      const verb = kind === 'pattern' ? 'matches' : 'contains';
      if (first === undefined) return { file: name, reason: `${verb} no log files` };
      if (kind === 'file') return { file: name, reason: `is a ${first[0]}, not a log file` };
      const parts = counts.map(([reason, count]) => `${reason}${count > 1 ? ` (${count})` : ''}`);
      return { file: name, reason: `${verb} no log files, only: ${parts.join(', ')}` };
    });
}

const toTexts = (counts: SkippedCounts): Record<string, number> =>
  Object.fromEntries(
    Object.entries(counts).map(([reason, count]) => [SKIPPED[reason as SkippedReason], count]),
  );

/** Formats a report as tables, with a line for each error and each warning. */
export async function formatReport(report: Report): Promise<string> {
  const { files, skipped, records, shapesWithoutDigest, errors, warnings } = report;
  const { formatTable } = await import('../output/table');
  const toCells = (...texts: (string | number)[]) => texts.map((text) => ({ text: String(text) }));
  const counts = (head: string, values: object) =>
    formatTable(
      [{ head }, { head: 'COUNT' }],
      Object.entries(values).map(([name, count]) => toCells(name, count)),
    );
  const lines = [...errors, ...warnings].map(({ file, reason }) => `${visible(file)}: ${visible(reason)}\n`);
  return [
    counts('FILES', files),
    ...(files.skipped > 0 ? [counts('SKIPPED', skipped)] : []),
    counts('RECORDS', records),
    ...(Object.keys(shapesWithoutDigest).length > 0
      ? [counts('SHAPE', shapesWithoutDigest) + WITHOUT_DIGEST]
      : []),
    ...(lines.length > 0 ? [lines.join('')] : []),
  ].join('\n');
}
