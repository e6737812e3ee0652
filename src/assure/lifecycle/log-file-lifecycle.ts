/** A lifecycle rule that is enabled, as far as it concerns reading objects later. */
export interface LifecycleRule {
  /** Its id in the configuration of the bucket. */
  readonly id: string;
  /** Keys start with it. Empty: all. */
  readonly prefix: string;
  /** Whether it applies to objects with certain tags only. CloudTrail does not tag log files. */
  readonly isTagged: boolean;
  /** When current versions are deleted. */
  readonly deletes?: LifecycleTime;
  /** When they move to a storage class from which they must be restored before they can be read. */
  readonly archives: readonly (LifecycleTime & { readonly storageClass: string })[];
  /** Days after which a version that was overwritten or deleted is gone. */
  readonly deletesOldVersionsAfterDays?: number;
}

/** Days after an object was created, or a date, ISO 8601. */
export interface LifecycleTime {
  readonly afterDays?: number | undefined;
  readonly on?: string | undefined;
}

/** What ends the reading of log files before the audit deletes their events. */
export interface LifecycleEnd extends LifecycleTime {
  readonly effect: 'deleted' | 'archived';
  /** Id of the lifecycle rule. */
  readonly rule: string;
  /** Absent unless the rule covers only a part of the log files. */
  readonly prefix?: string | undefined;
  /** Of an archived log file, such as `DEEP_ARCHIVE`. */
  readonly storageClass?: string | undefined;
}

/** What the lifecycle rules of a bucket do with the log files of a source. */
export interface LogFileLifecycle {
  /** Where the log files are, as `s3://BUCKET/PREFIX`. */
  readonly place: string;
  /** When the rules were read, ISO 8601. */
  readonly checkedAt: string;
  /**
   * `kept`: no rule deletes or archives log files earlier than the audit deletes their events. `early`: one does.
   * `unreadable`: the rules could not be read.
   */
  readonly state: 'kept' | 'early' | 'unreadable';
  /** Days that the audit keeps events. Absent if it keeps them forever. */
  readonly retentionDays?: number | undefined;
  /** The first deletion and the first move to an archive. Absent unless the state is `early`. */
  readonly ends?: readonly LifecycleEnd[] | undefined;
  /** Days after which a version that was overwritten or deleted is gone. Absent if no rule says so. */
  readonly oldVersionsDays?: number | undefined;
  /** Why the rules could not be read. */
  readonly reason?: string | undefined;
}

/** An account's folder, with the organization's before it, and the folder of log files in it, which may be cut. */
const BEFORE_FOLDER = /^(?:o(?:$|-[a-z0-9]*(?:\/|$)))?(?:\d*$|\d{12}\/(?<folder>[^/]*)(?<inFolder>\/)?)/;
const LOG_FILES = 'CloudTrail';

/**
 * Whether keys of log files start with a prefix.
 * @param source what they all start with, up to `AWSLogs/` or the folder of an organization
 */
function coversLogFiles(prefix: string, source: string): boolean {
  if (source.startsWith(prefix)) return true;
  if (!prefix.startsWith(source)) return false;
  const match = BEFORE_FOLDER.exec(prefix.slice(source.length));
  if (!match) return false;
  const { folder = '', inFolder } = match.groups ?? {};
  return inFolder === undefined ? LOG_FILES.startsWith(folder) : folder === LOG_FILES;
}

/** Days after which it happens. A date applies to every older object, so also to one of the day before. */
const toDays = ({ afterDays }: LifecycleTime): number => afterDays ?? 0;

const findFirst = (ends: readonly LifecycleEnd[]): LifecycleEnd[] =>
  [...ends].sort((one, other) => toDays(one) - toDays(other)).slice(0, 1);

/**
 * Compares lifecycle rules with the time that the audit keeps events.
 * @param source bucket and prefix of log files, such as `AWSLogs/`
 * @param retentionDays undefined: forever
 */
export function assessLifecycle(
  rules: readonly LifecycleRule[],
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
  retentionDays: number | undefined,
  now: Date,
): LogFileLifecycle {
  const applied = rules.filter((rule) => !rule.isTagged && coversLogFiles(rule.prefix, prefix));
  const isEarly = (time: LifecycleTime) => toDays(time) < (retentionDays ?? Number.POSITIVE_INFINITY);
  const toEnd = (rule: LifecycleRule, effect: LifecycleEnd['effect'], time: LifecycleTime): LifecycleEnd => ({
    ...{ effect, rule: rule.id, ...time },
    ...(!prefix.startsWith(rule.prefix) && { prefix: rule.prefix }),
  });
  const deleted = applied.flatMap((rule) => (rule.deletes ? toEnd(rule, 'deleted', rule.deletes) : []));
  const archived = applied.flatMap((rule) => rule.archives.map((time) => toEnd(rule, 'archived', time)));
  const ends = [...findFirst(deleted.filter(isEarly)), ...findFirst(archived.filter(isEarly))];
  const oldVersions = applied.flatMap(({ deletesOldVersionsAfterDays: days }) => days ?? []);
  return {
    place: `s3://${bucket}/${prefix}`,
    checkedAt: now.toISOString(),
    state: ends.length > 0 ? 'early' : 'kept',
    ...(retentionDays !== undefined && { retentionDays }),
    ...(ends.length > 0 && { ends }),
    ...(oldVersions.length > 0 && { oldVersionsDays: Math.min(...oldVersions) }),
  };
}
