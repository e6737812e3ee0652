import { AuditTrailError } from '../../src/errors';

/** Where the log files of one source lie. */
export interface LogFiles {
  readonly bucketName: string;
  /** Key prefixes before `AWSLogs/`, one for each trail; an empty string for a trail without prefix. */
  readonly prefixes: readonly string[];
  /** @default - every account's log files */
  readonly organizationId?: string | undefined;
}

/** The beginnings of the object keys of a source, each ending in a slash. */
export const keyPrefixes = ({ prefixes, organizationId }: LogFiles): string[] =>
  prefixes.map(
    (prefix) => `${prefix ? `${prefix}/` : ''}AWSLogs/${organizationId ? `${organizationId}/` : ''}`,
  );

/** Patterns that the keys of log files match, and those of digests and Insights do not. */
export const keyPatterns = (files: LogFiles): string[] =>
  keyPrefixes(files).map((beginning) => `${beginning}*/CloudTrail/*`);

/**
 * Refuses sources that share log files: each file would be read twice.
 * @throws AuditTrailError `Configuration`, naming both places.
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
        `sources overlap: s3://${other.bucketName}/${other.key} and s3://${place.bucketName}/${place.key} hold the same log files. Remove one of them, or change a prefix so that neither contains the other.`,
      );
    }
  });
}
