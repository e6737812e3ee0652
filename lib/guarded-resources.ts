import { Aws, CfnResource, Lazy, Stack, Token } from 'aws-cdk-lib';
import { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import type { IConstruct } from 'constructs';
import type { DeploymentSettings } from '../src/settings/deployment-settings';

/** Shorter than any part of a stack's name that CloudFormation puts into a generated name. */
const SURE_NAME_LENGTH = 20;

/** What the sources bring, besides what the audit creates: buckets by name, topics, and keys of log files. */
const fromSources = ({ sources }: DeploymentSettings): string[] =>
  sources.flatMap((source) => [
    ...(source.bucketName === undefined ? [] : [source.bucketName]),
    ...(source.type === 'existingTopic' ? [source.topicArn] : []),
    ...(source.type !== 'newTrail' && source.encryptionKeyArn !== undefined ? [source.encryptionKeyArn] : []),
    ...(source.decryptKeyArns ?? []),
  ]);

/** What is known at synth of the sources. It fits into the file beside the function's code. */
export const knownResources = (settings: DeploymentSettings): string[] => [
  ...new Set(fromSources(settings).filter((one) => !Token.isUnresolved(one))),
];

/**
 * What the ingest function must know of the audit's own resources, as JSON: a list of ARNs and names of buckets.
 * It is made at the end of the synth, when all resources are there.
 * @param knowing id of the construct with the function that is told. The function itself is missing, because its
 * environment cannot refer to it; it knows its own name.
 * @param others ARNs of resources that other constructs own: keys and topics
 */
export const guardedResources = (
  audit: IConstruct,
  settings: DeploymentSettings,
  knowing: string,
  others: readonly (string | undefined)[],
): string =>
  // Not cached: its size is looked at before all resources are there.
  Lazy.uncachedString({
    produce: () => {
      const stack = Stack.of(audit);
      const given = [...fromSources(settings).filter(Token.isUnresolved), ...others];
      const own = audit.node
        .findAll()
        .filter(CfnResource.isCfnResource)
        .filter((one) => !(one instanceof CfnFunction && isIn(one, knowing)));
      return stack.toJsonString([
        ...new Set([...own.flatMap(toGuarded), ...given.flatMap((one) => one ?? []), ...inStack(stack)]),
      ]);
    },
  });

const isIn = ({ node }: IConstruct, id: string): boolean => node.scopes.some((scope) => scope.node.id === id);

function toGuarded(resource: CfnResource): string[] {
  if (resource instanceof CfnBucket) return [resource.ref];
  if (resource instanceof CfnTopic) return [resource.ref];
  if (
    resource instanceof CfnTrail ||
    resource instanceof CfnRole ||
    resource instanceof CfnKey ||
    resource instanceof CfnFunction ||
    resource instanceof CfnLogGroup ||
    resource instanceof CfnQueue
  ) {
    return [resource.attrArn];
  }
  return [];
}

/** The stack, and resources with generated names that refer to the function, or of which there can be many. */
function inStack(stack: Stack): string[] {
  const arn = (service: string, resource: string) =>
    `arn:${Aws.PARTITION}:${service}:${Aws.REGION}:${Aws.ACCOUNT_ID}:${resource}*`;
  const { stackName } = stack;
  const sure = Token.isUnresolved(stackName) ? stackName : stackName.slice(0, SURE_NAME_LENGTH);
  return [stack.stackId, arn('cloudwatch', `alarm:${stackName}-`), arn('events', `rule/${sure}`)];
}
