import { AuditTrailError } from '../../src/errors';

/** Location of the log files of one source. */
export interface LogFiles {
  readonly bucketName: string;
  /** Key prefixes before `AWSLogs/`, one for each trail. An empty string means no prefix. */
  readonly prefixes: readonly string[];
  /** @default - every account's log files */
  readonly organizationId?: string | undefined;
}

/** The key prefixes of the log files of a source, each with a trailing slash. */
export const keyPrefixes = ({ prefixes, organizationId }: LogFiles): string[] =>
  prefixes.map(
    (prefix) => `${prefix ? `${prefix}/` : ''}AWSLogs/${organizationId ? `${organizationId}/` : ''}`,
  );

/** Folders of an account that the audit reads: log files, and the digests that name them. */
export const LOG_FILES = 'CloudTrail';
export const DIGESTS = 'CloudTrail-Digest';
export type Folder = typeof LOG_FILES | typeof DIGESTS;

/** Patterns that match the keys in these folders, but not those of Insights. */
export const keyPatterns = (files: LogFiles, folders: readonly Folder[]): string[] =>
  keyPrefixes(files).flatMap((beginning) => folders.map((folder) => `${beginning}*/${folder}/*`));

/**
 * Rejects sources that share log files, because each file would be read twice.
 * @throws AuditTrailError `Configuration`, with both locations
 */
export function refuseOverlap(sources: readonly LogFiles[]): void {
  const places = sources.flatMap((files) =>
    keyPrefixes(files).map((key) => ({ bucketName: files.bucketName, key })),
  );
  places.forEach((place, index) => {
    const other = places
      .slice(0, index)
      .find(
        ({ bucketName, key }) =>
          bucketName === place.bucketName && (key.startsWith(place.key) || place.key.startsWith(key)),
      );
    if (other) {
      throw new AuditTrailError(
        'Configuration',
        `sources overlap: s3://${other.bucketName}/${other.key} and s3://${place.bucketName}/${place.key} contain the same log files. Remove one of them, or make their prefixes disjoint.`,
      );
    }
  });
}
