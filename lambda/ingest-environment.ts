import type { OwnTraffic } from '../src/ingest/exclusion';
import { ENVIRONMENT, requiredVariable } from '../src/settings/environment';
import {
  type FunctionConfiguration,
  readFunctionConfiguration,
} from '../src/settings/function-configuration';
import { readOwnTraffic } from './own-traffic';

/** What the environment of the ingest function and the file beside its code say. */
export interface IngestEnvironment extends FunctionConfiguration {
  readonly auditTable: string;
  readonly ledgerTable: string;
  readonly ownTraffic: OwnTraffic | undefined;
  /** Where to publish risky records, if anywhere. */
  readonly riskEventBus: string | undefined;
  /** Where to forward digests, if anywhere. */
  readonly assuranceQueueUrl: string | undefined;
}

/** Reads the environment. @throws AuditTrailError `Configuration` `InvalidArgument` */
export function readIngestEnvironment(): IngestEnvironment {
  const configuration = readFunctionConfiguration(__dirname);
  return {
    ...configuration,
    guardedResources: [...configuration.guardedResources, ...ownFunction()],
    auditTable: requiredVariable(ENVIRONMENT.auditTableName),
    ledgerTable: requiredVariable(ENVIRONMENT.ledgerTableName),
    ownTraffic: readOwnTraffic(),
    riskEventBus: process.env[ENVIRONMENT.riskEventBusName] || undefined,
    assuranceQueueUrl: process.env[ENVIRONMENT.assuranceQueueUrl] || undefined,
  };
}

/** The ARN of this function, in the account of its roles. Its environment cannot refer to it. */
function ownFunction(): string[] {
  const { AWS_LAMBDA_FUNCTION_NAME: name, AWS_REGION: region } = process.env;
  const [, partition, , , account] = (process.env[ENVIRONMENT.ownRoleArns] ?? '').split(':');
  return name && account ? [`arn:${partition}:lambda:${region}:${account}:function:${name}`] : [];
}
