import { Annotations, Aws, Stack, Token } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { OwnTrailInput } from '../../src/settings/assure-configuration';
import type { NewTrailSettings } from '../../src/settings/source-settings';
import { addToKeyPolicy } from '../shared/key-policy';
import { physicalName } from '../shared/physical-name';
import { toRemovalPolicy } from '../shared/removal-policy';
import { eventSelectors, logFileDeletions, toSelectorsByName } from './event-selectors';
import { checkManagementAccount } from './management-account';
import type { SourceTarget } from './source-target';
import { TrailBucket } from './trail-bucket';

const TRAIL_NAME_LENGTH = 100;

/** A multi-Region trail with log file validation and its own bucket. */
export class NewTrail extends Construct {
  readonly trail: CfnTrail;
  readonly trailBucket: TrailBucket;
  /** What the assure function must know of the trail. */
  readonly known: OwnTrailInput;

  constructor(scope: Construct, id: string, source: NewTrailSettings, target: SourceTarget) {
    super(scope, id);
    const stack = Stack.of(this);
    const { settings, encryptionKey } = target;
    const trailName = source.trailName ?? physicalName(this, TRAIL_NAME_LENGTH);
    const owner = source.organization?.managementAccountId ?? Aws.ACCOUNT_ID;
    checkManagementAccount(this, source.organization?.managementAccountId);
    // Not taken from the trail, because the bucket policy must exist before the trail.
    const trailArn = stack.formatArn({
      service: 'cloudtrail',
      account: owner,
      resource: 'trail',
      resourceName: trailName,
    });

    this.trailBucket = new TrailBucket(this, 'TrailBucket', {
      trailArn,
      folders: [owner, ...(source.organization ? [source.organization.id] : [])],
      queue: target.queue,
      removalPolicy: toRemovalPolicy(settings),
      ...(source.bucketName !== undefined && { bucketName: source.bucketName }),
      ...(source.objectLockDays !== undefined && { objectLockDays: source.objectLockDays }),
      ...(source.expireDays !== undefined && { expireDays: source.expireDays }),
    });
    const { bucket } = this.trailBucket;
    const selectors = [...this.toSelectors(source, target), logFileDeletions(bucket.bucketArn)];
    this.trail = new CfnTrail(this, 'Trail', {
      trailName,
      s3BucketName: bucket.bucketName,
      isLogging: true,
      isMultiRegionTrail: true,
      includeGlobalServiceEvents: true,
      enableLogFileValidation: true,
      isOrganizationTrail: source.organization !== undefined,
      advancedEventSelectors: selectors,
      ...(encryptionKey && { kmsKeyId: encryptionKey.keyArn }),
    });
    this.known = {
      trailArn,
      bucketName: bucket.bucketName,
      ...(source.organization && { organizationId: source.organization.id }),
      // Many tables that are known only at deployment would not fit into the environment of the function.
      ...(!Token.isUnresolved(source.dataEvents) && { selectors: toSelectorsByName(selectors) }),
      ...(source.dataEvents !== 'none' && { ownTraffic: toOwnTraffic(target) }),
    };
    // The trail is deleted before its bucket is emptied, so that it writes nothing in between.
    this.trail.node.addDependency(this.trailBucket);
    if (source.bucketName === undefined) {
      Annotations.of(this).addWarningV2(
        'dynamodb-audit-trail:trailBucketName',
        'The default name of the trail bucket now ends in a part of the stack id. If an earlier version deployed this stack, set bucketName of the newTrail source to the name of its present bucket; otherwise the deployment creates a new bucket and keeps the old one. For a first deployment, acknowledge this warning.',
      );
    }
    if (encryptionKey) this.allowEncryption(encryptionKey, trailArn, owner);
    target.grantRead(this, {
      bucketName: bucket.bucketName,
      prefixes: [''],
      encryptionKeyArn: encryptionKey?.keyArn,
      decryptKeyArns: source.decryptKeyArns,
    });
  }

  private toSelectors(source: NewTrailSettings, target: SourceTarget) {
    if (source.dataEvents === 'none') return eventSelectors();
    const { excludeServiceReads } = source;
    const accounts =
      excludeServiceReads === true
        ? [Aws.ACCOUNT_ID]
        : excludeServiceReads === false
          ? []
          : excludeServiceReads;
    const { sessionPrefixes, tableArns } = toOwnTraffic(target);
    return eventSelectors({
      tables: source.dataEvents,
      ownTableArns: tableArns,
      ownSessionPrefixes: sessionPrefixes,
      serviceSessionPrefixes: accounts.map((account) => sessions(account, 'AWSServiceRoleFor')),
    });
  }

  /** Lets CloudTrail use a customer managed key, for this one trail only. */
  private allowEncryption(key: IKey, trailArn: string, owner: string): void {
    const principals = [new ServicePrincipal('cloudtrail.amazonaws.com')];
    const fromTrail = { 'aws:SourceArn': trailArn };
    addToKeyPolicy(this, 'KeyOwnerMustAdd', key, [
      new PolicyStatement({
        sid: 'CloudTrailEncrypt',
        principals,
        actions: ['kms:GenerateDataKey*'],
        resources: ['*'],
        conditions: {
          StringEquals: fromTrail,
          StringLike: {
            'kms:EncryptionContext:aws:cloudtrail:arn': `arn:${Aws.PARTITION}:cloudtrail:*:${owner}:trail/*`,
          },
        },
      }),
      new PolicyStatement({
        sid: 'CloudTrailDescribe',
        principals,
        actions: ['kms:DescribeKey'],
        resources: ['*'],
        conditions: { StringEquals: fromTrail },
      }),
    ]);
  }
}

/** How the ARNs of a role's sessions begin. */
const sessions = (account: string, role: string): string =>
  `arn:${Aws.PARTITION}:sts::${account}:assumed-role/${role}`;

/** Calls by the functions of the audit on its tables. */
const toOwnTraffic = ({ readers, ownTableArns }: SourceTarget) => ({
  sessionPrefixes: [readers.ingest, readers.assure].map(
    ({ roleName }) => `${sessions(Aws.ACCOUNT_ID, roleName)}/`,
  ),
  tableArns: [...ownTableArns],
});
