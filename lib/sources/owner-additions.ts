import { type CfnCondition, CfnOutput, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { keyPrefixes, type LogFiles } from './log-files';
import { type ReadableLogFiles, readStatements } from './source-target';

export interface OwnerAdditionsProps {
  readonly source: ReadableLogFiles;
  readonly bucketAccountId: string;
  /** ARN of the role of the ingest function. */
  readonly readerArn: string;
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
  const { source, bucketAccountId, notification, condition } = props;
  const output = new CfnOutput(scope, id, {
    description: `What account ${bucketAccountId} must add to its bucket ${source.bucketName}`,
    value: Stack.of(scope).toJsonString({
      bucket: source.bucketName,
      ...(source.readRoleArn === undefined
        ? policiesOfOwner(scope, source, props.readerArn)
        : policiesOfReadRole(scope, source, source.readRoleArn, props.readerArn)),
      ...notification,
    }),
  });
  if (condition) output.condition = condition;
}

function policiesOfOwner(scope: Construct, source: ReadableLogFiles, readerArn: string) {
  const principals = [new ArnPrincipal(readerArn)];
  const [read, decrypt] = readStatements(scope, source);
  return {
    bucketPolicy: toPolicy(scope, read?.copy({ principals })),
    ...(decrypt && { keyPolicy: toPolicy(scope, decrypt.copy({ principals, resources: ['*'] })) }),
  };
}

/** Prints what the owner of a `readRoleArn` must add: who may assume the role, and what it must read. */
export function policiesOfReadRole(
  scope: Construct,
  source: ReadableLogFiles,
  readRoleArn: string,
  readerArn: string,
) {
  const trust = new PolicyStatement({
    principals: [new ArnPrincipal(readerArn)],
    actions: ['sts:AssumeRole'],
  });
  return {
    role: readRoleArn,
    roleTrustPolicy: toPolicy(scope, trust),
    rolePolicy: toPolicy(scope, ...readStatements(scope, source)),
  };
}

const toPolicy = (scope: Construct, ...statements: (PolicyStatement | undefined)[]): unknown =>
  Stack.of(scope).resolve(
    new PolicyDocument({ statements: statements.filter((statement) => statement !== undefined) }),
  );

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
