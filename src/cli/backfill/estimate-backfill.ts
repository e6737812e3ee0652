import type { ComparedFile } from '../../assure/backfill/compare-day';
import { limitOldMemory } from '../../local/ingest/limit-old-memory';
import { limitYoungMemory } from '../../local/ingest/limit-young-memory';
import { s3LogFileSource } from '../../trail/log-file-source';
import { jsonLine } from '../output/control-characters';
import { Ended, type Io, write } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { connectToBucket } from '../shell/bucket-client';
import { EXIT } from '../shell/exit-code';
import { countEvents } from './count-events';
import { openDeployedAudit } from './deployed-audit';
import { type BackfillCommandOptions, type BucketScope, toBucketPart } from './options';
import { type BackfillEstimate, formatBackfillProgress, formatEstimate, toReportedScope } from './report';

/** How ingest reads without settings that leave some events out. A file that inflates to more is not read to its end. */
const READING = { classify: {}, exclusion: () => undefined, maximumInflatedBytes: 2 ** 28 };

/**
 * Lists what a backfill would send, reads a sample of it, and prints an estimate.
 * @throws AuditTrailError `ServiceFailed`
 */
export async function estimateBackfill(
  io: Io,
  scope: BucketScope,
  options: BackfillCommandOptions,
): Promise<void> {
  const [{ isOpen, startOfSurvey, surveyBucket, toShare }, { FileSample }, { readSample, toEstimate }] =
    await Promise.all([
      import('../../assure/backfill/survey'),
      import('../../assure/backfill/sample'),
      import('../../assure/backfill/estimate'),
    ]);
  limitYoungMemory();
  limitOldMemory();
  const { signal } = io;
  const { bucket } = scope;
  const client = await connectToBucket(io, options, toBucketPart(scope));
  const audit = await openDeployedAudit(io, options);
  const progress = startOfSurvey();
  const sample = new FileSample<ComparedFile>();
  const started = performance.now();
  const stopProgress = startProgressLines(io, () => {
    const seconds = (performance.now() - started) / 1_000;
    return formatBackfillProgress(progress, 0, undefined, seconds, toShare(progress));
  });
  try {
    const { readLedger } = audit;
    await surveyBucket({ client, search: scope, readLedger, signal }, progress, async ({ files }) =>
      sample.add(files.filter(isOpen)),
    );
    if (signal.aborted) throw new Ended(EXIT.interrupted);
    const source = s3LogFileSource(client);
    const read = await readSample(sample.files, async ({ key }) =>
      countEvents(READING, (await source.open({ bucket, key }, signal)).body),
    );
    const { done, discarded, failed, missing, openBytes } = progress.files;
    const estimate: BackfillEstimate = {
      scope: toReportedScope(scope),
      ...{ places: progress.places, days: progress.days, otherObjects: progress.others },
      files: { listed: done + discarded + failed + missing, alreadyIngested: done, discarded },
      sample: read,
      estimate: toEstimate(failed + missing, openBytes, read, options.rate),
    };
    await write(io.stdout, options.output === 'json' ? `${jsonLine(estimate)}\n` : formatEstimate(estimate));
  } finally {
    stopProgress();
    audit.close();
    client.destroy();
  }
}
