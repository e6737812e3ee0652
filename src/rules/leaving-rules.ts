import { toText, valueAt } from '../audit/json';
import { accountIn, invokingService, isForeignAccount } from './accounts';
import type { Call, RiskRule } from './risk-rule';
import { isRestoredElsewhere, policyFindings } from './rule-conditions';
import { subject } from './words';

/** Services that export a table every few minutes for an integration that somebody set up once. */
const ZERO_ETL = /^(?:redshift|glue|osis-pipelines|osis|sagemaker)\./;

const bucketOwner = (call: Call): string | undefined => accountIn(call.request.s3BucketOwner);
const bucket = ({ request }: Call): string =>
  toText(request.s3Bucket) ?? 'a bucket that the event does not name';
const streamAccount = (call: Call): string | undefined => accountIn(call.request.streamArn);
const sourceAccount = (call: Call): string | undefined => accountIn(call.request.globalTableSourceArn);

/** Rules on data that leaves a table: exports, copies, streams, and policies that let others read. */
export const LEAVING_RULES: readonly RiskRule[] = [
  {
    id: 'ddb-export-to-s3',
    level: 'high',
    title: 'Table exported to S3',
    mitre: ['T1567.002', 'T1213'],
    source: 'dynamodb',
    eventNames: ['ExportTableToPointInTime'],
    matches: 'A table is exported to S3, but not by a zero-ETL integration.',
    when: (call) => !ZERO_ETL.test(invokingService(call) ?? ''),
    describe: (call) => `Export of ${subject(call)} to bucket ${bucket(call)}`,
  },
  {
    id: 'ddb-export-to-foreign-account',
    level: 'critical',
    title: 'Table exported to another account',
    mitre: ['T1537', 'T1567.002'],
    source: 'dynamodb',
    eventNames: ['ExportTableToPointInTime'],
    matches: 'A table is exported to a bucket whose owner (`s3BucketOwner`) is a foreign account.',
    when: (call) => isForeignAccount(bucketOwner(call), call),
    describe: (call) =>
      `Export of ${subject(call)} to bucket ${bucket(call)} of account ${bucketOwner(call)}, which is not yours`,
  },
  {
    id: 'ddb-global-table-foreign-source',
    level: 'high',
    title: 'Table copied between accounts',
    mitre: ['T1537'],
    source: 'dynamodb',
    eventNames: ['CreateTable'],
    matches: 'A table is created as a replica of a table in a foreign account.',
    when: (call) => isForeignAccount(sourceAccount(call), call),
    describe: (call) =>
      `${subject(call)} was created as a replica of a table of account ${sourceAccount(call)}, which is not yours`,
  },
  {
    id: 'ddb-restore-copy',
    level: 'high',
    title: 'Table restored as a copy',
    mitre: ['T1530'],
    source: 'dynamodb',
    eventNames: ['RestoreTableToPointInTime', 'RestoreTableFromBackup'],
    matches: 'A restore targets another table name or Region, but was not made by AWS Backup.',
    when: isRestoredElsewhere,
    describe: ({ request }) =>
      `A full copy was restored as ${toText(request.targetTableName) ?? 'another table'}`,
  },
  {
    id: 'ddb-restore-from-aws-backup',
    level: 'high',
    title: 'Table restored from AWS Backup',
    mitre: ['T1530'],
    source: 'dynamodb',
    eventNames: ['RestoreTableFromAwsBackup'],
    matches: 'A table is restored from an AWS Backup recovery point by somebody other than AWS Backup.',
    when: (call) => invokingService(call) !== 'backup.amazonaws.com',
    describe: (call) => `${subject(call)} was restored from AWS Backup`,
  },
  {
    id: 'ddb-restored-by-aws-backup',
    level: 'low',
    title: 'Table restored by AWS Backup',
    mitre: ['T1530'],
    source: 'dynamodb',
    eventNames: ['RestoreTableFromAwsBackup'],
    matches: 'AWS Backup restores a table from a recovery point.',
    when: (call) => invokingService(call) === 'backup.amazonaws.com',
    describe: (call) => `AWS Backup restored ${subject(call)}`,
  },
  {
    id: 'ddb-kinesis-stream-on',
    level: 'medium',
    title: 'Changes streamed to Kinesis',
    mitre: ['T1567'],
    source: 'dynamodb',
    eventNames: ['EnableKinesisStreamingDestination'],
    matches: 'Changes of a table are streamed to Kinesis Data Streams.',
    describe: (call) =>
      `Every change of ${subject(call)} is now copied to ${toText(call.request.streamArn) ?? 'a Kinesis stream'}`,
  },
  {
    id: 'ddb-kinesis-foreign-stream',
    level: 'critical',
    title: 'Changes streamed to another account',
    mitre: ['T1537'],
    source: 'dynamodb',
    eventNames: ['EnableKinesisStreamingDestination'],
    matches: 'Changes of a table are streamed to a Kinesis stream of a foreign account.',
    when: (call) => isForeignAccount(streamAccount(call), call),
    describe: (call) =>
      `Every change of ${subject(call)} is now copied to account ${streamAccount(call)}, which is not yours`,
  },
  {
    id: 'ddb-streams-on',
    level: 'low',
    title: 'Stream switched on',
    mitre: ['T1567'],
    source: 'dynamodb',
    eventNames: ['UpdateTable'],
    matches: 'A stream of item changes is switched on for an existing table.',
    when: ({ request }) => valueAt(request, 'streamSpecification', 'streamEnabled') === true,
    describe: (call) => `A stream of all item changes of ${subject(call)} was switched on`,
  },
  {
    id: 'ddb-resource-policy-cross-account',
    level: 'high',
    title: 'Access for another account or everyone',
    mitre: ['T1098'],
    source: 'dynamodb',
    eventNames: ['PutResourcePolicy', 'CreateTable'],
    matches:
      'A resource policy allows everyone, a foreign account or a foreign organization. Conditions on organization, account, VPC and VPC endpoint count.',
    when: (call) => {
      const findings = policyFindings(call);
      return (
        findings !== undefined &&
        (findings.isPublic || findings.foreignAccounts.length > 0 || findings.foreignOrganizations.length > 0)
      );
    },
    describe: (call) => {
      const findings = policyFindings(call);
      if (findings === undefined || findings.isPublic)
        return `A resource policy gives access to ${subject(call)} to everyone`;
      const { foreignAccounts, foreignOrganizations, unknownOrganizations } = findings;
      // Without the settings, no organization is known to be foreign.
      const whom = [...foreignAccounts, ...foreignOrganizations, ...unknownOrganizations].join(', ');
      return `A resource policy gives access to ${subject(call)} to ${whom}`;
    },
  },
  {
    id: 'ddb-resource-policy-foreign-copy',
    level: 'high',
    title: 'A service may copy the table to another account',
    mitre: ['T1098', 'T1537'],
    source: 'dynamodb',
    eventNames: ['PutResourcePolicy', 'CreateTable'],
    matches:
      'A resource policy lets a service that copies data (DynamoDB replication, Redshift, Glue) work for a foreign account, or for any account.',
    when: (call) => (policyFindings(call)?.copyingServices.length ?? 0) > 0,
    describe: (call) => {
      const [first] = policyFindings(call)?.copyingServices ?? [];
      return `A resource policy lets ${first?.service} copy ${subject(call)} for ${first?.account === 'any' ? 'any account' : `account ${first?.account}`}: the data can leave the account`;
    },
  },
  {
    id: 'ddb-resource-policy-organization',
    level: 'low',
    title: 'Access for an organization',
    mitre: ['T1098'],
    source: 'dynamodb',
    eventNames: ['PutResourcePolicy', 'CreateTable'],
    matches:
      'A resource policy allows an organization, and `organizationId` is not set to say which is yours.',
    when: (call) => (policyFindings(call)?.unknownOrganizations.length ?? 0) > 0,
    describe: (call) =>
      `A resource policy gives access to ${subject(call)} to organization ${policyFindings(call)?.unknownOrganizations.join(', ')}; set organizationId to judge it`,
  },
  {
    id: 'ddb-resource-policy-unreadable',
    level: 'medium',
    title: 'Resource policy that cannot be read',
    mitre: ['T1098'],
    source: 'dynamodb',
    eventNames: ['PutResourcePolicy', 'CreateTable'],
    matches: 'A resource policy is set, and CloudTrail hid it, cut it or left it out.',
    when: (call) => policyFindings(call)?.isUnreadable === true,
    describe: (call) => `${subject(call)} has a new resource policy that CloudTrail does not show`,
  },
];
