import type { Check, Status } from './health-check';
import { countWords } from './words';

const BACKFILL_WORDS: Readonly<Record<NonNullable<Status['lastBackfill']>['status'], string>> = {
  covered: 'the audit has every log file',
  failed: 'some log files failed',
  waiting: 'some log files were not ingested yet',
  interrupted: 'it was interrupted',
};

/** What the last backfill of a deployed audit came to. */
export function checkBackfill({ lastBackfill, queues }: Status): Check[] {
  const name = 'Last backfill';
  // Without queues it is a data folder, which is filled by `ingest`.
  if (!queues) return [];
  if (!lastBackfill) {
    const words =
      'None is recorded. ddb-audit backfill ingests log files from before the deployment, if there are any.';
    return [{ name, verdict: 'good', words }];
  }
  const { bucket, finishedAt, status, listed, since, until } = lastBackfill;
  const range = `${since ? ` from ${since}` : ''}${until ? ` until ${until}` : ''}`;
  const words = `s3://${bucket}${range}, ended ${finishedAt}: ${BACKFILL_WORDS[status]} (${countWords(listed, 'log file')} listed).`;
  return status === 'covered'
    ? [{ name, verdict: 'good', words }]
    : [{ name, verdict: 'look', words, advice: 'Run ddb-audit backfill again: it goes on.' }];
}
