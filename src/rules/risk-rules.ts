import { parseArn } from '../audit/arn';
import { toObject, toText, valueAt, valuesAt } from '../audit/json';
import { allowsOutsiders } from './resource-policy';
import type { RiskRule } from './risk-rule';
import {
  isDeniedRecon,
  isRestoredElsewhere,
  isRootInPerson,
  isUnexpectedWriter,
  mayBe,
  PARTIQL,
  requests,
} from './rule-conditions';

/** The rules on a single event. A record lists its matching rules in this order. */
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
      return typeof days === 'number' && days < 35; // 35 days is the default and the maximum.
    },
  },
  {
    id: 'ddb-backup-deleted',
    level: 'high',
    source: 'dynamodb',
    eventNames: ['DeleteBackup'],
    // AWS Backup deletes backups at the end of their lifecycle.
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
