import { MEANING_VERSION } from '../../audit/meaning-version';
import { AuditTrailError } from '../../errors';
import { reindexFolder } from '../../local/reindex/reindex-folder';
import { formatCount } from '../../query/format-count';
import { jsonLine } from '../output/control-characters';
import { Ended, INTERRUPTED, type Io, note, write } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { toMissingFolder } from '../shell/connect';
import { EXIT } from '../shell/exit-code';
import { type FolderReport, formatFolder } from './folder-report';
import type { ReindexCommandOptions } from './options';

const MAXIMUM_EXAMPLES = 10;

const EXIT_CODES: Readonly<Record<FolderReport['status'], number>> = {
  dryRun: EXIT.done,
  done: EXIT.done,
  left: EXIT.someFileFailed,
  interrupted: EXIT.interrupted,
};

/**
 * Gives the records of a data folder the meaning of this version, and prints what changed.
 * @throws Ended unless it is done; AuditTrailError `InvalidArgument` for options that do not apply, and errors of
 * `reindexFolder`
 */
export async function reindexLocal(io: Io, dir: string, options: ReindexCommandOptions): Promise<void> {
  checkOptions(options);
  const dryRun = options.dryRun === true;
  const { signal } = io;
  const found = { events: 0, changed: 0, left: 0, kinds: {} as Record<string, number> };
  const examples: FolderReport['examples'][number][] = [];
  const leftExamples: FolderReport['leftExamples'][number][] = [];
  const stopProgress = startProgressLines(
    io,
    () => `${formatCount(found.events)} records read, ${formatCount(found.changed)} changed.`,
  );
  try {
    const isDone = await reindexFolder(dir, {
      ...{ dryRun, signal },
      onRecord: ({ left, ...record }) => {
        found.events += 1;
        if (left !== undefined) {
          found.left += 1;
          if (leftExamples.length < MAXIMUM_EXAMPLES)
            leftExamples.push({ eventId: record.eventId, reason: left });
        }
        if (record.changes.length === 0) return;
        found.changed += 1;
        for (const { kind } of record.changes) found.kinds[kind] = (found.kinds[kind] ?? 0) + 1;
        if (examples.length < MAXIMUM_EXAMPLES) examples.push(record);
      },
    });
    stopProgress();
    const finished = found.left > 0 && !dryRun ? 'left' : 'done';
    const report: FolderReport = {
      status: !isDone ? 'interrupted' : dryRun ? 'dryRun' : finished,
      meaningVersion: MEANING_VERSION,
      ...found,
      ...{ examples, leftExamples },
    };
    await write(io.stdout, options.output === 'json' ? `${jsonLine(report)}\n` : formatFolder(report));
    if (report.status === 'interrupted') await note(io, INTERRUPTED);
    if (EXIT_CODES[report.status] !== EXIT.done) throw new Ended(EXIT_CODES[report.status]);
  } catch (error) {
    throw toMissingFolder(error);
  } finally {
    stopProgress();
  }
}

function checkOptions({
  stack,
  tableName,
  ledgerTableName,
  endpointUrl,
  since,
  until,
  rate,
}: ReindexCommandOptions) {
  const others = [stack, tableName, ledgerTableName, endpointUrl, since, until, rate];
  if (others.every((value) => value === undefined)) return;
  throw new AuditTrailError(
    'InvalidArgument',
    '--local cannot be combined with --since, --until, --rate, or options of a deployed audit. Use one or the other.',
  );
}
