/** What the key of a digest file says. */
export interface DigestKey {
  readonly accountId: string;
  /** Set if an organization trail wrote the digest. `accountId` is then the account of the log files. */
  readonly organizationId?: string;
  /** Region of the log files that the digest names. */
  readonly region: string;
  readonly trailName: string;
  /** Region in the ARN of the trail. */
  readonly homeRegion: string;
  /** End of the time that the digest covers, such as `2026-03-14T10:00:48Z`. */
  readonly endTime: string;
  /** Whether the digest was delivered later, for log files that the digest of that time does not name. */
  readonly isBackfill: boolean;
}

const DIGEST_KEY = new RegExp(
  String.raw`^(?:.*\/)?AWSLogs\/(?:(?<organizationId>o-[a-z0-9]+)\/)?(?<accountId>\d{12})\/CloudTrail-Digest\/(?<region>[a-z0-9-]+)\/\d{4}\/\d{2}\/\d{2}\/` +
    String.raw`\k<accountId>_CloudTrail-Digest_\k<region>_(?<trailName>[^/]+)_(?<homeRegion>[a-z0-9-]+)_` +
    String.raw`(?<year>\d{4})(?<month>0[1-9]|1[0-2])(?<date>0[1-9]|[12]\d|3[01])T(?<hour>[01]\d|2[0-3])(?<minute>[0-5]\d)(?<second>[0-5]\d)Z(?<backfill>_backfill)?\.json\.gz$`,
  's',
);

/**
 * Reads the key of a digest file:
 * `[prefix/]AWSLogs/[o-…/]account/CloudTrail-Digest/region/YYYY/MM/DD/account_CloudTrail-Digest_region_trail_homeRegion_time[_backfill].json.gz`.
 * Returns undefined for any other key.
 */
export function parseDigestKey(key: string): DigestKey | undefined {
  const groups = DIGEST_KEY.exec(key)?.groups;
  if (!groups) return undefined;
  const { organizationId, accountId = '', region = '', trailName = '', homeRegion = '' } = groups;
  const { year, month, date, hour, minute, second, backfill } = groups;
  return {
    accountId,
    ...(organizationId && { organizationId }),
    region,
    trailName,
    homeRegion,
    endTime: `${year}-${month}-${date}T${hour}:${minute}:${second}Z`,
    isBackfill: backfill !== undefined,
  };
}

const LOG_FILE_TIME = /_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z_?[^/]*$/;

/** When CloudTrail delivered a log file, to the minute, from its key; undefined if the name does not say it. */
export function toDeliveryTime(key: string): string | undefined {
  const match = LOG_FILE_TIME.exec(key);
  if (!match) return undefined;
  const [, year, month, date, hour, minute] = match;
  const time = `${year}-${month}-${date}T${hour}:${minute}:00Z`;
  return Number.isNaN(Date.parse(time)) ? undefined : time;
}
