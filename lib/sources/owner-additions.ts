import { CfnOutput, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, PolicyDocument, type PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { keyPrefixes, type LogFiles } from './log-files';
import { logFileArns, readStatements } from './source-target';

export interface OwnerAdditionsProps {
  readonly files: LogFiles;
  readonly bucketAccountId: string;
  /** Who reads: the role of the ingest function. */
  readonly readerArn: string;
  /** Key of the log files, where they have one. */
  readonly encryptionKeyArn?: string | undefined;
  /** What else the owner must set up, to be printed with the policies. */
  readonly notification?: Readonly<Record<string, unknown>>;
}

/**
 * Prints what the owner of a bucket in another account must add there, as one JSON output: statements for
 * the bucket's and the key's policy, and how the bucket announces its objects.
 */
export function printOwnerAdditions(scope: Construct, id: string, props: OwnerAdditionsProps): void {
  const stack = Stack.of(scope);
  const reader = new ArnPrincipal(props.readerArn);
  const forReader = (statement: PolicyStatement, resources?: string[]) =>
    new PolicyDocument({
      statements: [statement.copy({ principals: [reader], ...(resources && { resources }) })],
    });
  const [read, decrypt] = readStatements(logFileArns(scope, props.files), props.encryptionKeyArn);
  const additions = {
    bucket: props.files.bucketName,
    bucketPolicy: read && stack.resolve(forReader(read)),
    ...(decrypt && { keyPolicy: stack.resolve(forReader(decrypt, ['*'])) }),
    ...props.notification,
  };
  new CfnOutput(scope, id, {
    description: `What account ${props.bucketAccountId} must add to its bucket ${props.files.bucketName}`,
    value: stack.toJsonString(additions),
  });
}

/** A notification of S3 straight to our queue, as the owner writes it into the bucket's configuration. */
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
