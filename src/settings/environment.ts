import { AuditTrailError } from '../errors';

/** Environment variables that the constructs set and the functions read. */
export const ENVIRONMENT = {
  /** Name of the audit table. */
  auditTableName: 'AUDIT_TABLE_NAME',
  /** Name of the ledger table. */
  ledgerTableName: 'LEDGER_TABLE_NAME',
  /** Name of the stack, for commands that find the tables by it. The constructs do not set it. */
  stackName: 'AUDIT_STACK_NAME',
  /** What the deployment consists of, as JSON by `DEPLOYMENT_NAMES`. The ingest function records it in the ledger. */
  deployment: 'AUDIT_DEPLOYMENT',
  /** Settings of ingest as JSON. Default: the defaults of all settings. */
  settings: 'AUDIT_SETTINGS',
  /** Buckets that need another Region or role, as JSON. Default: none. */
  buckets: 'AUDIT_BUCKETS',
  /** Buckets to count files of separately, as JSON. Default: none. */
  watchedBuckets: 'AUDIT_WATCHED_BUCKETS',
  /** ARNs of the roles whose calls on the audit tables are not audited, separated by commas. */
  ownRoleArns: 'AUDIT_OWN_ROLE_ARNS',
  /** Resources that the audit needs, as JSON: ARNs, and names of buckets. Calls that change them are audited. */
  guardedResources: 'AUDIT_GUARDED_RESOURCES',
  /** ARNs of the tables of the audit itself, separated by commas. */
  ownTableArns: 'AUDIT_OWN_TABLE_ARNS',
  /** URL of the queue of notifications, for the assure function. */
  ingestQueueUrl: 'AUDIT_INGEST_QUEUE_URL',
  /** URL of the queue of digests to verify, for both functions. */
  assuranceQueueUrl: 'AUDIT_ASSURANCE_QUEUE_URL',
  /** Buckets and prefixes that the audit reads, as JSON, for the assure function. */
  sources: 'AUDIT_SOURCES',
  /** The deployment's own trail, as JSON, for the assure function. Default: none. */
  trail: 'AUDIT_TRAIL',
  /** Name of the event bus for risky events. Default: none. */
  riskEventBusName: 'RISK_EVENT_BUS_NAME',
  /** URL of the HTTP API, for functions that query it. */
  queryApiUrl: 'AUDIT_API_URL',
  /**
   * `off` replaces the WebAssembly modules by their TypeScript twins, in functions and the command line. Set by
   * hand, to find out whether a fault is one of WebAssembly. Default: `on`. `src/native` reads it.
   */
  native: 'AUDIT_NATIVE',
} as const;

/**
 * Reads a required environment variable.
 * @throws AuditTrailError `Configuration` if it is not set or empty.
 */
export function requiredVariable(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const value = environment[name];
  if (value) return value;
  throw new AuditTrailError('Configuration', `Environment variable ${name} is not set.`);
}
