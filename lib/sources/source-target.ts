import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '../../src/settings/deployment-settings';
import type { IngestQueue } from '../ingest-queue';
import { keyPatterns, type LogFiles } from './log-files';

/** What a source is connected to. */
export interface SourceTarget {
  readonly settings: DeploymentSettings;
  readonly queue: IngestQueue;
  /** Role of the ingest function. */
  readonly ownRole: IRole;
  readonly ownTableArns: readonly string[];
  readonly encryptionKey: IKey | undefined;
  /** Lets the ingest function read the log files of a source, and nothing else in that bucket. */
  grantRead(scope: Construct, files: LogFiles, encryptionKeyArn?: string): void;
}

/** ARNs of the objects that are log files of a source. */
export const logFileArns = (scope: Construct, files: LogFiles): string[] =>
  keyPatterns(files).map((pattern) =>
    Stack.of(scope).formatArn({
      service: 's3',
      region: '',
      account: '',
      resource: `${files.bucketName}/${pattern}`,
    }),
  );

/** Reading an object, also the version that a notification names. */
const READ_ACTIONS = ['s3:GetObject', 's3:GetObjectVersion'];

/** Statements that let somebody read the log files of a source, decrypting them where they have a key. */
export const readStatements = (arns: readonly string[], encryptionKeyArn?: string): PolicyStatement[] => [
  new PolicyStatement({ actions: READ_ACTIONS, resources: [...arns] }),
  ...(encryptionKeyArn
    ? [new PolicyStatement({ actions: ['kms:Decrypt'], resources: [encryptionKeyArn] })]
    : []),
];
