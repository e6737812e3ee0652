import type { EventCounts } from '../../assure/backfill/estimate';
import { fileEventReader } from '../../ingest/file-events';
import { limitYoungMemory } from '../../local/ingest/limit-young-memory';
import { s3LogFileSource } from '../../trail/log-file-source';
import { jsonLine } from '../output/control-characters';
import { Ended, type Io, write } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { connectToBucket } from '../shell/bucket-client';
import { EXIT } from '../shell/exit-code';
import { openDeployedAudit } from './deployed-audit';
import { type BackfillCommandOptions, type BucketScope, toBucketPart } from './options';
import { type BackfillEstimate, formatBackfillProgress, formatEstimate, toReportedScope } from './report';

/** A sampled file that inflates to more is not read to its end. */
const MAXIMUM_INFLATED_BYTES = 2 ** 28;

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
  const { signal } = io;
  const { bucket } = scope;
  const client = await connectToBucket(io, options, toBucketPart(scope));
  const audit = await openDeployedAudit(io, options);
  const progress = startOfSurvey();
  const sample = new FileSample();
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
      countEvents((await source.open({ bucket, key }, signal)).body),
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

/** Counts events as ingest does without settings that leave some out. */
async function countEvents(body: AsyncIterable<Uint8Array>): Promise<EventCounts> {
  const counts = { dataEvents: 0, controlEvents: 0 };
  const reader = fileEventReader({
    classify: {},
    exclusion: () => undefined,
    maximumInflatedBytes: MAXIMUM_INFLATED_BYTES,
  });
  await reader.read(body, ({ record }) => {
    if (record.plane === 'data') counts.dataEvents += 1;
    else counts.controlEvents += 1;
  });
  return counts;
}
