import { AuditTrailError } from '../errors';

/** Environment variables that the constructs set and the functions read. */
export const ENVIRONMENT = {
  /** Name of the audit table. */
  auditTableName: 'AUDIT_TABLE_NAME',
  /** Name of the ledger table. */
  ledgerTableName: 'LEDGER_TABLE_NAME',
  /** Settings of ingest as JSON; defaults where absent. */
  settings: 'AUDIT_SETTINGS',
  /** ARN of the role whose own writes to the audit tables are not audited. */
  ownRoleArn: 'AUDIT_OWN_ROLE_ARN',
  /** ARNs of the audit's own tables, comma separated. */
  ownTableArns: 'AUDIT_OWN_TABLE_ARNS',
  /** Name of the event bus that risky events are published to; none where absent. */
  riskEventBusName: 'RISK_EVENT_BUS_NAME',
  /** URL of the HTTP API, for functions that ask through it. */
  queryApiUrl: 'AUDIT_API_URL',
} as const;

/**
 * Reads a variable that must be there.
 * @throws AuditTrailError `Configuration`, naming the variable.
 */
export function requiredVariable(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const value = environment[name];
  if (value) return value;
  throw new AuditTrailError('Configuration', `Environment variable ${name} is not set.`);
}
