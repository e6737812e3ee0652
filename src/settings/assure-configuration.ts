import * as z from 'zod';
import { AuditTrailError } from '../errors';
import { ENVIRONMENT } from './environment';
import { bucketAccess, createConfigurationReader } from './function-configuration';
import { type IngestSettings, parseIngestSettings } from './ingest-settings';

const sourceLocation = bucketAccess.extend({
  /** Keys of log files and digests start with one of these, such as `production/AWSLogs/o-exampleorgid/`. */
  prefixes: z.array(z.string()).min(1),
});

/** Where the log files and digests of one source are, and how to read them. */
export type SourceLocation = z.output<typeof sourceLocation>;

const OPERATORS = ['equals', 'notEquals', 'startsWith', 'notStartsWith'] as const;

/**
 * Selectors by name, and their conditions by field. As a list, each selector would go into the environment as a
 * whole, with all its tables. As objects, only the values that the deployment alone knows do.
 */
const selectorsByName = z.record(
  z.string(),
  z.record(z.string(), z.partialRecord(z.enum(OPERATORS), z.array(z.string()))),
);
export type SelectorsByName = z.output<typeof selectorsByName>;

const ownTraffic = z.strictObject({
  /** How the ARNs of sessions of the functions' roles begin, up to the session's name. */
  sessionPrefixes: z.array(z.string()),
  tableArns: z.array(z.string()),
});

const ownTrail = z.strictObject({
  trailArn: z.string(),
  bucketName: z.string(),
  organizationId: z.string().optional(),
  selectors: selectorsByName.optional(),
  ownTraffic: ownTraffic.optional(),
});
/** The trail that the deployment created, as configured for the assure function. */
export type OwnTrailInput = z.output<typeof ownTrail>;

/** An advanced event selector. */
export interface OwnTrailSelector {
  readonly name: string;
  readonly fieldSelectors: readonly ({ readonly field: string } & SelectorsByName[string][string])[];
}

/** The deployment's own trail: multi-Region, with log file validation. */
export interface OwnTrail {
  readonly trailArn: string;
  /** The bucket that it delivers to, without a prefix. */
  readonly bucketName: string;
  readonly organizationId?: string;
  /** Absent if the settings name tables that only the deployment knows. */
  readonly selectors?: readonly OwnTrailSelector[];
  /** Calls of the audit itself on its tables, which the trail does not log. Absent if it logs no data events. */
  readonly ownTraffic?: z.output<typeof ownTraffic>;
}

/** What the assure function must know of its deployment. */
export interface AssureConfiguration {
  readonly settings: IngestSettings;
  readonly sources: readonly SourceLocation[];
  /** Absent without a source of type `newTrail`. */
  readonly trail?: OwnTrail;
}

/**
 * Reads the configuration of the assure function: the file in its folder and the environment.
 * @throws AuditTrailError `Configuration` if one of them is not valid
 */
export function readAssureConfiguration(
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): AssureConfiguration {
  const { read, parse } = createConfigurationReader(folder, environment);
  const trail = parse(ENVIRONMENT.trail, ownTrail.optional());
  return {
    settings: parseIngestSettings(read(ENVIRONMENT.settings)),
    sources: parse(ENVIRONMENT.sources, z.array(sourceLocation).default([])),
    ...(trail && { trail: toOwnTrail(trail) }),
  };
}

/**
 * Reads sources as the outputs of the stack and the ledger have them.
 * @param foundIn where they were found, for the message
 * @throws AuditTrailError `Configuration` if another version wrote them in a form that this one does not know
 */
export function parseSources(json: string, foundIn: string): readonly SourceLocation[] {
  try {
    return z.array(sourceLocation).parse(JSON.parse(json));
  } catch (cause) {
    throw new AuditTrailError(
      'Configuration',
      `${foundIn} names sources in a form that this version cannot read: ${json.slice(0, 200)}. ` +
        'Use the version that was deployed, or specify s3://BUCKET.',
      { cause },
    );
  }
}

const toOwnTrail = ({
  trailArn,
  bucketName,
  organizationId,
  selectors,
  ownTraffic,
}: OwnTrailInput): OwnTrail => ({
  ...{ trailArn, bucketName },
  ...(ownTraffic && { ownTraffic }),
  ...(organizationId !== undefined && { organizationId }),
  ...(selectors && {
    selectors: Object.entries(selectors).map(([name, fields]) => ({
      name,
      fieldSelectors: Object.entries(fields).map(([field, values]) => ({ field, ...values })),
    })),
  }),
});
