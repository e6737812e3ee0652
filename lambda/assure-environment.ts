import type { OwnTrafficSelection } from '../src/assure/coverage/trail-logging';
import { type AssureConfiguration, readAssureConfiguration } from '../src/settings/assure-configuration';
import { ENVIRONMENT, requiredVariable } from '../src/settings/environment';
import { readOwnTraffic, toOwnTrafficSelection } from './own-traffic';

/** What the environment of the assure function and the file beside its code say. */
export interface AssureEnvironment extends AssureConfiguration {
  readonly auditTable: string;
  readonly ledgerTable: string;
  readonly ingestQueueUrl: string;
  readonly assuranceQueueUrl: string;
  readonly ownTraffic: OwnTrafficSelection | undefined;
}

/** Reads the environment. @throws AuditTrailError `Configuration` `InvalidArgument` */
export function readAssureEnvironment(): AssureEnvironment {
  const ownTraffic = readOwnTraffic();
  return {
    ...readAssureConfiguration(__dirname),
    auditTable: requiredVariable(ENVIRONMENT.auditTableName),
    ledgerTable: requiredVariable(ENVIRONMENT.ledgerTableName),
    ingestQueueUrl: requiredVariable(ENVIRONMENT.ingestQueueUrl),
    assuranceQueueUrl: requiredVariable(ENVIRONMENT.assuranceQueueUrl),
    ownTraffic: ownTraffic && toOwnTrafficSelection(ownTraffic),
  };
}
