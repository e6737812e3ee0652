import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ddbAudit, parseLines } from '../support/command-line';
import {
  ACCOUNT,
  type CloudTrailEvent,
  controlEvent,
  dataEvent,
  identities,
  logFile,
  OTHER_ACCOUNT,
  STREAM_ARN,
  tableArn,
} from '../support/events';
import { temporaryFolder } from '../support/temporary-folder';

const call = (eventName: string, requestParameters: unknown, rest: CloudTrailEvent = {}): CloudTrailEvent =>
  controlEvent({ eventName, requestParameters, readOnly: false, ...rest });
const policy = (statement: object) => ({
  resourceArn: tableArn('Music'),
  policy: JSON.stringify({ Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', ...statement }] }),
});
const denied = { errorCode: 'AccessDenied', responseElements: null };

/** Calls, the rule that each raises, and what it says to a person. */
const RISKY: readonly (readonly [rule: string, event: CloudTrailEvent, words: RegExp])[] = [
  [
    'ddb-export-to-foreign-account',
    call('ExportTableToPointInTime', {
      tableArn: tableArn('Music'),
      s3Bucket: 'x',
      s3BucketOwner: OTHER_ACCOUNT,
    }),
    /Export of Music to bucket x of account 444455556666, which is not yours/,
  ],
  [
    'ddb-global-table-foreign-source',
    call('CreateTable', {
      tableName: 'Music',
      globalTableSourceArn: tableArn('Music', 'us-east-1', OTHER_ACCOUNT),
    }),
    /replica of a table of account 444455556666/,
  ],
  [
    'ddb-resource-policy-foreign-copy',
    call(
      'PutResourcePolicy',
      policy({
        Principal: { Service: 'replication.dynamodb.amazonaws.com' },
        Condition: { StringEquals: { 'aws:SourceAccount': OTHER_ACCOUNT } },
      }),
    ),
    /lets replication\.dynamodb\.amazonaws\.com copy Music for account 444455556666/,
  ],
  [
    'ddb-resource-policy-unreadable',
    call('PutResourcePolicy', { resourceArn: tableArn('Music'), policy: 'HIDDEN_DUE_TO_SECURITY_REASONS' }),
    /policy that CloudTrail does not show/,
  ],
  [
    'ddb-recon-denied',
    call('ListTables', null, { ...denied, userIdentity: identities.assumedRole() }),
    /orders-service was denied ListTables/,
  ],
  [
    'ddb-foreign-principal',
    dataEvent({ userIdentity: identities.assumedRole('reader', 's', { accountId: OTHER_ACCOUNT }) }),
    /Account 444455556666, which is not yours, called GetItem on Music/,
  ],
  [
    'ddb-replica-create',
    call('UpdateTable', { tableName: 'Music', replicaUpdates: [{ create: { regionName: 'eu-west-1' } }] }),
    /copied to eu-west-1/,
  ],
  [
    'ddb-delete-table',
    call(
      'DeleteTable',
      { tableName: 'Films' },
      { responseElements: { tableDescription: { itemCount: 1_234, tableSizeBytes: 5_000_000 } } },
    ),
    /Films was deleted with 1,234 items, 5 MB/,
  ],
];

const QUIET: readonly (readonly [what: string, event: CloudTrailEvent])[] = [
  [
    'a policy bounded by VPC endpoint',
    call(
      'PutResourcePolicy',
      policy({ Principal: '*', Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } }),
    ),
  ],
  [
    'an export by a zero-ETL integration',
    call(
      'ExportTableToPointInTime',
      { tableArn: tableArn('Music') },
      { userIdentity: identities.awsService('redshift.amazonaws.com') },
    ),
  ],
  [
    'encryption towards a customer key',
    call('UpdateTable', {
      tableName: 'Music',
      sSESpecification: { enabled: true, sSEType: 'KMS', kMSMasterKeyId: 'alias/mine' },
    }),
  ],
];

const STREAM_ONLY = call('DescribeStream', { streamArn: STREAM_ARN }, { readOnly: true });
const TRANSACTION = dataEvent({
  eventName: 'TransactWriteItems',
  requestParameters: { transactItems: [{ put: { tableName: 'Books' } }] },
  resources: undefined,
});

describe('what events mean, as a user finds it', () => {
  const parent = temporaryFolder();
  const local = join(parent, 'data');
  const search = async (...words: string[]) => {
    const records = parseLines<{ eventId: string }>(
      await ddbAudit(['search', ...words, '--local', local, '--limit', 'all']),
    );
    return records.map(({ eventId }) => eventId);
  };

  beforeAll(async () => {
    const events = [
      ...RISKY.map(([, event]) => event),
      ...QUIET.map(([, event]) => event),
      STREAM_ONLY,
      TRANSACTION,
    ];
    const file = join(parent, `${ACCOUNT}_CloudTrail_us-east-1_20260314T0930Z_0123456789abcdef.json.gz`);
    writeFileSync(file, logFile(events));
    await ddbAudit(['ingest', file, '--local', local]);
  });

  it.each(RISKY)('finds %s by its rule, and says what happened', async (rule, { eventID }, words) => {
    expect(await search('--rule', rule)).toEqual([eventID]);
    const { stdout } = await ddbAudit(['show', String(eventID), '--local', local, '--output', 'json']);
    const [record] = parseLines<{ riskReasons: { rule: string; words: string }[] }>({ stdout } as never);
    expect(record?.riskReasons.find((reason) => reason.rule === rule)?.words).toMatch(words);
  });

  it.each(QUIET)('raises no alarm for %s', async (_what, { eventID }) => {
    expect(await search('--risk', 'low')).not.toContain(eventID);
  });

  it('finds a replica as a global table, and an index, stream or export under its table', async () => {
    const replica = RISKY.find(([rule]) => rule === 'ddb-replica-create')?.[1].eventID;
    expect(await search('--category', 'global-table')).toContain(replica);
    expect(await search('--table', 'Music')).toContain(STREAM_ONLY.eventID);
    expect(await search('--table', 'Music', '--exact')).not.toContain(STREAM_ONLY.eventID);
  });

  it('finds the table of a transaction in the spelling of the SDK', async () => {
    expect(await search('--table', 'Books')).toEqual([TRANSACTION.eventID]);
  });
});
