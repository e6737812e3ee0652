import { toObject, toText, valueAt, valuesAt } from '../audit/json';
import { accountIn, invokingService, isForeignAccount } from './accounts';
import type { Call, RiskRule } from './risk-rule';
import { isPitrNew, policyFindings, requests, requestsAny } from './rule-conditions';
import { formatBytes, subject } from './words';

const deletedBackup = ({ event }: Call) =>
  toObject(valueAt(event.responseElements, 'backupDescription', 'backupDetails'));

/** What a deleted table held, as DynamoDB last counted it (about every six hours). */
function lost({ event }: Call): string {
  const table = toObject(valueAt(event.responseElements, 'tableDescription'));
  const { itemCount, tableSizeBytes } = table;
  if (typeof itemCount !== 'number') return '';
  const size = typeof tableSizeBytes === 'number' ? `, ${formatBytes(tableSizeBytes)}` : '';
  return ` with ${itemCount.toLocaleString('en-US')} items${size}`;
}

/** Where calls name the key of a table: of a new or changed one, of a restored or imported one, and of replicas. */
const KEY_PATHS: readonly (readonly string[])[] = [
  ['sSESpecification', 'kMSMasterKeyId'],
  ['sSESpecificationOverride', 'kMSMasterKeyId'],
  ['tableCreationParameters', 'sSESpecification', 'kMSMasterKeyId'],
  ['replicaUpdates', 'create', 'kMSMasterKeyId'],
  ['replicaUpdates', 'update', 'kMSMasterKeyId'],
];

const foreignKeyAccount = (call: Call): string | undefined =>
  KEY_PATHS.flatMap((path) => valuesAt(call.request, path))
    .map(accountIn)
    .find((account) => isForeignAccount(account, call));

/** True for a key of one's own: encryption with it is a gain, not a loss. */
function isTowardsCustomerKey({ request }: Call): boolean {
  const { enabled, kMSMasterKeyId } = toObject(request.sSESpecification);
  const key = toText(kMSMasterKeyId);
  return enabled !== false && key !== undefined && !key.endsWith('alias/aws/dynamodb');
}

/** Rules on what can destroy data, or keeps it from being recovered. */
export const RECOVERY_RULES: readonly RiskRule[] = [
  {
    id: 'ddb-delete-table',
    level: 'high',
    title: 'Table deleted',
    mitre: ['T1485'],
    source: 'dynamodb',
    eventNames: ['DeleteTable'],
    matches: 'A table is deleted.',
    describe: (call) => `${subject(call)} was deleted${lost(call)}`,
  },
  {
    id: 'ddb-delete-protected-table',
    level: 'medium',
    title: 'Attempt to delete a protected table',
    mitre: ['T1485'],
    source: 'dynamodb',
    eventNames: ['DeleteTable'],
    outcomes: 'failed',
    matches: 'A call to delete a table fails because deletion protection is on.',
    when: ({ event }) =>
      /deletion ?protection|protected against deletion/i.test(toText(event.errorMessage) ?? ''),
    describe: (call) => `Somebody tried to delete ${subject(call)}; deletion protection stopped the call`,
  },
  {
    id: 'ddb-protection-off',
    level: 'critical',
    title: 'Deletion protection switched off',
    mitre: ['T1485'],
    source: 'dynamodb',
    eventNames: ['UpdateTable'],
    matches: 'Deletion protection of a table is switched off.',
    when: requests('deletionProtectionEnabled', false),
    describe: (call) => `Deletion protection of ${subject(call)} was switched off`,
  },
  {
    id: 'ddb-pitr-off',
    level: 'critical',
    title: 'Point-in-time recovery switched off',
    mitre: ['T1485', 'T1490'],
    source: 'dynamodb',
    eventNames: ['UpdateContinuousBackups'],
    matches: 'Point-in-time recovery of a table is switched off.',
    when: requests('pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled', false),
    describe: (call) => `Point-in-time recovery of ${subject(call)} was switched off`,
  },
  {
    id: 'ddb-pitr-window-shortened',
    level: 'high',
    title: 'Recovery window shortened',
    mitre: ['T1490'],
    source: 'dynamodb',
    eventNames: ['UpdateContinuousBackups'],
    matches:
      'The recovery window of point-in-time recovery is set to less than 35 days, but not when it is first switched on.',
    when: (call) => {
      const days = valueAt(call.request, 'pointInTimeRecoverySpecification', 'recoveryPeriodInDays');
      return typeof days === 'number' && days < 35 && !isPitrNew(call); // 35 days is the default and the maximum.
    },
    describe: (call) =>
      `${subject(call)} can be restored to the last ${valueAt(call.request, 'pointInTimeRecoverySpecification', 'recoveryPeriodInDays')} days only`,
  },
  {
    id: 'ddb-backup-deleted',
    level: 'high',
    title: 'Backup deleted',
    mitre: ['T1490'],
    source: 'dynamodb',
    eventNames: ['DeleteBackup'],
    matches: 'A backup is deleted, but not by AWS Backup at the end of its lifecycle.',
    when: (call) => invokingService(call) !== 'backup.amazonaws.com',
    describe: (call) =>
      `Backup ${toText(deletedBackup(call).backupName) ?? ''} of ${subject(call)} was deleted`,
  },
  {
    id: 'ddb-system-backup-deleted',
    level: 'critical',
    title: 'Last backup of a deleted table deleted',
    mitre: ['T1490'],
    source: 'dynamodb',
    eventNames: ['DeleteBackup'],
    matches: 'The backup that DynamoDB keeps of a deleted table is deleted.',
    when: (call) => {
      const { backupType, backupName } = deletedBackup(call);
      return backupType === 'SYSTEM' || (toText(backupName)?.includes('$DeletedTableBackup') ?? false);
    },
    describe: (call) => `The backup that DynamoDB kept of the deleted table ${subject(call)} was deleted`,
  },
  {
    id: 'ddb-ttl-set',
    level: 'high',
    title: 'Items set to expire',
    mitre: ['T1485'],
    source: 'dynamodb',
    eventNames: ['UpdateTimeToLive'],
    matches: 'Time to live is switched on. CloudTrail does not log the deletions that follow.',
    when: requests('timeToLiveSpecification.enabled', true),
    describe: (call) =>
      `Items of ${subject(call)} now expire by attribute ${toText(valueAt(call.request, 'timeToLiveSpecification', 'attributeName')) ?? '(not shown)'}`,
  },
  {
    id: 'ddb-replica-delete',
    level: 'high',
    title: 'Replica removed',
    mitre: ['T1485'],
    source: 'dynamodb',
    eventNames: ['UpdateTable', 'UpdateGlobalTable', 'DeleteTableReplica'],
    matches: 'A replica of a global table is removed or disassociated.',
    when: (call) =>
      call.record.eventName === 'DeleteTableReplica' ||
      requestsAny('replicaUpdates', 'delete')(call) ||
      requestsAny('replicaUpdates', 'disassociate')(call),
    describe: (call) => `A replica of ${subject(call)} was removed or disassociated`,
  },
  {
    id: 'ddb-witness-delete',
    level: 'high',
    title: 'Witness removed',
    mitre: ['T1485'],
    source: 'dynamodb',
    eventNames: ['UpdateTable', 'DeleteGlobalTableWitness'],
    matches: 'The witness of a global table with strong consistency is removed.',
    when: (call) =>
      call.record.eventName === 'DeleteGlobalTableWitness' ||
      requestsAny('globalTableWitnessUpdates', 'delete')(call),
    describe: (call) => `The witness of global table ${subject(call)} was removed`,
  },
  {
    id: 'ddb-disassociation-protection-off',
    level: 'medium',
    title: 'Disassociation protection switched off',
    source: 'dynamodb',
    eventNames: ['UpdateTable'],
    matches: 'Protection of a replica against disassociation is switched off.',
    when: requests('disassociationProtectionEnabled', false),
    describe: (call) => `Replicas of ${subject(call)} can now be disassociated`,
  },
  {
    id: 'ddb-index-deleted',
    level: 'medium',
    title: 'Index deleted',
    mitre: ['T1485'],
    source: 'dynamodb',
    eventNames: ['UpdateTable'],
    matches: 'A global secondary index is deleted.',
    when: requestsAny('globalSecondaryIndexUpdates', 'delete'),
    describe: (call) => `An index of ${subject(call)} was deleted`,
  },
  {
    id: 'ddb-encryption-key-changed',
    level: 'medium',
    title: 'Encryption key given up',
    source: 'dynamodb',
    eventNames: ['UpdateTable'],
    matches: 'Encryption of a table changes to a key that is not a customer managed key.',
    when: (call) =>
      call.request.sSESpecification !== undefined &&
      call.request.sSESpecification !== null &&
      !isTowardsCustomerKey(call),
    describe: (call) => `${subject(call)} is no longer encrypted with a customer managed key`,
  },
  {
    id: 'ddb-encryption-foreign-key',
    level: 'critical',
    title: 'Encryption with a key of another account',
    mitre: ['T1486'],
    source: 'dynamodb',
    eventNames: [
      'UpdateTable',
      'CreateTable',
      'ImportTable',
      'RestoreTableToPointInTime',
      'RestoreTableFromBackup',
    ],
    matches:
      'A table or replica is encrypted with a KMS key of a foreign account, which can then make it unreadable.',
    when: (call) => foreignKeyAccount(call) !== undefined,
    describe: (call) =>
      `${subject(call)} is encrypted with a key of account ${foreignKeyAccount(call)}, which is not yours`,
  },
  {
    id: 'ddb-resource-policy-removed',
    level: 'medium',
    title: 'Resource policy removed',
    mitre: ['T1098'],
    source: 'dynamodb',
    eventNames: ['DeleteResourcePolicy'],
    matches: 'The resource policy of a table or stream is removed.',
    describe: (call) => `The resource policy of ${subject(call)} was removed`,
  },
  {
    id: 'ddb-resource-policy-lockout',
    level: 'high',
    title: 'Everyone locked out',
    mitre: ['T1531'],
    source: 'dynamodb',
    eventNames: ['PutResourcePolicy', 'CreateTable'],
    matches: 'A resource policy denies every principal every DynamoDB call, without a condition.',
    when: (call) => policyFindings(call)?.locksEveryoneOut === true,
    describe: (call) => `A resource policy denies everyone all calls on ${subject(call)}`,
  },
];
