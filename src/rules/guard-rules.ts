import { guardedResources } from '../audit/guarded-resources';
import { toText } from '../audit/json';
import { accountIn, invokingService, isForeignAccount } from './accounts';
import {
  CHANGES_A_TRAIL,
  CHANGES_CODE_OR_ROLE,
  CHANGES_SETTINGS,
  DELETES_LOG_FILES,
  DELETES_LOGS,
  DELETES_RECOVERY,
  DEPLOYS,
  DISABLES_A_KEY,
  LEAVES,
  MAPS_A_SOURCE,
  MAY_STOP_INGEST,
  SILENCES_ALARMS,
  STOPS_A_TRAIL,
  STOPS_INGEST,
  STOPS_OR_DELETES,
  WEAKENS_A_BUCKET,
  WEAKENS_A_VAULT,
} from './guard-names';
import type { Call, RiskRule } from './risk-rule';
import { subject } from './words';

const isOwn = ({ record, settings }: Call): boolean =>
  guardedResources(settings.guardedResources ?? []).touchedBy(record.resources);

/** True for a change of the audit's own resources by CloudFormation. Only AWS can set either field to its name. */
const isDeployment = (call: Call): boolean =>
  (call.record.sourceIp === 'cloudformation.amazonaws.com' ||
    invokingService(call) === 'cloudformation.amazonaws.com') &&
  isOwn(call);

const byHand = (call: Call): boolean => !isDeployment(call);

/** True if a function can no longer run, or no longer receives messages. */
const stopsFunction = ({ request }: Call): boolean =>
  request.reservedConcurrentExecutions === 0 || request.enabled === false;

const streams = ({ record }: Call): boolean =>
  record.resources.some((one) => /:dynamodb:.*\/stream\//.test(one));

const vaultAccount = ({ request }: Call) => accountIn(request.destinationBackupVaultArn);

const caller = ({ record }: Call): string => record.principal.name ?? record.principal.id;

/** Rules on calls of other services that touch the audit itself, or take data away without a call to DynamoDB. */
export const GUARD_RULES: readonly RiskRule[] = [
  {
    id: 'guard-trail-stopped',
    level: 'critical',
    title: 'Trail stopped',
    mitre: ['T1562.008'],
    source: 'guard',
    eventNames: STOPS_A_TRAIL,
    matches: 'A trail stops logging, or is deleted.',
    describe: (call) =>
      `Trail ${subject(call)} no longer logs: ${caller(call)} called ${call.record.eventName}`,
  },
  {
    id: 'guard-trail-changed',
    level: 'high',
    title: 'Trail changed',
    mitre: ['T1562.008'],
    source: 'guard',
    eventNames: CHANGES_A_TRAIL,
    matches: 'What a trail logs, or where it delivers, is changed, but not by a deployment of the audit.',
    when: byHand,
    describe: (call) =>
      `What trail ${subject(call)} logs, or where it delivers, was changed by ${call.record.eventName}`,
  },
  {
    id: 'guard-trail-started',
    level: 'low',
    title: 'Trail created or started',
    source: 'guard',
    eventNames: ['CreateTrail', 'StartLogging'],
    matches: 'A trail is created, or starts to log. What happened before was not logged by it.',
    describe: (call) => `Trail ${subject(call)} was created or started`,
  },
  {
    id: 'guard-organization-left',
    level: 'critical',
    title: 'Account removed from the organization',
    mitre: ['T1666'],
    source: 'guard',
    eventNames: LEAVES,
    matches: 'An account leaves its organization, and with it the organization trail, or is closed.',
    describe: (call) =>
      `Account ${toText(call.request.accountId) ?? call.record.accountId ?? '(not shown)'} left the organization or was closed`,
  },
  {
    id: 'guard-organization-trail-access',
    level: 'high',
    title: 'Organization trail loses its access',
    mitre: ['T1562.008'],
    source: 'guard',
    eventNames: ['DisableAWSServiceAccess', 'DeregisterOrganizationDelegatedAdmin'],
    matches:
      "CloudTrail loses its access to the organization, or an account its right to manage the organization's trails.",
    when: ({ request }) =>
      request.servicePrincipal === undefined || request.servicePrincipal === 'cloudtrail.amazonaws.com',
    describe: (call) =>
      `${caller(call)} took CloudTrail's access to the organization with ${call.record.eventName}`,
  },
  {
    id: 'guard-log-bucket-deleted',
    level: 'critical',
    title: 'Bucket of log files deleted',
    mitre: ['T1485', 'T1070'],
    source: 'guard',
    eventNames: ['DeleteBucket'],
    matches: 'A bucket that the audit reads is deleted.',
    describe: (call) => `Bucket ${subject(call)} was deleted, which the audit reads`,
  },
  {
    id: 'guard-log-files-deleted',
    level: 'critical',
    title: 'Log files deleted',
    mitre: ['T1070', 'T1485'],
    source: 'guard',
    eventNames: DELETES_LOG_FILES,
    matches: 'Objects of a bucket that the audit reads are deleted. Needs data events of that bucket.',
    describe: (call) => `${caller(call)} deleted ${subject(call)}`,
  },
  {
    id: 'guard-log-bucket-weakened',
    level: 'high',
    title: 'Protection or delivery of log files changed',
    mitre: ['T1562.008'],
    source: 'guard',
    eventNames: WEAKENS_A_BUCKET,
    matches:
      'Policy, access, notification, lifecycle, versioning, encryption, lock, replication or logging of a bucket that the audit reads changes, or the retention of a log file, but not by a deployment of the audit.',
    when: byHand,
    describe: (call) => `Settings of ${subject(call)} were changed by ${call.record.eventName}`,
  },
  {
    id: 'guard-key-disabled',
    level: 'critical',
    title: "The audit's key disabled",
    mitre: ['T1485'],
    source: 'guard',
    eventNames: DISABLES_A_KEY,
    matches: "A key of the audit is disabled, or will be deleted. Log files and tables can't be read then.",
    describe: (call) => `Key ${subject(call)} of the audit was disabled or will be deleted`,
  },
  {
    id: 'guard-key-policy',
    level: 'high',
    title: "Policy of the audit's key changed",
    mitre: ['T1562.008'],
    source: 'guard',
    eventNames: ['PutKeyPolicy'],
    matches: 'The policy of a key of the audit changes, but not by a deployment of the audit.',
    when: byHand,
    describe: (call) => `The policy of key ${subject(call)} of the audit was changed`,
  },
  {
    id: 'guard-ingest-stopped',
    level: 'critical',
    title: 'Audit stopped',
    mitre: ['T1562', 'T1489'],
    source: 'guard',
    eventNames: [...STOPS_INGEST, ...MAY_STOP_INGEST],
    matches:
      "A resource of the audit is deleted, purged, disabled or disconnected: queue, rule, schedule, topic, function, role or stack. A function's concurrency of 0 disables it.",
    when: (call) => !MAY_STOP_INGEST.includes(call.record.eventName) || stopsFunction(call),
    describe: (call) => `${subject(call)} of the audit was stopped by ${call.record.eventName}`,
  },
  {
    id: 'guard-alarms-silenced',
    level: 'high',
    title: "The audit's alarms silenced",
    mitre: ['T1562'],
    source: 'guard',
    eventNames: SILENCES_ALARMS,
    matches: 'Alarms of the audit are deleted, or their actions disabled, or their state is set by hand.',
    describe: (call) => `Alarm ${subject(call)} of the audit was silenced by ${call.record.eventName}`,
  },
  {
    id: 'guard-logs-deleted',
    level: 'high',
    title: "The audit's own logs deleted",
    mitre: ['T1070'],
    source: 'guard',
    eventNames: DELETES_LOGS,
    matches: "Logs of the audit's functions are deleted.",
    describe: (call) => `Logs in ${subject(call)} of the audit were deleted`,
  },
  {
    id: 'guard-code-changed',
    level: 'high',
    title: "The audit's code or permissions changed",
    mitre: ['T1562'],
    source: 'guard',
    eventNames: CHANGES_CODE_OR_ROLE,
    matches:
      'The code, the configuration, the access or the role of a function of the audit changes, but not by a deployment.',
    when: (call) => byHand(call) && (call.record.eventName !== 'AddPermission' || isOfLambda(call)),
    describe: (call) => `${subject(call)} of the audit was changed by ${call.record.eventName}`,
  },
  {
    id: 'guard-settings-changed',
    level: 'medium',
    title: "The audit's resources changed",
    mitre: ['T1562'],
    source: 'guard',
    eventNames: CHANGES_SETTINGS,
    matches: 'Settings of another resource of the audit change, but not by a deployment.',
    when: (call) =>
      byHand(call) &&
      isOwn(call) &&
      !(MAY_STOP_INGEST.includes(call.record.eventName) && stopsFunction(call)) &&
      !(call.record.eventName.startsWith('AddPermission') && isOfLambda(call)),
    describe: (call) => `${subject(call)} of the audit was changed by ${call.record.eventName}`,
  },
  {
    id: 'guard-deployment',
    level: 'low',
    title: 'Audit deployed',
    source: 'guard',
    matches:
      'CloudFormation changes the stack of the audit, or a resource of it. What stops, purges or deletes has its own rule beside this one.',
    when: (call) => DEPLOYS.includes(call.record.eventName) || isDeployment(call),
    describe: (call) => `${subject(call)} of the audit was deployed`,
  },
  {
    id: 'guard-stream-mapped',
    level: 'medium',
    title: 'Stream connected to a function',
    mitre: ['T1530'],
    source: 'guard',
    eventNames: MAPS_A_SOURCE,
    matches: 'A Lambda function is connected to the stream of a table. It receives every change of an item.',
    when: streams,
    describe: (call) =>
      `Changes of ${subject(call)} now go to function ${toText(call.request.functionName) ?? '(not shown)'}`,
  },
  {
    id: 'guard-recovery-point-deleted',
    level: 'high',
    title: 'Recovery point deleted',
    mitre: ['T1490'],
    source: 'guard',
    eventNames: DELETES_RECOVERY,
    matches:
      'A recovery point of AWS Backup is deleted, but not by AWS Backup itself. The call does not say what was backed up.',
    when: (call) => invokingService(call) !== 'backup.amazonaws.com',
    describe: (call) => `Recovery point ${subject(call)} was deleted`,
  },
  {
    id: 'guard-backup-vault-deleted',
    level: 'high',
    title: 'Backup vault deleted or unprotected',
    mitre: ['T1490'],
    source: 'guard',
    eventNames: ['DeleteBackupVault', ...WEAKENS_A_VAULT],
    matches: 'A vault of AWS Backup is deleted, its policy changes, or its lock is removed.',
    describe: (call) => `Backup vault ${subject(call)} was changed by ${call.record.eventName}`,
  },
  {
    id: 'guard-backup-copied-out',
    level: 'critical',
    title: 'Backup copied to another account',
    mitre: ['T1537'],
    source: 'guard',
    eventNames: ['StartCopyJob'],
    matches: 'AWS Backup copies a recovery point to a vault of a foreign account.',
    when: (call) => isForeignAccount(vaultAccount(call), call),
    describe: (call) =>
      `Recovery point ${subject(call)} goes to account ${vaultAccount(call)}, which is not yours`,
  },
  {
    id: 'guard-backup-restored',
    level: 'medium',
    title: 'Backup restored or copied',
    mitre: ['T1530'],
    source: 'guard',
    eventNames: ['StartRestoreJob', 'StartCopyJob'],
    matches: 'A recovery point of AWS Backup is restored, or copied to a vault of an account of yours.',
    when: (call) => !isForeignAccount(vaultAccount(call), call),
    describe: (call) => `The data of recovery point ${subject(call)} now has a copy`,
  },
  {
    id: 'guard-zero-etl',
    level: 'high',
    title: 'Table copied by a zero-ETL integration',
    mitre: ['T1530'],
    source: 'guard',
    eventNames: ['CreateIntegration'],
    matches: 'A zero-ETL integration is created, which copies a table and its changes.',
    describe: (call) =>
      `All data of ${subject(call)} is now copied to ${toText(call.request.targetArn) ?? '(not shown)'}`,
  },
  {
    id: 'guard-attempt',
    level: 'medium',
    title: 'Attempt to stop the audit',
    mitre: ['T1562.008'],
    source: 'guard',
    eventNames: STOPS_OR_DELETES,
    outcomes: 'failed',
    matches: 'A call that would stop, purge or delete fails.',
    describe: (call) => `${caller(call)} tried ${call.record.eventName} on ${subject(call)}`,
  },
];

function isOfLambda({ record }: Call): boolean {
  return record.eventSource === 'lambda.amazonaws.com';
}
