/** Why an object is not read for events: the other CloudTrail folder that it is in, or `foreign`. */
export type SkipReason = 'digest' | 'insight' | 'network-activity' | 'aggregated' | 'foreign';

/** What the key says about an object. */
export type TrailObject =
  | {
      readonly kind: 'log-file';
      /** Account whose events the file holds: 12 digits, or `unknown` for a loose file on one machine. */
      readonly accountId: string;
      /** Region the events were logged in, or `unknown` for a loose file on one machine. */
      readonly region: string;
      /** UTC day of delivery, `YYYY-MM-DD`, or `unknown` for a loose file on one machine. */
      readonly day: string;
      /** Set if an organization trail wrote the file. */
      readonly organizationId?: string;
    }
  | { readonly kind: 'skipped'; readonly reason: SkipReason };

const SKIPPED_FOLDERS: Readonly<Record<string, SkipReason>> = {
  'CloudTrail-Digest': 'digest',
  'CloudTrail-Insight': 'insight',
  'CloudTrail-NetworkActivity': 'network-activity',
  'CloudTrail-Aggregated': 'aggregated',
};

// A prefix may itself contain `AWSLogs` or a folder's name, so the greedy start finds the last place where
// the whole structure matches. File names vary, even in AWS's examples, so they are not checked.
const ACCOUNT_FOLDER = String.raw`^(?<prefix>.*\/)?AWSLogs\/(?:(?<organizationId>o-[a-z0-9]+)\/)?(?<accountId>\d{12})\/`;
const LOG_FILE = new RegExp(
  String.raw`${ACCOUNT_FOLDER}CloudTrail\/(?<region>[a-z0-9-]+)\/(?<year>\d{4})\/(?<month>0[1-9]|1[0-2])\/(?<date>0[1-9]|[12]\d|3[01])\/[^/]+\.json(?:\.gz)?$`,
  's',
);
const OTHER_FOLDER = new RegExp(
  String.raw`${ACCOUNT_FOLDER}(?<folder>${Object.keys(SKIPPED_FOLDERS).join('|')})\/`,
  's',
);

/** Names of CloudTrail's other files, for copies outside their folders. */
const OTHER_FILE = new RegExp(
  String.raw`(?:^|\/)\d{12}_(?<kind>${Object.keys(SKIPPED_FOLDERS).join('|')})_[^/]+$`,
);

const foreign: TrailObject = { kind: 'skipped', reason: 'foreign' };

/**
 * Tells log files from the other objects in a trail's bucket by their keys:
 * `[prefix/]AWSLogs/[o-…/]account/CloudTrail/region/YYYY/MM/DD/name.json[.gz]`.
 */
export function classifyObjectKey(key: string): TrailObject {
  return locate(key).object;
}

/** Files of other AWS services, which are next to the `CloudTrail` folder of an account. */
const OTHER_SERVICE =
  /(?:^|\/)AWSLogs\/(?:o-[a-z0-9]+\/)?\d{12}\/(?!CloudTrail|\d{4}\/|[a-z]+(?:-[a-z]+)+-\d\/)[^/]+\//;

/**
 * Does the same for a local file that may be a log file. Its key is the path from `AWSLogs/` on. A file
 * that lies elsewhere, or under only a part of these folders, is a log file whose account, Region and day
 * are unknown, and its key is the whole path, unless it has the name of a digest or another of
 * CloudTrail's files.
 * @param path absolute or relative, with `/` or `\` between folders
 */
export function localObjectKey(path: string): { key: string; object: TrailObject } {
  const slashed = path.replaceAll('\\', '/');
  const { prefix, object } = locate(slashed);
  if (object !== foreign) return { key: slashed.slice(prefix.length), object };
  if (OTHER_SERVICE.test(slashed)) return { key: slashed, object };
  const reason = SKIPPED_FOLDERS[OTHER_FILE.exec(slashed)?.groups?.kind ?? ''];
  if (reason) return { key: slashed, object: { kind: 'skipped', reason } };
  return {
    key: slashed,
    object: { kind: 'log-file', accountId: 'unknown', region: 'unknown', day: 'unknown' },
  };
}

/** The time in the name of a log file that CloudTrail delivered: `…_20260314T0915Z_….json.gz`. */
const DELIVERY_TIME = /_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z_[^/]*$/;

/**
 * When CloudTrail delivered a log file, by its name.
 * @returns epoch milliseconds, or undefined if the name has no such time
 */
export function parseDeliveryTime(key: string): number | undefined {
  const [, year, month, day, hour, minute] = DELIVERY_TIME.exec(key) ?? [];
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}Z`);
  return Number.isNaN(time) ? undefined : time;
}

/** A log file as CloudTrail names it. */
const LOG_FILE_NAME = /(?:^|\/)\d{12}_CloudTrail_[a-z0-9-]+_\d{8}T\d{4}Z_[A-Za-z0-9]+\.json(?:\.gz)?$/;

/**
 * Returns true if a local file has the name of a log file, or lies in the folders of a trail: its content must
 * then be a log file as CloudTrail delivers it.
 * @param path absolute or relative, with `/` or `\` between folders
 */
export function isDeliveredLogFile(path: string): boolean {
  const slashed = path.replaceAll('\\', '/');
  return locate(slashed).object.kind === 'log-file' || LOG_FILE_NAME.test(slashed);
}

function locate(key: string): { prefix: string; object: TrailObject } {
  const logFile = LOG_FILE.exec(key)?.groups;
  if (logFile) {
    const { prefix = '', organizationId, accountId = '', region = '', year, month, date } = logFile;
    const place = { accountId, region, day: `${year}-${month}-${date}` };
    return { prefix, object: { kind: 'log-file', ...place, ...(organizationId && { organizationId }) } };
  }
  const other = OTHER_FOLDER.exec(key)?.groups;
  const reason = SKIPPED_FOLDERS[other?.folder ?? ''];
  return reason
    ? { prefix: other?.prefix ?? '', object: { kind: 'skipped', reason } }
    : { prefix: '', object: foreign };
}
