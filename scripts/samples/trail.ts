import { gunzipSync } from 'node:zlib';
import { SignedChain, type TrailObject } from '../../test/support/digests';
import { ACCOUNT, type CloudTrailEvent, logFile, nextEventId, REGION } from '../../test/support/events';
import { BUCKET, TRAIL_NAME } from './actors';
import { moveTimes } from './move-times';
import { samplesKey } from './signing-key';

/** A log file to deliver. */
export interface Delivery {
  /** `YYYY-MM-DDTHH:mm` */
  readonly time: string;
  /** A record given as a string is taken as its JSON text. */
  readonly records: readonly (CloudTrailEvent | string)[];
  readonly account?: string;
  readonly region?: string;
}

/** The key pair of CloudTrail, so to speak. */
export const SIGNING_KEY = samplesKey();

/** A delivery, with all of its events, some days later. */
export const moveDelivery = (delivery: Delivery, daysLater: number): Delivery => ({
  ...delivery,
  time: moveTimes(delivery.time, daysLater),
  records: delivery.records.map((record) =>
    moveTimes(typeof record === 'string' ? record : JSON.stringify(record), daysLater),
  ),
});

/** A log file as CloudTrail names it. */
export function toLogFile({ time, records, account = ACCOUNT, region = REGION }: Delivery): TrailObject {
  const folder = `AWSLogs/${account}/CloudTrail/${region}/${time.slice(0, 10).replaceAll('-', '/')}`;
  const name = `${account}_CloudTrail_${region}_${time.replaceAll(/[-:]/g, '')}Z_sample${nextEventId().slice(-10)}`;
  return { bucket: BUCKET, key: `${folder}/${name}.json.gz`, body: logFile(records) };
}

/** The file without its last record, as somebody who hides something leaves it. */
export function alterLogFile({ key, bucket, body }: TrailObject): TrailObject {
  const { Records } = JSON.parse(gunzipSync(body).toString()) as { Records: Delivery['records'] };
  return { bucket, key, body: logFile(Records.slice(0, -1)) };
}

/** When a log file was delivered, in ms since 1970: the time in its name. */
function readTime({ key }: TrailObject): number {
  const [, ...parts] = /_(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)Z_/.exec(key)!;
  const [year, month, day, hour, minute] = parts.map(Number) as [number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute);
}

/** Start of the first digest of the samples. */
const FIRST_DIGEST = '2026-03-12T23:00:48Z';

/**
 * The hourly digests of a Region that name these log files. They cover three days and the hour before, but for two hours in which the
 * trail did not log: from 2026-03-14T04:00:48Z until 06:00:48Z.
 * @param daysLater moves all of them
 * @param hoursMore hours that are covered after the three days
 */
export function signDigests(
  region: string,
  logFiles: readonly TrailObject[],
  daysLater: number,
  hoursMore: number,
): TrailObject[] {
  const deliver = (since: number, until: number) =>
    logFiles.filter((file) => readTime(file) >= since && readTime(file) < until);
  const options = { key: SIGNING_KEY, bucket: BUCKET, trailName: TRAIL_NAME, region, deliver };
  return new SignedChain(options, moveTimes(FIRST_DIGEST, daysLater))
    .addHours(29)
    .skipHours(2)
    .addHours(42 + hoursMore).digests;
}
