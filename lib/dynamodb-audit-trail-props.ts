import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { DeploymentSettingsInput } from '../src/settings/deployment-settings';

/**
 * Settings that name a resource by its ARN or name in `cdk.json`, where there are no objects. As props
 * they are the resources themselves.
 */
export type ReferenceSetting = 'encryptionKeyArn' | 'alarmTopicArn' | 'riskEventBusName';

/** Props of `DynamoDbAuditTrail`. Everything has a default; `docs/settings.md` says what is allowed. */
export interface DynamoDbAuditTrailProps {
  /**
   * Where log files come from, freely combined: a new trail, existing buckets, existing topics.
   * @default - a new multi-Region trail of this account, management events only
   */
  readonly sources?: DeploymentSettingsInput['sources'];
  /**
   * Days after eventTime that a record is kept.
   * @default - kept for ever
   */
  readonly retentionDays?: number;
  /**
   * Optional indexes that data events enter; each costs a write unit an event.
   * @default - none
   */
  readonly dataEventIndexes?: DeploymentSettingsInput['dataEventIndexes'];
  /**
   * Whether failed conditions of an application's own logic enter the failure index.
   * @default false
   */
  readonly indexApplicationFailures?: boolean;
  /**
   * Audit only events of these accounts.
   * @default - all accounts
   */
  readonly accounts?: string[];
  /**
   * Audit only events of these Regions.
   * @default - all Regions
   */
  readonly regions?: string[];
  /**
   * Operations that are not audited, as eventName.
   * @default - none
   */
  readonly excludeOperations?: string[];
  /**
   * Principals that are not audited: stable ids, `*` at the end matches any rest.
   * @default - none
   */
  readonly excludePrincipals?: string[];
  /**
   * Leave out data events that only read.
   * @default false
   */
  readonly excludeReadEvents?: boolean;
  /**
   * Who may change items. Switches on the rules that report everyone else.
   * @default - these rules are off
   */
  readonly allowedPrincipals?: string[];
  /**
   * ARNs nobody has a reason to touch. Switches on the decoy rule.
   * @default - the rule is off
   */
  readonly decoyResources?: string[];
  /**
   * A log file that inflates beyond this many bytes fails.
   * @default 1073741824
   */
  readonly maximumInflatedBytes?: number;
  /**
   * Memory of the ingest function, in MiB.
   * @default 1769
   */
  readonly functionMemoryMiB?: number;
  /**
   * Timeout of the ingest function, 300 at most.
   * @default 120
   */
  readonly functionTimeoutSeconds?: number;
  /**
   * Invocations that the queue may run at once.
   * @default 10
   */
  readonly maximumConcurrency?: number;
  /**
   * Concurrency reserved for the ingest function.
   * @default - the account's shared pool
   */
  readonly reservedConcurrency?: number;
  /**
   * Messages handed to one invocation at most.
   * @default 100
   */
  readonly batchSize?: number;
  /**
   * How long the queue gathers messages before it hands over an incomplete batch.
   * @default 20
   */
  readonly batchWindowSeconds?: number;
  /**
   * Visibility timeout of the queue.
   * @default - 6 × the function timeout + the batch window, which is also the least allowed
   */
  readonly visibilityTimeoutSeconds?: number;
  /**
   * Attempts at a message before it goes to the dead-letter queue.
   * @default 5
   */
  readonly maxReceiveCount?: number;
  /**
   * Days that the functions' own logs are kept.
   * @default 90
   */
  readonly logRetentionDays?: DeploymentSettingsInput['logRetentionDays'];
  /**
   * Whether the HTTP API is deployed, with IAM auth.
   * @default true
   */
  readonly queryApi?: boolean;
  /**
   * Topic that alarms notify.
   * @default - alarms notify nobody
   */
  readonly alarmTopic?: ITopic;
  /**
   * Minutes from eventTime to write, or of waiting in the queue, that raise an alarm.
   * @default 60
   */
  readonly lagAlarmMinutes?: number;
  /**
   * Hours without a single log file that raise an alarm.
   * @default 6
   */
  readonly silenceAlarmHours?: number;
  /**
   * Where operators find the runbook; alarms link to its sections.
   * @default 'docs/runbook.md'
   */
  readonly runbookUrl?: string;
  /**
   * Bus that risky events are published to as they are ingested, at least once each.
   * @default - they are not published
   */
  readonly riskEventBus?: IEventBus;
  /**
   * Key for the tables and the new trail's log files.
   * @default - keys owned by AWS
   */
  readonly encryptionKey?: IKey;
  /**
   * What becomes of tables and trail bucket when the stack is deleted; `retain` adds deletion protection.
   * @default 'retain'
   */
  readonly removalPolicy?: DeploymentSettingsInput['removalPolicy'];
  /**
   * Table class of the audit table.
   * @default 'standard'
   */
  readonly tableClass?: DeploymentSettingsInput['tableClass'];
  /**
   * Days that both tables can be restored to any second of.
   * @default 35
   */
  readonly pointInTimeRecoveryDays?: number;
  /**
   * Regions that both tables are replicated to.
   * @default - none
   */
  readonly replicas?: DeploymentSettingsInput['replicas'];
  /**
   * Throughput that the audit table and its indexes are ready for at once.
   * @default - what DynamoDB gives a new table
   */
  readonly warmThroughput?: DeploymentSettingsInput['warmThroughput'];
  /**
   * IAM principals of other accounts that may read the audit, by the tables' resource policy.
   * @default - none
   */
  readonly readerArns?: string[];
}
