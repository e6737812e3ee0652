import type { S3Client } from '@aws-sdk/client-s3';
import { type DayFolder, type DaySearch, findDayFolders } from '../aws/day-folders';
import { forEachAtOnce } from '../in-order';
import { type ComparedFile, type ComparedPage, compareDay, type ReadLedger } from './compare-day';

/** What a bucket has, and the ledger of an audit. */
export interface SurveyOptions {
  readonly client: S3Client;
  readonly search: DaySearch;
  readonly readLedger: ReadLedger;
  /** Aborted to end early. */
  readonly signal: AbortSignal;
}

/** Numbers of log files by their state, and of bytes. */
export type FileCounts = Record<ComparedFile['state'], number> & {
  /** Bytes of the log files that are failed or missing, as stored. */
  openBytes: number;
};

/** How far a survey is. It changes while the survey runs. */
export interface SurveyProgress {
  /** Accounts and Regions with log files: how many there are, and how many are surveyed completely. */
  places: number;
  placesDone: number;
  /** Days of the current account and Region. */
  daysOfPlace: number;
  daysOfPlaceDone: number;
  /** Days with a folder that were surveyed. */
  days: number;
  readonly files: FileCounts;
  /** Objects that are not log files. */
  others: number;
}

const DAYS_AT_ONCE = 4;

const noFiles = (): FileCounts => ({ done: 0, discarded: 0, failed: 0, missing: 0, openBytes: 0 });

export const startOfSurvey = (): SurveyProgress => ({
  ...{ places: 0, placesDone: 0, daysOfPlace: 0, daysOfPlaceDone: 0, days: 0, others: 0 },
  files: noFiles(),
});

/** Files that are not ingested, and that nobody has given up. */
export const isOpen = ({ state }: ComparedFile): boolean => state === 'failed' || state === 'missing';

/**
 * Compares what a bucket has with the ledger, several days at the same time.
 * @param onPage the next 1,000 files of its day are listed when it has ended
 * @throws AuditTrailError `ServiceFailed`; errors of `onPage`
 */
export async function surveyBucket(
  { client, search, readLedger, signal }: SurveyOptions,
  progress: SurveyProgress,
  onPage: (page: ComparedPage, day: DayFolder) => Promise<void>,
): Promise<void> {
  for await (const { days, place, places } of findDayFolders(client, search)) {
    if (signal.aborted) return;
    Object.assign(progress, { places, daysOfPlace: days.length, daysOfPlaceDone: 0 });
    await forEachAtOnce(days, DAYS_AT_ONCE, async (day) => {
      for await (const page of compareDay(client, readLedger, day, search)) {
        if (signal.aborted) return;
        count(progress, page);
        await onPage(page, day);
      }
      progress.days += 1;
      progress.daysOfPlaceDone += 1;
    });
    progress.placesDone = place;
  }
}

function count(progress: SurveyProgress, { files, others }: ComparedPage): void {
  progress.others += others;
  countFiles(progress.files, files);
}

/** Adds files to counts. */
function countFiles(counts: FileCounts, files: readonly ComparedFile[]): void {
  for (const file of files) {
    counts[file.state] += 1;
    if (isOpen(file)) counts.openBytes += file.bytes;
  }
}

/** The part of a survey that is done, from 0 to 1, if all accounts and Regions have about as many files. */
export function toShare({ places, placesDone, daysOfPlace, daysOfPlaceDone }: SurveyProgress): number {
  if (places === 0) return 0;
  const ofPlace = placesDone < places && daysOfPlace > 0 ? daysOfPlaceDone / daysOfPlace : 0;
  return Math.min(1, (placesDone + (ofPlace < 1 ? ofPlace : 0)) / places);
}
