import { Stack, Token } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { OwnTrailInput, SourceLocation } from '../../src/settings/assure-configuration';
import type { DeploymentSettings } from '../../src/settings/deployment-settings';
import type { ExistingTopicSettings, SourceSettings } from '../../src/settings/source-settings';
import { acknowledgeWildcard } from '../shared/acknowledge';
import type { IngestQueue } from '../shared/ingest-queue';
import { sourceLocations } from './bucket-access';
import { ExistingBucket } from './existing-bucket';
import { ExistingTopic, sourcesByTopic } from './existing-topics';
import { DIGESTS, LOG_FILES, type LogFiles, refuseOverlap } from './log-files';
import { NewTrail } from './new-trail';
import {
  assureStatements,
  ingestStatements,
  objectArns,
  type ReadableLogFiles,
  type Readers,
  type SourceTarget,
} from './source-target';

export interface AddSourcesProps {
  readonly settings: DeploymentSettings;
  readonly queue: IngestQueue;
  readonly readers: Readers;
  readonly ownTableArns: readonly string[];
  readonly encryptionKey: IKey | undefined;
}

const isTopic = (source: SourceSettings): source is ExistingTopicSettings => source.type === 'existingTopic';

/** The log files of a source, if the name of its bucket is known before deployment. */
function toLogFiles(source: SourceSettings): LogFiles[] {
  if (source.type !== 'newTrail') return [source];
  return source.bucketName === undefined ? [] : [{ bucketName: source.bucketName, prefixes: [''] }];
}

/** Ids derive from the source, not from its position, so that adding one source does not rename another. */
function constructIds(): (kind: string, name: string) => string {
  const taken = new Map<string, number>();
  return (kind, name) => {
    const id = kind + (Token.isUnresolved(name) ? '' : `-${name.replaceAll(/[^\w.-]/g, '-')}`);
    const count = (taken.get(id) ?? 0) + 1;
    taken.set(id, count);
    return count === 1 ? id : `${id}-${count}`;
  };
}

/** What the functions must know of the sources. */
export interface AddedSources {
  readonly locations: readonly SourceLocation[];
  /** The trail of a source of type `newTrail`. */
  readonly trail: OwnTrailInput | undefined;
  /** Lets a principal read the log files, as the ingest function does. */
  grantLogFiles(grantee: IGrantable): void;
}

/**
 * Connects every source to the queue and lets the functions read its log files and digests.
 * @throws AuditTrailError `Configuration` if two sources contain the same log files
 */
export function addSources(scope: Construct, props: AddSourcesProps): AddedSources {
  const { settings, readers } = props;
  const { sources } = settings;
  refuseOverlap(sources.flatMap(toLogFiles));
  const readable: (readonly [scope: Construct, files: ReadableLogFiles])[] = [];
  const target: SourceTarget = {
    ...props,
    grantRead: (source, files) => {
      readable.push([source, files]);
      for (const [role, statements, folders] of [
        [readers.ingest, ingestStatements, [LOG_FILES]],
        [readers.assure, assureStatements, [LOG_FILES, DIGESTS]],
      ] as const) {
        if (files.readRoleArn !== undefined) {
          role.addToPolicy(assumeStatement(files.readRoleArn));
          continue;
        }
        for (const statement of statements(source, files, settings)) role.addToPolicy(statement);
        for (const arn of objectArns(source, files, ...folders)) {
          acknowledgeWildcard(role, arn, 'Every object has a new name. Only objects of this source match.');
        }
      }
    },
  };
  const nextId = constructIds();
  let newTrail: NewTrail | undefined;
  for (const source of sources) {
    if (source.type === 'newTrail') newTrail = new NewTrail(scope, 'NewTrail', source, target);
    if (source.type === 'existingBucket') {
      new ExistingBucket(scope, nextId('ExistingBucket', source.bucketName), source, target);
    }
  }
  for (const group of sourcesByTopic(sources.filter(isTopic))) {
    new ExistingTopic(scope, nextId('ExistingTopic', group[0]?.topicArn ?? ''), group, target);
  }
  return {
    locations: sourceLocations(settings, Stack.of(scope).region, newTrail?.trailBucket.bucket.bucketName),
    trail: newTrail?.known,
    grantLogFiles({ grantPrincipal }) {
      for (const [source, files] of readable) {
        const { readRoleArn } = files;
        const statements = readRoleArn ? [assumeStatement(readRoleArn)] : ingestStatements(source, files);
        for (const statement of statements) grantPrincipal.addToPrincipalPolicy(statement);
        if (readRoleArn || !Construct.isConstruct(grantPrincipal)) continue;
        for (const arn of objectArns(source, files, LOG_FILES)) {
          acknowledgeWildcard(
            grantPrincipal,
            arn,
            'Every object has a new name. Only objects of this source match.',
          );
        }
      }
    },
  };
}

const assumeStatement = (readRoleArn: string): PolicyStatement =>
  new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [readRoleArn] });
