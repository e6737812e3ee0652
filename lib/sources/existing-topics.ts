import { ArnFormat, Aws, Names, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  type CfnSubscription,
  FilterOrPolicy,
  type ITopicSubscription,
  SubscriptionFilter,
  SubscriptionProtocol,
  Topic,
} from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { AuditTrailError } from '../../src/errors';
import type { ExistingTopicSettings } from '../../src/settings/source-settings';
import { keyPrefixes } from './log-files';
import { printOwnerAdditions } from './owner-additions';
import type { SourceTarget } from './source-target';

/** A topic that already receives notifications of log files, of one bucket or several. */
export class ExistingTopic extends Construct {
  constructor(scope: Construct, id: string, sources: readonly ExistingTopicSettings[], target: SourceTarget) {
    super(scope, id);
    const [first] = sources;
    if (!first) return;
    if (sources.some(({ messages }) => messages !== first.messages)) {
      throw new AuditTrailError(
        'Configuration',
        `sources use both messages s3Events and cloudTrail for topic ${first.topicArn}. Use one of them for each topic.`,
      );
    }
    sources.forEach((source, index) => {
      target.grantRead(this, source);
      const owner = source.bucketAccountId;
      if (owner === undefined || owner === Stack.of(this).account) return;
      printOwnerAdditions(this, `OwnerMustAdd${index || ''}`, {
        source,
        bucketAccountId: owner,
        target,
        notification: { topicPolicy: this.subscribePolicy(first.topicArn) },
      });
    });
    const subscription = Topic.fromTopicArn(this, 'Topic', first.topicArn).addSubscription(
      this.toSubscription(sources, target),
    );
    (subscription.node.defaultChild as CfnSubscription).redrivePolicy = {
      deadLetterTargetArn: target.queue.deadLetterQueue.queueArn,
    };
  }

  /** As `SqsSubscription`, with the same ids, but without a policy statement for each topic. */
  private toSubscription(
    sources: readonly ExistingTopicSettings[],
    target: SourceTarget,
  ): ITopicSubscription {
    const { queue } = target.queue;
    return {
      bind: (topic) => {
        const { region } = Stack.of(this).splitArn(topic.topicArn, ArnFormat.NO_RESOURCE_NAME);
        return {
          subscriberScope: queue,
          subscriberId: Names.nodeUniqueId(topic.node),
          subscriptionDependency: target.queue.allowSend('topic', { arn: topic.topicArn }, true),
          protocol: SubscriptionProtocol.SQS,
          endpoint: queue.queueArn,
          rawMessageDelivery: true,
          ...(region !== undefined && { region }),
          ...toFilter(sources),
        };
      },
    };
  }

  /** What the policy of a topic in another account must contain before this account can subscribe. */
  private subscribePolicy(topicArn: string): unknown {
    const statement = new PolicyStatement({
      principals: [new AccountPrincipal(Aws.ACCOUNT_ID)],
      actions: ['sns:Subscribe'],
      resources: [topicArn],
    });
    return Stack.of(this).resolve(new PolicyDocument({ statements: [statement] }));
  }
}

/** Groups sources by topic. Sources of one topic share one subscription. */
export const sourcesByTopic = (sources: readonly ExistingTopicSettings[]): ExistingTopicSettings[][] => {
  const topics = new Map<string, ExistingTopicSettings[]>();
  for (const source of sources) topics.set(source.topicArn, [...(topics.get(source.topicArn) ?? []), source]);
  return [...topics.values()];
};

/** S3 encodes keys in its messages like form data: a space is `+`. */
const encoded = (key: string): string =>
  key
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%20', '+'))
    .join('/');

/** Complexity limit of SNS: the product, over all keys of a filter policy, of values × depth. */
const MAXIMUM_FILTER_COMPLEXITY = 150;

/** Filters for the log files of the sources. Others of the topic would fail because the function may not read them. */
function toFilter(sources: readonly ExistingTopicSettings[]) {
  const keepOnly = (conditions: { allowlist?: string[]; matchPrefixes?: string[] }) =>
    FilterOrPolicy.filter(SubscriptionFilter.stringFilter(conditions));
  const bucketNames = [...new Set(sources.map(({ bucketName }) => bucketName))];
  const prefixes = [...new Set(sources.flatMap(keyPrefixes))];
  const ofCloudTrail = sources[0]?.messages === 'cloudTrail';
  const depth = ofCloudTrail ? 1 : 4;
  const complexity = bucketNames.length * depth * prefixes.length * depth;
  if (complexity > MAXIMUM_FILTER_COMPLEXITY) {
    throw new AuditTrailError(
      'Configuration',
      `sources of topic ${sources[0]?.topicArn} name ${bucketNames.length} buckets and ${prefixes.length} prefixes. Their product must be at most ${Math.floor(MAXIMUM_FILTER_COMPLEXITY / depth ** 2)}, the limit of a subscription filter.`,
    );
  }
  const filterPolicyWithMessageBody = ofCloudTrail
    ? { s3Bucket: keepOnly({ allowlist: bucketNames }), s3ObjectKey: keepOnly({ matchPrefixes: prefixes }) }
    : {
        Records: FilterOrPolicy.policy({
          s3: FilterOrPolicy.policy({
            bucket: FilterOrPolicy.policy({ name: keepOnly({ allowlist: bucketNames }) }),
            object: FilterOrPolicy.policy({ key: keepOnly({ matchPrefixes: prefixes.map(encoded) }) }),
          }),
        }),
      };
  return { filterPolicyWithMessageBody };
}
