import type { VerifyOptions } from '../../assure/verify-trails';
import { AuditTrailError } from '../../errors';
import { parseTime } from '../../query/time';
import { ENVIRONMENT } from '../../settings/environment';
import type { Io } from '../output/io';
import type { PlaceOptions } from '../shell/options';

export interface VerifyCommandOptions extends PlaceOptions {
  publicKeys?: string[];
  eventSelectors?: string[];
  since?: string;
  until?: string;
  account?: string;
  eventRegion?: string;
  organization?: string;
  trail?: string;
  read?: boolean;
  records?: boolean;
  output: 'table' | 'json' | 'html';
}

/** Which part of the trails to verify. */
export type Scope = Pick<
  VerifyOptions,
  'since' | 'until' | 'account' | 'region' | 'organizationId' | 'trailName'
>;

export const usage = (message: string, cause?: unknown) =>
  new AuditTrailError('InvalidArgument', message, { cause });

/**
 * What to verify, of the options.
 * @param defaultUntil default of `--until`
 * @throws AuditTrailError `InvalidArgument`
 */
export function toScope(options: VerifyCommandOptions, now: number, defaultUntil?: string): Scope {
  const { account, eventRegion, organization, trail } = options;
  const since = options.since === undefined ? undefined : parseTime(options.since, now);
  const until = options.until === undefined ? defaultUntil : parseTime(options.until, now);
  if (since !== undefined && until !== undefined && since >= until) {
    throw usage(`--since must be before --until, but is ${since}, and --until is ${until}.`);
  }
  return {
    ...(since !== undefined && { since }),
    ...(until !== undefined && { until }),
    ...(account !== undefined && { account }),
    ...(eventRegion !== undefined && { region: eventRegion }),
    ...(organization !== undefined && { organizationId: organization }),
    // An ARN ends in the name.
    ...(trail !== undefined && { trailName: trail.slice(trail.lastIndexOf('/') + 1) }),
  };
}

/** Whether the options or the environment name an audit in AWS. */
export const namesTables = ({ env }: Io, options: PlaceOptions): boolean =>
  hasTableOptions(options) ||
  Boolean(
    env[ENVIRONMENT.stackName] || (env[ENVIRONMENT.auditTableName] && env[ENVIRONMENT.ledgerTableName]),
  );

/** Whether the options name an audit in AWS. */
export const hasTableOptions = ({ stack, tableName, ledgerTableName }: PlaceOptions): boolean =>
  [stack, tableName, ledgerTableName].some((name) => name !== undefined);

/** The command line that has these options, for a shell. */
export function toCommandLine(place: string | undefined, options: VerifyCommandOptions): string {
  // A default comes before what was given.
  const { output, ...given } = options;
  const words = Object.entries({ ...given, output }).flatMap(([name, value]) => {
    const option = `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    if (value === true) return [option];
    return [value].flat().flatMap((one) => (one === undefined || one === false ? [] : [option, String(one)]));
  });
  return ['ddb-audit', 'verify', ...(place === undefined ? [] : [place]), ...words].map(quote).join(' ');
}

const quote = (word: string): string =>
  /^[\w./:@%+=,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
