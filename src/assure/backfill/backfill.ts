import type { FileSender } from './file-sender';
import { SentFiles } from './sent-files';
import { isOpen, type SurveyOptions, type SurveyProgress, surveyBucket } from './survey';

export interface BackfillOptions extends SurveyOptions {
  readonly sender: Pick<FileSender, 'send' | 'measure'>;
  /** Changes while the backfill runs. */
  readonly progress: SurveyProgress;
  /** Called when all files are sent. */
  readonly onSent?: ((sent: SentFiles) => void) | undefined;
}

/** The ledger is read again this often, unless that takes long. */
const CHECKED_EVERY_MS = 10_000;
/** At most a twentieth of the time is spent on it. */
const CHECK_SHARE = 20;
/** Messages of live deliveries are in a queue all the time. */
const FEW_MESSAGES = 10;
/** Time without progress after which files count as not ingested, with a queue that is nearly empty, and otherwise. */
const PATIENCE_MS = { empty: 60_000, busy: 5 * 60_000 };

/**
 * Sends the log files of a bucket that the ledger does not have to the ingest queue, waits until they are ingested, and
 * reads the ledger again. Sending a file twice is harmless: its items are the same.
 *
 * Once the signal is aborted, it ends after the requests in progress. Begun again, it goes on: the ledger knows what
 * is done.
 * @returns what became of the files that were sent
 * @throws AuditTrailError `ServiceFailed`; `OutOfTime` if the queue does not drain
 */
export async function backfill({ sender, progress, onSent, ...survey }: BackfillOptions): Promise<SentFiles> {
  const { signal } = survey;
  const sent = new SentFiles(new Date().toISOString());
  await surveyBucket(survey, progress, async ({ files }, day) => {
    const open = files.filter(isOpen);
    if (open.length === 0) return;
    sent.add(day);
    await sender.send(open);
  });
  onSent?.(sent);
  let fewest = Number.POSITIVE_INFINITY;
  let progressAt = performance.now();
  while (!signal.aborted) {
    const started = performance.now();
    await sent.check(survey);
    const now = performance.now();
    if (sent.waiting === 0) break;
    if (sent.waiting < fewest) progressAt = now;
    fewest = Math.min(fewest, sent.waiting);
    const isEmpty = await waitForQueue(
      sender,
      Math.max(CHECKED_EVERY_MS, (now - started) * CHECK_SHARE),
      signal,
    );
    if (now - progressAt > (isEmpty ? PATIENCE_MS.empty : PATIENCE_MS.busy)) break;
  }
  return sent;
}

/**
 * Waits until the queue is nearly empty, but no longer than that.
 * @returns whether the queue is nearly empty
 */
async function waitForQueue(
  sender: Pick<FileSender, 'measure'>,
  milliseconds: number,
  signal: AbortSignal,
): Promise<boolean> {
  const until = performance.now() + milliseconds;
  for (;;) {
    const depth = await sender.measure();
    const isEmpty = depth !== undefined && depth.waiting + depth.inFlight <= FEW_MESSAGES;
    if (isEmpty || signal.aborted || performance.now() > until) return isEmpty;
  }
}
