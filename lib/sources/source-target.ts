import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '../../src/settings/deployment-settings';
import type { IngestQueue } from '../shared/ingest-queue';
import { DIGESTS, type Folder, keyPatterns, keyPrefixes, LOG_FILES, type LogFiles } from './log-files';

/** Log files of one source, and what is needed to read them. */
export interface ReadableLogFiles extends LogFiles {
  /** @default - no key */
  readonly encryptionKeyArn?: string | undefined;
  /** Former keys: older log files stay encrypted with them. */
  readonly decryptKeyArns?: readonly string[] | undefined;
  /** @default - the functions read with their own roles */
  readonly readRoleArn?: string | undefined;
}

/** Roles of the functions that read sources. */
export interface Readers {
  /** Reads log files. */
  readonly ingest: Role;
  /** Reads log files and digests, and lists them. */
  readonly assure: Role;
}

/** What a source connects to. */
export interface SourceTarget {
  readonly settings: DeploymentSettings;
  readonly queue: IngestQueue;
  readonly readers: Readers;
  readonly ownTableArns: readonly string[];
  readonly encryptionKey: IKey | undefined;
  /** Lets the functions read the log files and digests of a source, and nothing else in its bucket. */
  grantRead(scope: Construct, source: ReadableLogFiles): void;
}

/** ARNs of the objects in these folders of a source. */
export const objectArns = (scope: Construct, files: LogFiles, ...folders: Folder[]): string[] =>
  keyPatterns(files, folders).map((pattern) => toBucketArn(scope, `${files.bucketName}/${pattern}`));

const toBucketArn = (scope: Construct, resource: string): string =>
  Stack.of(scope).formatArn({ service: 's3', region: '', account: '', resource });

/** Actions that read an object, or the version of it that a notification names. */
const READ_ACTIONS = ['s3:GetObject', 's3:GetObjectVersion'];

/** Allows reading the objects in these folders of a source. */
export const readStatement = (scope: Construct, files: LogFiles, ...folders: Folder[]): PolicyStatement =>
  new PolicyStatement({ actions: READ_ACTIONS, resources: objectArns(scope, files, ...folders) });

/**
 * Allows listing what is in a source. Without it, S3 denies access to an object that does not exist, so that nothing
 * could be called deleted.
 */
const listStatement = (scope: Construct, files: LogFiles): PolicyStatement =>
  new PolicyStatement({
    actions: ['s3:ListBucket'],
    resources: [toBucketArn(scope, files.bucketName)],
    conditions: { StringLike: { 's3:prefix': keyPrefixes(files).map((prefix) => `${prefix}*`) } },
  });

/** Allows reading the lifecycle rules of the bucket, which end the reading of log files. */
const lifecycleStatement = (scope: Construct, { bucketName }: LogFiles): PolicyStatement =>
  new PolicyStatement({
    actions: ['s3:GetLifecycleConfiguration'],
    resources: [toBucketArn(scope, bucketName)],
  });

/** Allows decrypting the objects of a source, if it has keys. */
export function decryptStatements({
  encryptionKeyArn,
  decryptKeyArns = [],
}: ReadableLogFiles): PolicyStatement[] {
  const keyArns = [...(encryptionKeyArn === undefined ? [] : [encryptionKeyArn]), ...decryptKeyArns];
  return keyArns.length === 0 ? [] : [new PolicyStatement({ actions: ['kms:Decrypt'], resources: keyArns })];
}

/** What the ingest function needs to read a source. */
export const ingestStatements = (scope: Construct, source: ReadableLogFiles): PolicyStatement[] => [
  readStatement(scope, source, LOG_FILES),
  ...decryptStatements(source),
];

/** Settings that decide what is done with log files. */
type DetailSettings = Pick<DeploymentSettings, 'dataEventDetail'>;

/** What the assure function needs besides objects: their names, and how long they are kept if answers read them later. */
export const bucketStatements = (
  scope: Construct,
  source: LogFiles,
  { dataEventDetail }: DetailSettings,
): PolicyStatement[] => [
  listStatement(scope, source),
  ...(dataEventDetail === 'activity' ? [lifecycleStatement(scope, source)] : []),
];

/** What the assure function needs to read a source. */
export const assureStatements = (
  scope: Construct,
  source: ReadableLogFiles,
  settings: DetailSettings,
): PolicyStatement[] => [
  readStatement(scope, source, LOG_FILES, DIGESTS),
  ...bucketStatements(scope, source, settings),
  ...decryptStatements(source),
];
