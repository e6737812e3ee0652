import { Token } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from '../../src/settings/deployment-settings';
import type { ExistingTopicSettings, SourceSettings } from '../../src/settings/source-settings';
import { acknowledgeWildcard } from '../shared/acknowledge';
import type { IngestQueue } from '../shared/ingest-queue';
import { ExistingBucket } from './existing-bucket';
import { ExistingTopic, sourcesByTopic } from './existing-topics';
import { type LogFiles, refuseOverlap } from './log-files';
import { NewTrail } from './new-trail';
import { logFileArns, readStatements, type SourceTarget } from './source-target';

export interface AddSourcesProps {
  readonly settings: DeploymentSettings;
  readonly queue: IngestQueue;
  readonly role: Role;
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

/**
 * Connects every source to the queue and lets the ingest function read its log files.
 * @throws AuditTrailError `Configuration` if two sources contain the same log files
 */
export function addSources(scope: Construct, { role, ...props }: AddSourcesProps): void {
  const { sources } = props.settings;
  refuseOverlap(sources.flatMap(toLogFiles));
  const target: SourceTarget = {
    ...props,
    ownRole: role,
    grantRead: (source, files) => {
      if (files.readRoleArn !== undefined) {
        role.addToPolicy(
          new PolicyStatement({ actions: ['sts:AssumeRole'], resources: [files.readRoleArn] }),
        );
        return;
      }
      for (const statement of readStatements(source, files)) role.addToPolicy(statement);
      for (const arn of logFileArns(source, files)) {
        acknowledgeWildcard(
          role,
          arn,
          'Every log file has a new name. Only the log files of this source match.',
        );
      }
    },
  };
  const nextId = constructIds();
  for (const source of sources) {
    if (source.type === 'newTrail') new NewTrail(scope, 'NewTrail', source, target);
    if (source.type === 'existingBucket') {
      new ExistingBucket(scope, nextId('ExistingBucket', source.bucketName), source, target);
    }
  }
  for (const group of sourcesByTopic(sources.filter(isTopic))) {
    new ExistingTopic(scope, nextId('ExistingTopic', group[0]?.topicArn ?? ''), group, target);
  }
}
