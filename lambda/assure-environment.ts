import { type AssureConfiguration, readAssureConfiguration } from '../src/settings/assure-configuration';
import { ENVIRONMENT, requiredVariable } from '../src/settings/environment';

/** What the environment of the assure function and the file beside its code say. */
export interface AssureEnvironment extends AssureConfiguration {
  readonly auditTable: string;
  readonly ledgerTable: string;
  readonly ingestQueueUrl: string;
  readonly assuranceQueueUrl: string;
}

/** Reads the environment. @throws AuditTrailError `Configuration` `InvalidArgument` */
export const readAssureEnvironment = (): AssureEnvironment => ({
  ...readAssureConfiguration(__dirname),
  auditTable: requiredVariable(ENVIRONMENT.auditTableName),
  ledgerTable: requiredVariable(ENVIRONMENT.ledgerTableName),
  ingestQueueUrl: requiredVariable(ENVIRONMENT.ingestQueueUrl),
  assuranceQueueUrl: requiredVariable(ENVIRONMENT.assuranceQueueUrl),
});
