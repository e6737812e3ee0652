import { isIP } from 'node:net';
import { parseArn } from '../audit/arn';
import type { RiskLevel } from '../audit/audit-record';
import type { ClassifiedCall } from '../audit/classify';
import { toObject, toText, valueAt, valuesAt } from '../audit/json';
import type { Verb } from '../audit/partiql';
import { allowsOutsiders } from './resource-policy';

/** Lists that the operator of an audit may give; a rule that needs one is off without it. */
export interface RiskLists {
  /** Stable ids or `userIdentity.arn`s of those who may change items. */
  readonly allowedPrincipals?: readonly string[] | undefined;
  /** ARNs nobody has a reason to touch. */
  readonly decoyResources?: readonly string[] | undefined;
}

/** What a rule looks at. */
export interface Call extends ClassifiedCall {
  readonly lists: RiskLists;
}

export interface RiskRule {
  readonly id: string;
  readonly level: RiskLevel;
  /** The family of event sources: all of DynamoDB and its streams, DAX, or every audited one. */
  readonly source: 'dynamodb' | 'dax' | 'any';
  /** The operations concerned. Every one unless given. */
  readonly eventNames?: readonly string[];
  /** Calls that failed count too. Only successful ones do unless set. */
  readonly evenIfFailed?: true;
  /** What must be true beyond that. */
  readonly when?: (call: Call) => boolean;
}

const PARTIQL = ['ExecuteStatement', 'BatchExecuteStatement', 'ExecuteTransaction'];

const requests =
  (path: string, value: unknown) =>
  ({ request }: Call): boolean =>
    valueAt(request, ...path.split('.')) === value;

/** The rules on a single event, in the order in which a record names them. */
export const RISK_RULES: readonly RiskRule[] = [
  { id: 'ddb-export-to-s3', level: 'high', source: 'dynamodb', eventNames: ['ExportTableToPointInTime'] },
  { id: 'ddb-recon-denied', level: 'low', source: 'dynamodb', evenIfFailed: true, when: isDeniedRecon },
  {
    id: 'ddb-protection-off',
    level: 'critical',
    source: 'dynamodb',
    eventNames: ['UpdateTable'],
    when: requests('deletionProtectionEnabled', false),
  },
  {
    id: 'ddb-pitr-off',
    level: 'critical',
    source: 'dynamodb',
    eventNames: ['UpdateContinuousBackups'],
    when: requests('pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled', false),
  },
  {
    id: 'ddb-pitr-window-shortened',
    level: 'high',
    source: 'dynamodb',
    eventNames: ['UpdateContinuousBackups'],
    when: ({ request }) => {
      const days = valueAt(request, 'pointInTimeRecoverySpecification', 'recoveryPeriodInDays');
      return typeof days === 'number' && days < 35; // 35 days is the default and the longest
    },
  },
  {
    id: 'ddb-backup-deleted',
    level: 'high',
    source: 'dynamodb',
    eventNames: ['DeleteBackup'],
    // AWS Backup removes backups at the end of their lifecycle.
    when: ({ event }) => valueAt(event.userIdentity, 'invokedBy') !== 'backup.amazonaws.com',
  },
  {
    id: 'ddb-system-backup-deleted',
    level: 'critical',
    source: 'dynamodb',
    eventNames: ['DeleteBackup'],
    when: ({ event }) => {
      const backup = toObject(valueAt(event.responseElements, 'backupDescription', 'backupDetails'));
      return (
        backup.backupType === 'SYSTEM' ||
        (toText(backup.backupName)?.includes('$DeletedTableBackup') ?? false)
      );
    },
  },
  {
    id: 'ddb-ttl-set',
    level: 'high',
    source: 'dynamodb',
    eventNames: ['UpdateTimeToLive'],
    when: requests('timeToLiveSpecification.enabled', true),
  },
  {
    id: 'ddb-items-deleted',
    level: 'medium',
    source: 'dynamodb',
    eventNames: ['DeleteItem', 'BatchWriteItem', ...PARTIQL],
    when: (call) => isUnexpectedWriter(call) && mayBe(call, ['DELETE']),
  },
  {
    id: 'ddb-items-modified',
    level: 'medium',
    source: 'dynamodb',
    eventNames: ['PutItem', 'UpdateItem', 'TransactWriteItems', ...PARTIQL],
    when: (call) => isUnexpectedWriter(call) && mayBe(call, ['INSERT', 'UPDATE']),
  },
  {
    id: 'ddb-restore-copy',
    level: 'high',
    source: 'dynamodb',
    eventNames: ['RestoreTableToPointInTime', 'RestoreTableFromBackup'],
    when: isRestoredElsewhere,
  },
  {
    id: 'decoy-table-access',
    level: 'high',
    source: 'any',
    evenIfFailed: true,
    when: ({ record, lists }) =>
      lists.decoyResources?.some((decoy) =>
        record.resources.some((resource) => resource === decoy || resource.startsWith(`${decoy}/`)),
      ) ?? false,
  },
  {
    id: 'ddb-resource-policy-cross-account',
    level: 'high',
    source: 'dynamodb',
    eventNames: ['PutResourcePolicy', 'CreateTable'],
    when: ({ request, record }) => {
      const policy = record.eventName === 'CreateTable' ? request.resourcePolicy : request.policy;
      return allowsOutsiders(policy, parseArn(record.resources[0] ?? '')?.account || record.accountId);
    },
  },
  {
    id: 'ddb-resource-policy-removed',
    level: 'medium',
    source: 'dynamodb',
    eventNames: ['DeleteResourcePolicy'],
  },
  { id: 'ddb-delete-table', level: 'high', source: 'dynamodb', eventNames: ['DeleteTable'] },
  {
    id: 'ddb-replica-delete',
    level: 'high',
    source: 'dynamodb',
    eventNames: ['UpdateTable', 'UpdateGlobalTable', 'DeleteTableReplica'],
    when: ({ request, record }) =>
      record.eventName === 'DeleteTableReplica' ||
      valuesAt(request, ['replicaUpdates', 'delete']).some((value) => value !== undefined && value !== null),
  },
  {
    id: 'ddb-disassociation-protection-off',
    level: 'medium',
    source: 'dynamodb',
    eventNames: ['UpdateTable'],
    when: requests('disassociationProtectionEnabled', false),
  },
  {
    id: 'ddb-kinesis-stream-on',
    level: 'medium',
    source: 'dynamodb',
    eventNames: ['EnableKinesisStreamingDestination'],
  },
  {
    id: 'ddb-kinesis-stream-off',
    level: 'medium',
    source: 'dynamodb',
    eventNames: ['DisableKinesisStreamingDestination'],
  },
  {
    id: 'ddb-streams-off',
    level: 'medium',
    source: 'dynamodb',
    eventNames: ['UpdateTable'],
    when: requests('streamSpecification.streamEnabled', false),
  },
  {
    id: 'ddb-encryption-key-changed',
    level: 'medium',
    source: 'dynamodb',
    eventNames: ['UpdateTable'],
    when: ({ request }) => request.sSESpecification !== undefined && request.sSESpecification !== null,
  },
  {
    id: 'ddb-bulk-overwrite',
    level: 'medium',
    source: 'dynamodb',
    eventNames: ['ImportTable', 'StartBulkPutItems'],
  },
  { id: 'ddb-abac-switch', level: 'medium', source: 'dynamodb', eventNames: ['UpdateAbacStatus'] },
  {
    id: 'ddb-reserved-capacity',
    level: 'medium',
    source: 'dynamodb',
    eventNames: ['PurchaseReservedCapacityOfferings'],
  },
  { id: 'ddb-root-use', level: 'high', source: 'dynamodb', evenIfFailed: true, when: isRootInPerson },
  {
    id: 'dax-delete-cluster',
    level: 'medium',
    source: 'dax',
    eventNames: ['DeleteCluster', 'DecreaseReplicationFactor'],
  },
  {
    id: 'dax-unencrypted-cluster',
    level: 'medium',
    source: 'dax',
    eventNames: ['CreateCluster'],
    when: ({ request }) =>
      valueAt(request, 'sSESpecification', 'enabled') !== true ||
      request.clusterEndpointEncryptionType !== 'TLS',
  },
];

/** An IAM user that looks around from outside AWS and is refused. */
function isDeniedRecon({ event, record }: Call): boolean {
  return (
    (record.errorCode === 'AccessDenied' || record.errorCode === 'AccessDeniedException') &&
    /^(List|Describe|Get)/.test(record.eventName) &&
    record.principal.type === 'IAMUser' &&
    !(toText(event.userAgent) ?? '').startsWith('aws-internal/3') &&
    isIP(record.sourceIp ?? '') !== 0
  );
}

function isUnexpectedWriter({ event, record, lists }: Call): boolean {
  if (lists.allowedPrincipals === undefined) return false;
  const arn = valueAt(event.userIdentity, 'arn');
  return !lists.allowedPrincipals.some((allowed) => allowed === record.principal.id || allowed === arn);
}

/** Whether PartiQL does one of these; other operations do what their name says, unreadable statements may do all. */
function mayBe({ record, statements }: Call, verbs: readonly Verb[]): boolean {
  if (!PARTIQL.includes(record.eventName)) return true;
  if (statements.length === 0) return true;
  return statements.some(({ verb }) => verb === undefined || verbs.includes(verb));
}

/** A restore onto a table of another name or Region leaves a full copy of the data there. */
function isRestoredElsewhere({ request, record }: Call): boolean {
  const target = toText(request.targetTableName);
  if (target === undefined) return false;
  const source = parseArn(toText(request.sourceTableArn) ?? toText(request.backupArn) ?? '');
  const sourceName = toText(request.sourceTableName) ?? source?.resource.split('/')[1];
  return (
    target !== sourceName || (source !== undefined && source.region !== (record.region ?? source.region))
  );
}

/** Old console events say that the sign-in service called, where a person did. */
function isRootInPerson({ event, record }: Call): boolean {
  const invokedBy = toText(valueAt(event.userIdentity, 'invokedBy'));
  return (
    record.principal.type === 'Root' && (invokedBy === undefined || invokedBy === 'signin.amazonaws.com')
  );
}
