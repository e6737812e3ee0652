import { type CfnCondition, CfnOutput, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyDocument, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { DIGESTS, keyPrefixes, LOG_FILES, type LogFiles } from './log-files';
import {
  assureStatements,
  bucketStatements,
  decryptStatements,
  type ReadableLogFiles,
  readStatement,
  type SourceTarget,
} from './source-target';

export interface OwnerAdditionsProps {
  readonly source: ReadableLogFiles;
  readonly bucketAccountId: string;
  /** The roles that read, and the settings. */
  readonly target: Pick<SourceTarget, 'readers' | 'settings'>;
  /** What else the owner must configure. Printed with the policies. */
  readonly notification?: Readonly<Record<string, unknown>>;
  /** Condition under which the output exists. Default: always. */
  readonly condition?: CfnCondition | undefined;
}

/**
 * Prints what the owner of a bucket in another account must add there, as an output in JSON: statements
 * for the policies of the bucket and its keys, and the notification configuration. With a `readRoleArn`,
 * the bucket policy stays as it is, and the statements are for that role.
 */
export function printOwnerAdditions(scope: Construct, id: string, props: OwnerAdditionsProps): void {
  const { source, bucketAccountId, target, notification, condition } = props;
  const output = new CfnOutput(scope, id, {
    description: `What account ${bucketAccountId} must add to its bucket ${source.bucketName}`,
    value: Stack.of(scope).toJsonString({
      bucket: source.bucketName,
      ...(source.readRoleArn === undefined
        ? policiesOfOwner(scope, source, target)
        : policiesOfReadRole(scope, source, source.readRoleArn, target)),
      ...notification,
      ...toLifecycle(target.settings),
    }),
  });
  if (condition) output.condition = condition;
}

/** What lifecycle rules must leave: details of events without a record are read from the log files. */
function toLifecycle({ dataEventDetail, retentionDays }: SourceTarget['settings']) {
  if (dataEventDetail === 'records') return {};
  const time = retentionDays === undefined ? 'forever' : `at least ${retentionDays} days`;
  return { lifecycle: `Keep log files ${time}, and do not archive them.` };
}

type Target = OwnerAdditionsProps['target'];

function policiesOfOwner(scope: Construct, source: ReadableLogFiles, { readers, settings }: Target) {
  const { ingest, assure } = readers;
  const both = toPrincipals(ingest, assure);
  const verifier = toPrincipals(assure);
  const [decrypt] = decryptStatements(source);
  return {
    bucketPolicy: toPolicy(
      scope,
      readStatement(scope, source, LOG_FILES).copy({ principals: both }),
      readStatement(scope, source, DIGESTS).copy({ principals: verifier }),
      ...bucketStatements(scope, source, settings).map((statement) =>
        statement.copy({ principals: verifier }),
      ),
    ),
    ...(decrypt && { keyPolicy: toPolicy(scope, decrypt.copy({ principals: both, resources: ['*'] })) }),
  };
}

/** What the owner of a `readRoleArn` must add: who may assume the role, and what it must read. */
function policiesOfReadRole(
  scope: Construct,
  source: ReadableLogFiles,
  readRoleArn: string,
  { readers: { ingest, assure }, settings }: Target,
) {
  const trust = new PolicyStatement({
    principals: toPrincipals(ingest, assure),
    actions: ['sts:AssumeRole'],
  });
  return {
    role: readRoleArn,
    roleTrustPolicy: toPolicy(scope, trust),
    rolePolicy: toPolicy(scope, ...assureStatements(scope, source, settings)),
  };
}

const toPrincipals = (...roles: readonly Role[]) => roles.map(({ roleArn }) => new ArnPrincipal(roleArn));

const toPolicy = (scope: Construct, ...statements: PolicyStatement[]): unknown =>
  Stack.of(scope).resolve(new PolicyDocument({ statements }));

/** S3 notifications to our queue, in the format of the bucket's notification configuration. */
export const queueConfigurations = (files: LogFiles, queueArn: string) =>
  keyPrefixes(files).map((prefix) => ({
    QueueArn: queueArn,
    Events: ['s3:ObjectCreated:*'],
    Filter: {
      Key: {
        FilterRules: [
          { Name: 'prefix', Value: prefix },
          { Name: 'suffix', Value: '.json.gz' },
        ],
      },
    },
  }));
