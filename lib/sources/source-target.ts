import { Stack } from 'aws-cdk-lib';
import { type IRole, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '../../src/settings/deployment-settings';
import type { IngestQueue } from '../shared/ingest-queue';
import { keyPatterns, type LogFiles } from './log-files';

/** Log files of one source, and what is needed to read them. */
export interface ReadableLogFiles extends LogFiles {
  /** @default - no key */
  readonly encryptionKeyArn?: string | undefined;
  /** Former keys: older log files stay encrypted with them. */
  readonly decryptKeyArns?: readonly string[] | undefined;
  /** @default - the ingest function reads with its own role */
  readonly readRoleArn?: string | undefined;
}

/** What a source connects to. */
export interface SourceTarget {
  readonly settings: DeploymentSettings;
  readonly queue: IngestQueue;
  /** Role of the ingest function. */
  readonly ownRole: IRole;
  readonly ownTableArns: readonly string[];
  readonly encryptionKey: IKey | undefined;
  /** Lets the ingest function read the log files of a source, and nothing else in its bucket. */
  grantRead(scope: Construct, source: ReadableLogFiles): void;
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

/** Actions that read an object, or the version of it that a notification names. */
const READ_ACTIONS = ['s3:GetObject', 's3:GetObjectVersion'];

/** Statements that allow reading the log files of a source, and decrypting them if it has keys. */
export function readStatements(scope: Construct, source: ReadableLogFiles): PolicyStatement[] {
  const { encryptionKeyArn, decryptKeyArns = [] } = source;
  const keyArns = [...(encryptionKeyArn === undefined ? [] : [encryptionKeyArn]), ...decryptKeyArns];
  return [
    new PolicyStatement({ actions: READ_ACTIONS, resources: logFileArns(scope, source) }),
    ...(keyArns.length === 0 ? [] : [new PolicyStatement({ actions: ['kms:Decrypt'], resources: keyArns })]),
  ];
}
