import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { DeploymentSettingsInput } from '../src/settings/deployment-settings';

/** Props that are resources. Each can also be given by its ARN or name, as in `cdk.json`. */
export type ResourceProp = 'encryptionKey' | 'functionEncryptionKey' | 'alarmTopic' | 'riskEventBus';

/** Props of `DynamoDbAuditTrail`. All are optional; `docs/settings.md` lists the allowed values. */
export interface DynamoDbAuditTrailProps {
  /**
   * Sources of log files: a new trail, existing buckets and existing topics, in any combination.
   * @default - a new multi-Region trail of this account for management events
   */
  readonly sources?: DeploymentSettingsInput['sources'];
  /**
   * Days to keep a record after its eventTime.
   * @default - keep forever
   */
  readonly retentionDays?: number;
  /**
   * Optional indexes for data events. Each costs one write unit per event.
   * @default - none
   */
  readonly dataEventIndexes?: DeploymentSettingsInput['dataEventIndexes'];
  /**
   * Adds data events that failed with ConditionalCheckFailedException or TransactionCanceledException
   * to the failure index.
   * @default false
   */
  readonly indexApplicationFailures?: boolean;
  /**
   * Accounts to audit.
   * @default - all accounts
   */
  readonly accounts?: string[];
  /**
   * Regions to audit.
   * @default - all Regions
   */
  readonly regions?: string[];
  /**
   * Operations to exclude, as eventName.
   * @default - none
   */
  readonly excludeOperations?: string[];
  /**
   * Principals to exclude, as stable ids. A trailing `*` matches any suffix.
   * @default - none
   */
  readonly excludePrincipals?: string[];
  /**
   * Excludes read-only data events.
   * @default false
   */
  readonly excludeReadEvents?: boolean;
  /**
   * Principals that may change items, as stable ids or ARNs. Any other writer raises the
   * `ddb-items-deleted` and `ddb-items-modified` risks.
   * @default - both rules are off
   */
  readonly allowedPrincipals?: string[];
  /**
   * Accounts that the risk rules do not treat as foreign, besides the account of each event.
   * @default - none
   */
  readonly ownAccounts?: string[];
  /**
   * Your organization. The risk rules compare it with `aws:PrincipalOrgID` and `aws:SourceOrgID` in
   * resource policies, nothing else.
   * @default - any organization raises a low risk
   */
  readonly organizationId?: string;
  /**
   * Expected calls that raise no risk, for example a daily export. A trailing `*` matches any suffix.
   * @default - none
   */
  readonly riskExceptions?: {
    readonly rule: string;
    readonly principal?: string;
    readonly resource?: string;
  }[];
  /**
   * Decoy resources, as ARNs. Any access raises the `decoy-table-access` risk.
   * @default - the rule is off
   */
  readonly decoyResources?: string[];
  /**
   * Write activity entries: counts of the data events of each log file by table and hour, and filters of what they name.
   * @default true
   */
  readonly activity?: boolean;
  /**
   * What is stored of data events. `records`: a record of each. `activity`: records of denied, risky, unusual and
   * people's calls; of the others only activity entries, so that their details are read from the log files. It may be
   * changed at any time, in both directions: events that are stored stay as they are.
   * @default 'records'
   */
  readonly dataEventDetail?: DeploymentSettingsInput['dataEventDetail'];
  /**
   * IAM users that programs use, as stable ids. A trailing `*` matches any suffix. With `dataEventDetail: 'activity'`, their
   * routine data events get no record of their own.
   * @default - none, every IAM user is a person
   */
  readonly machines?: string[];
  /**
   * Maximum size of an uncompressed log file, in bytes. Larger files fail.
   * @default 1073741824
   */
  readonly maximumInflatedBytes?: number;
  /**
   * Memory of the ingest function, in MiB.
   * @default 1769
   */
  readonly functionMemoryMiB?: number;
  /**
   * Timeout of the ingest function, in seconds, at most 300.
   * @default 120
   */
  readonly functionTimeoutSeconds?: number;
  /**
   * Maximum number of concurrent invocations by the queue.
   * @default 10
   */
  readonly maximumConcurrency?: number;
  /**
   * Concurrency reserved for the ingest function.
   * @default - the unreserved pool of the account
   */
  readonly reservedConcurrency?: number;
  /**
   * Maximum number of messages per invocation.
   * @default 100
   */
  readonly batchSize?: number;
  /**
   * Maximum time to collect messages for a batch, in seconds.
   * @default 20
   */
  readonly batchWindowSeconds?: number;
  /**
   * Visibility timeout of the queue, in seconds.
   * @default - 6 × functionTimeoutSeconds + batchWindowSeconds, which is also the minimum
   */
  readonly visibilityTimeoutSeconds?: number;
  /**
   * Number of attempts before a message moves to the dead-letter queue.
   * @default 5
   */
  readonly maxReceiveCount?: number;
  /**
   * Days to keep the logs of the functions.
   * @default 90
   */
  readonly logRetentionDays?: DeploymentSettingsInput['logRetentionDays'];
  /**
   * Deploys the HTTP API, with IAM authorization.
   * @default true
   */
  readonly queryApi?: boolean;
  /**
   * Lets the HTTP API read the log files of the sources, for data events without a record of their own. Log files have all
   * events of their trails, also those of other services.
   * @default false
   */
  readonly queryApiOriginals?: boolean;
  /**
   * SNS topic that alarms notify.
   * @default - none, alarms notify nobody
   */
  readonly alarmTopic?: ITopic;
  /**
   * ARN of the SNS topic that alarms notify, in place of `alarmTopic`.
   * @default - none
   */
  readonly alarmTopicArn?: string;
  /**
   * Email address that alarms notify, through a topic that the stack creates. SNS asks it to confirm.
   * @default - none
   */
  readonly alarmEmail?: string;
  /**
   * Alarm threshold, in minutes: from eventTime to write, and of waiting in the queue.
   * @default 60
   */
  readonly lagAlarmMinutes?: number;
  /**
   * Alarm threshold, in hours without a log file.
   * @default 6
   */
  readonly silenceAlarmHours?: number;
  /**
   * Location of the runbook. Alarm descriptions link to its sections.
   * @default 'docs/runbook.md'
   */
  readonly runbookUrl?: string;
  /**
   * Event bus to publish risky events to during ingest, each at least once.
   * @default - none, risky events are not published
   */
  readonly riskEventBus?: IEventBus;
  /**
   * Name of the event bus to publish risky events to, in place of `riskEventBus`.
   * @default - none
   */
  readonly riskEventBusName?: string;
  /**
   * KMS key for the tables and the log files of a new trail.
   * @default - keys owned by AWS
   */
  readonly encryptionKey?: IKey;
  /**
   * ARN of the KMS key, in place of `encryptionKey`.
   * @default - none
   */
  readonly encryptionKeyArn?: string;
  /**
   * KMS key for the logs and environment variables of the functions.
   * @default - keys owned by AWS
   */
  readonly functionEncryptionKey?: IKey;
  /**
   * ARN of that KMS key, in place of `functionEncryptionKey`.
   * @default - none
   */
  readonly functionEncryptionKeyArn?: string;
  /**
   * Network of the functions. Its subnets must reach DynamoDB, S3, SQS, and CloudTrail in each audited Region; also
   * STS with `readRoleArn`, EventBridge with a risk event bus, and X-Ray with `tracing`. With `endpoints`, the construct creates VPC
   * endpoints for these services: gateways in the given route tables, interfaces in the subnets.
   * @default - no VPC
   */
  readonly vpc?: DeploymentSettingsInput['vpc'];
  /**
   * Traces the functions with AWS X-Ray.
   * @default false
   */
  readonly tracing?: boolean;
  /**
   * Name of the audit table. A change replaces the table.
   * @default - generated by CloudFormation
   */
  readonly auditTableName?: string;
  /**
   * Name of the ledger table. A change replaces the table.
   * @default - generated by CloudFormation
   */
  readonly ledgerTableName?: string;
  /**
   * Fate of the tables and the trail bucket when the stack is deleted. `retain` also adds deletion protection.
   * @default 'retain'
   */
  readonly removalPolicy?: DeploymentSettingsInput['removalPolicy'];
  /**
   * Table class of the audit table.
   * @default 'standard'
   */
  readonly tableClass?: DeploymentSettingsInput['tableClass'];
  /**
   * Days for which both tables can be restored to any second.
   * @default 35
   */
  readonly pointInTimeRecoveryDays?: number;
  /**
   * Further Regions to replicate both tables to.
   * @default - none
   */
  readonly replicas?: DeploymentSettingsInput['replicas'];
  /**
   * Warm throughput of the audit table and its indexes, in units per second.
   * @default - that of a new table
   */
  readonly warmThroughput?: DeploymentSettingsInput['warmThroughput'];
  /**
   * IAM principals of other accounts that may read the audit, granted in the tables' resource policies.
   * @default - none
   */
  readonly readerArns?: string[];
}
