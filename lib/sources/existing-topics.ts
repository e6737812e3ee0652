import { Aws, Stack } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { FilterOrPolicy, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { AuditTrailError } from '../../src/errors';
import type { ExistingTopicSettings } from '../../src/settings/source-settings';
import { keyPrefixes } from './log-files';
import { printOwnerAdditions } from './owner-additions';
import type { SourceTarget } from './source-target';

/** A topic that already announces log files, of one bucket or of several. */
export class ExistingTopic extends Construct {
  constructor(scope: Construct, id: string, sources: readonly ExistingTopicSettings[], target: SourceTarget) {
    super(scope, id);
    const [first] = sources;
    if (!first) return;
    if (sources.some(({ messages }) => messages !== first.messages)) {
      throw new AuditTrailError(
        'Configuration',
        `sources name the topic ${first.topicArn} with both messages, s3Events and cloudTrail. Use one of them for a topic.`,
      );
    }
    sources.forEach((source, index) => {
      target.grantRead(this, source, source.encryptionKeyArn);
      const owner = source.bucketAccountId;
      if (owner === undefined || owner === Stack.of(this).account) return;
      printOwnerAdditions(this, `OwnerMustAdd${index || ''}`, {
        files: source,
        bucketAccountId: owner,
        readerArn: target.ownRole.roleArn,
        encryptionKeyArn: source.encryptionKeyArn,
        notification: { topicPolicy: this.subscribePolicy(first.topicArn) },
      });
    });
    const { queue, deadLetterQueue } = target.queue;
    Topic.fromTopicArn(this, 'Topic', first.topicArn).addSubscription(
      new SqsSubscription(queue, { rawMessageDelivery: true, deadLetterQueue, ...toFilter(sources) }),
    );
  }

  /** What the policy of a topic in another account must say before we can subscribe. */
  private subscribePolicy(topicArn: string): unknown {
    const statement = new PolicyStatement({
      principals: [new AccountPrincipal(Aws.ACCOUNT_ID)],
      actions: ['sns:Subscribe'],
      resources: [topicArn],
    });
    return Stack.of(this).resolve(new PolicyDocument({ statements: [statement] }));
  }
}

/** Sources of one topic share one subscription. */
export const sourcesByTopic = (sources: readonly ExistingTopicSettings[]): ExistingTopicSettings[][] => {
  const topics = new Map<string, ExistingTopicSettings[]>();
  for (const source of sources) topics.set(source.topicArn, [...(topics.get(source.topicArn) ?? []), source]);
  return [...topics.values()];
};

/** Keys stand in S3's messages as form data does: a space is `+`. */
const encoded = (key: string): string =>
  key
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%20', '+'))
    .join('/');

/** SNS multiplies, over the keys of a filter policy, the number of values by their depth. */
const MAXIMUM_FILTER_COMPLEXITY = 150;

/** Only the log files asked for: others of the topic would be read without permission, and fail. */
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
      `sources of topic ${sources[0]?.topicArn} name ${bucketNames.length} buckets and ${prefixes.length} prefixes, but a subscription can filter at most ${Math.floor(MAXIMUM_FILTER_COMPLEXITY / depth ** 2)} combinations of them. Name fewer, or use further topics.`,
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
