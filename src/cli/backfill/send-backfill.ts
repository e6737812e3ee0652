import type { SentFiles } from '../../assure/backfill/sent-files';
import { toMessage } from '../../errors';
import { limitYoungMemory } from '../../local/ingest/limit-young-memory';
import { jsonLine } from '../output/control-characters';
import { Ended, type Io, note, write } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { connectToBucket } from '../shell/bucket-client';
import { EXIT } from '../shell/exit-code';
import { type DeployedAudit, openDeployedAudit } from './deployed-audit';
import { type BackfillCommandOptions, type BucketScope, toBucketPart } from './options';
import {
  type BackfillReport,
  formatBackfill,
  formatBackfillProgress,
  formatWaiting,
  toReportedScope,
} from './report';

const EXIT_CODES: Readonly<Record<BackfillReport['status'], number>> = {
  covered: EXIT.done,
  failed: EXIT.someFileFailed,
  waiting: 2,
  interrupted: EXIT.interrupted,
};

/**
 * Sends the log files of a bucket that the audit does not have to its queue, and prints what became of them.
 * @throws Ended unless everything is ingested; errors of `backfill`
 */
export async function sendBackfill(
  io: Io,
  scope: BucketScope,
  options: BackfillCommandOptions,
): Promise<void> {
  const [{ backfill }, { FileSender }, { startOfSurvey, toShare }] = await Promise.all([
    import('../../assure/backfill/backfill'),
    import('../../assure/backfill/file-sender'),
    import('../../assure/backfill/survey'),
  ]);
  limitYoungMemory();
  const { signal } = io;
  const client = await connectToBucket(io, options, toBucketPart(scope));
  const audit = await openDeployedAudit(io, options);
  const progress = startOfSurvey();
  const started = performance.now();
  let sentFiles: SentFiles | undefined;
  let stopProgress = () => {};
  try {
    const queue = await audit.openQueue();
    const sender = new FileSender({ queue, bucket: scope.bucket, rate: options.rate, signal });
    stopProgress = startProgressLines(io, () => {
      if (sentFiles) return formatWaiting(sentFiles.waiting, sender.depth);
      const seconds = (performance.now() - started) / 1_000;
      return formatBackfillProgress(progress, sender.sent, sender.depth, seconds, toShare(progress));
    });
    const { readLedger } = audit;
    const sent = await backfill({
      ...{ client, search: scope, readLedger, signal, sender, progress },
      onSent: (files) => {
        sentFiles = files;
      },
    });
    stopProgress();
    const { done, discarded, failed, missing } = progress.files;
    const report: BackfillReport = {
      status: toStatus(sent, signal),
      scope: toReportedScope(scope),
      ...{ places: progress.places, days: progress.days, otherObjects: progress.others },
      files: {
        listed: done + discarded + failed + missing,
        ...{ alreadyIngested: done, discarded, sent: sender.sent },
        ingested: Math.max(0, sender.sent - sent.failed - sent.waiting),
        ...{ failed: sent.failed, waiting: sent.waiting },
      },
      ...(sender.depth && { queue: sender.depth }),
      ...{ failures: sent.failures, uncheckedDays: sent.uncheckedDays },
    };
    await record(io, audit, report);
    await write(io.stdout, options.output === 'json' ? `${jsonLine(report)}\n` : formatBackfill(report));
    if (report.status !== 'covered') throw new Ended(EXIT_CODES[report.status]);
  } finally {
    stopProgress();
    audit.close();
    client.destroy();
  }
}

/** The log files are sent, so a ledger that cannot be written is only worth a word. */
async function record(io: Io, audit: DeployedAudit, report: BackfillReport): Promise<void> {
  const { status, scope, files } = report;
  const { bucket, since, until } = scope;
  const { listed, sent, failed } = files;
  const finishedAt = new Date().toISOString();
  try {
    await audit.record({ finishedAt, status, bucket, since, until, listed, sent, failed });
  } catch (error) {
    await note(io, `The status of the audit will not show this backfill: ${toMessage(error)}`);
  }
}

function toStatus(sent: SentFiles, signal: AbortSignal): BackfillReport['status'] {
  if (signal.aborted) return 'interrupted';
  if (sent.failed > 0) return 'failed';
  return sent.waiting > 0 || sent.uncheckedDays > 0 ? 'waiting' : 'covered';
}
