/**
 * What a deployment consists of, with a description of each. The construct publishes them as outputs of its stack,
 * and the ingest function writes them into the ledger, so that commands find them.
 */
export const DEPLOYMENT_NAMES = {
  AuditTableName: 'Table of audited events',
  LedgerTableName: 'Table of log files read',
  IngestQueueUrl: 'Queue of notifications',
  DeadLetterQueueUrl: 'Dead-letter queue of notifications',
  FailedInvocationsQueueUrl: 'Queue of direct invocations that failed',
  AssuranceQueueUrl: 'Queue of digests to verify',
  AssuranceDeadLetterQueueUrl: 'Dead-letter queue of digests to verify',
  Sources: 'Buckets and prefixes of the sources',
} as const;
export type DeploymentName = keyof typeof DEPLOYMENT_NAMES;

/** Values by name. A version that did not know a name has not written it. */
export type DeploymentNames = Readonly<Partial<Record<DeploymentName, string>>>;

/** Id of the construct below the audit trail that has the outputs. CDK makes it a part of their keys. */
export const NAMES_CONSTRUCT = 'Names';

const OUTPUT_KEY = new RegExp(
  `^(.*)${NAMES_CONSTRUCT}(${Object.keys(DEPLOYMENT_NAMES).join('|')})[0-9A-F]{8}$`,
);

/**
 * Finds the audit trails of a stack by its outputs.
 * @param outputs pairs of key and value, such as `AuditTrailNamesAuditTableNameB032EE65` and `audit`
 * @returns their names, by the path of the construct without slashes, such as `AuditTrail`
 */
export function findDeploymentNames(
  outputs: Iterable<readonly [key: string, value: string]>,
): ReadonlyMap<string, DeploymentNames> {
  const found = new Map<string, DeploymentNames>();
  for (const [key, value] of outputs) {
    const [, construct, name] = OUTPUT_KEY.exec(key) ?? [];
    if (construct !== undefined && name) found.set(construct, { ...found.get(construct), [name]: value });
  }
  return found;
}

/** Keeps those values that have a known name and are texts: another version may have written others. */
export function pickDeploymentNames(values: unknown): DeploymentNames {
  const given = typeof values === 'object' && values !== null ? Object.entries(values) : [];
  return Object.fromEntries(
    given.filter(([name, value]) => Object.hasOwn(DEPLOYMENT_NAMES, name) && typeof value === 'string'),
  );
}
