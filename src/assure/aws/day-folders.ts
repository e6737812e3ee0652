import type { S3Client } from '@aws-sdk/client-s3';
import type { RegionFolder } from '../../trail/region-folder';
import { mapInOrder } from '../in-order';
import { type FolderSearch, findBucketFolders } from './bucket-folders';
import { listPages } from './list-objects';

/** What to list. Times are texts such as `2026-03-14T10:00:00Z`, and those of delivery. */
export interface DaySearch extends Omit<FolderSearch, 'prefix'> {
  /** At least one. Each is empty, or ends with `/`. */
  readonly prefixes: readonly string[];
  readonly since?: string | undefined;
  readonly until: string;
}

/** A folder with the log files that were delivered for an account and Region on one day. */
export interface DayFolder {
  readonly path: string;
  readonly accountId: string;
  readonly region: string;
  /** `YYYY-MM-DD` */
  readonly day: string;
}

/** The days of one account and Region. */
export interface PlaceDays {
  readonly days: readonly DayFolder[];
  /** Number of folders of accounts and Regions, this one included, whose days are known. */
  readonly place: number;
  readonly places: number;
}

const PLACES_AT_ONCE = 8;

/**
 * Finds the folders of days in a bucket, by account and Region, oldest day first. Lists only folders: accounts, Regions,
 * years, months and days, never the log files.
 * @throws AuditTrailError as `findBucketFolders`
 */
export async function* findDayFolders(client: S3Client, search: DaySearch): AsyncGenerator<PlaceDays> {
  const folders = await findFolders(client, search);
  const listDays = async (folder: RegionFolder) => {
    const days: DayFolder[] = [];
    for await (const day of daysBelow(client, folder, folder.path, search)) days.push(day);
    return days;
  };
  let place = 0;
  for await (const days of mapInOrder(folders, PLACES_AT_ONCE, listDays)) {
    place += 1;
    yield { days, place, places: folders.length };
  }
}

/** The folders of log files, each once: prefixes may overlap. */
async function findFolders(client: S3Client, { prefixes, ...search }: DaySearch): Promise<RegionFolder[]> {
  const folders = new Map<string, RegionFolder>();
  for (const prefix of prefixes) {
    for (const folder of await findBucketFolders(client, { ...search, prefix })) {
      if (folder.kind === 'CloudTrail') folders.set(folder.path, folder);
    }
  }
  return [...folders.values()];
}

/** What follows the Region in the path of a folder: a year, a month and a day, as far as it is known. */
const DATE = /^(?:(\d{4})\/(?:(\d{2})\/(?:(\d{2})\/)?)?)?$/;

async function* daysBelow(
  client: S3Client,
  folder: RegionFolder,
  path: string,
  search: DaySearch,
): AsyncGenerator<DayFolder> {
  const { accountId, region, kind } = folder;
  const { bucket, readRoleArn } = search;
  const start = `/${kind}/${region}/`;
  const match = DATE.exec(path.slice(path.lastIndexOf(start) + start.length));
  if (!match) return;
  const date = match
    .slice(1)
    .filter((part) => part !== undefined)
    .join('-');
  if (!mayHold(date, search)) return;
  if (date.length === 'YYYY-MM-DD'.length) {
    yield { path, accountId, region, day: date };
    return;
  }
  for await (const { folders } of listPages(client, { bucket, prefix: path, readRoleArn }, '/')) {
    for (const inside of folders) yield* daysBelow(client, folder, inside, search);
  }
}

/** Whether a year, month or day, as the beginning of `YYYY-MM-DD`, has a part of the time that is asked for. */
const mayHold = (date: string, { since = '', until }: DaySearch): boolean =>
  date >= since.slice(0, date.length) && date <= until.slice(0, date.length);
