import type { SampleResult } from '../../assure/backfill/estimate';
import { thisMachine, toJobCount } from '../../local/ingest/job-count';
import { limitOldMemory } from '../../local/ingest/limit-old-memory';
import { limitYoungMemory } from '../../local/ingest/limit-young-memory';
import type { PlannedFile } from '../../local/ingest/planned-file';
import type { IngestSource } from '../../local/ingest/plans';
import { formatCount } from '../../query/format-count';
import type { FoundFiles } from '../files/found-files';
import { noteFound } from '../files/report';
import { jsonLine } from '../output/control-characters';
import { Ended, type Io, write } from '../output/io';
import { startProgressLines } from '../output/progress-lines';
import { EXIT } from '../shell/exit-code';
import { countEvents } from './count-events';
import { formatHereEstimate, type HereEstimate } from './here-report';
import type { BucketScope, FolderScope } from './options';

/** Seconds that one thread takes besides reading, for each event and file. Measured with Node 20. */
const WRITE_SECONDS = { event: 0.000_05, file: 0.000_2 } as const;

/** What there is to ingest here. */
export interface FoundHere {
  readonly scope: BucketScope | FolderScope;
  readonly source: IngestSource;
  /** What a folder has besides. Complete when the source was read. */
  readonly found: FoundFiles;
}

/**
 * Lists what a backfill would ingest into a data folder, reads a sample of it, and prints an estimate.
 * @param local data folder. It need not exist, and is not changed
 * @throws AuditTrailError as `ingestFiles`
 */
export async function estimateHere(
  io: Io,
  { scope, source, found }: FoundHere,
  { local, output }: { readonly local: string; readonly output: 'table' | 'json' },
): Promise<void> {
  const [{ surveyFiles }, { FileSample }, { scaleEvents }] = await Promise.all([
    import('../../local/ingest/survey-files'),
    import('../../assure/backfill/sample'),
    import('../../assure/backfill/estimate'),
  ]);
  limitYoungMemory();
  limitOldMemory();
  const sum = { listed: 0, alreadyIngested: 0, others: 0, open: 0, bytes: 0 };
  const places = new Set<string>();
  const days = new Set<string>();
  const chosen = new FileSample<PlannedFile>();
  const stopProgress = startProgressLines(io, () => `${formatCount(sum.listed)} log files listed.`);
  try {
    for await (const { open, done, others } of surveyFiles(local, source, io.signal)) {
      sum.listed += open.length + done.length;
      sum.alreadyIngested += done.length;
      sum.others += others;
      sum.open += open.length;
      sum.bytes += open.reduce((bytes, file) => bytes + file.bytes, 0);
      for (const { place } of [...open, ...done]) {
        places.add(`${place.accountId} ${place.region}`);
        days.add(`${place.accountId} ${place.region} ${place.day}`);
      }
      chosen.add(open);
    }
    await noteFound(io, found);
    const unreadable = found.failures.map(({ file, reason }) => ({ key: file, reason }));
    const { sample, secondsPerByte } = await readTimed(io, chosen.files, source);
    if (io.signal.aborted) throw new Ended(EXIT.interrupted);
    const events = scaleEvents(sum.bytes, sample);
    const threads = toJobCount(sum.bytes, thisMachine());
    const writing =
      (events.dataEvents + events.controlEvents) * WRITE_SECONDS.event + sum.open * WRITE_SECONDS.file;
    const seconds = sum.bytes * secondsPerByte + writing;
    const estimate: HereEstimate = {
      scope,
      ...{ places: places.size, days: days.size, otherObjects: sum.others + found.otherFiles },
      files: { listed: sum.listed, alreadyIngested: sum.alreadyIngested },
      sample: { ...sample, unreadable: [...unreadable, ...sample.unreadable] },
      estimate: { files: sum.open, bytes: sum.bytes, ...events, hours: seconds / threads / 3_600, threads },
    };
    await write(io.stdout, output === 'json' ? `${jsonLine(estimate)}\n` : formatHereEstimate(estimate));
  } finally {
    stopProgress();
  }
}

/** Reads files, and times the second half of them: the first half warms the process up. */
async function readTimed(
  { signal }: Io,
  files: readonly PlannedFile[],
  { s3 }: IngestSource,
): Promise<{ sample: SampleResult; secondsPerByte: number }> {
  const [{ readSample }, { fileOpener }, { fileReadOptions }, { createS3Client }, { s3LogFileSource }] =
    await Promise.all([
      import('../../assure/backfill/estimate'),
      import('../../local/ingest/open-file'),
      import('../../local/ingest/read-options'),
      import('../../local/ingest/s3-objects'),
      import('../../trail/log-file-source'),
    ]);
  const client = s3 && (await createS3Client(s3));
  const open = fileOpener(client && s3LogFileSource(client), () => {}, signal);
  const toOptions = fileReadOptions();
  const read = async (part: readonly PlannedFile[]) => {
    const started = performance.now();
    const result = await readSample(part, async (file) =>
      countEvents(toOptions(file), (await open(file)).content),
    );
    return { ...result, seconds: (performance.now() - started) / 1_000 };
  };
  try {
    const half = Math.ceil(files.length / 2);
    const [first, second] = [await read(files.slice(0, half)), await read(files.slice(half))];
    const timed = second.bytes > 0 ? second : first;
    return {
      sample: {
        files: first.files + second.files,
        bytes: first.bytes + second.bytes,
        dataEvents: first.dataEvents + second.dataEvents,
        controlEvents: first.controlEvents + second.controlEvents,
        unreadable: [...first.unreadable, ...second.unreadable],
      },
      secondsPerByte: timed.seconds / Math.max(1, timed.bytes),
    };
  } finally {
    client?.destroy();
  }
}
