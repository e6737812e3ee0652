import { Lazy } from 'aws-cdk-lib';
import { AccountPrincipal, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { IDependable } from 'constructs';

/** What sends notifications to a queue, and the condition that identifies one sender. */
const SENDERS = {
  bucket: { sid: 'Buckets', service: 's3.amazonaws.com', operator: 'ArnEquals', key: 'aws:SourceArn' },
  topic: { sid: 'Topics', service: 'sns.amazonaws.com', operator: 'ArnEquals', key: 'aws:SourceArn' },
  rule: { sid: 'Rules', service: 'events.amazonaws.com', operator: 'ArnEquals', key: 'aws:SourceArn' },
  /** EventBridge delivers to a queue of another account with a role of the account that owns the rule. */
  role: { sid: 'Roles', service: undefined, operator: 'ArnLike', key: 'aws:PrincipalArn' },
} as const;
export type SenderKind = keyof typeof SENDERS;

/** One sender: its ARN, and the account that owns it where senders of several accounts are allowed. */
export interface Sender {
  readonly arn: string;
  readonly account?: string;
}

interface Allowed {
  readonly statement: PolicyStatement;
  readonly arns: Set<string>;
  readonly accounts: Set<string>;
  readonly dependable: IDependable;
}

const oneOrList = (values: ReadonlySet<string>) =>
  Lazy.any({ produce: () => (values.size === 1 ? [...values][0] : [...values]) });

/**
 * The statements of a queue's policy that let senders in: one statement for each kind, with a list of
 * senders. A policy of SQS may contain ten conditions, so that a statement for each source would not fit.
 */
export class NotificationSenders {
  private readonly allowed = new Map<SenderKind, Allowed>();

  constructor(private readonly queue: Queue) {}

  /**
   * Lets a sender send to the queue.
   * @returns the policy, for resources that need it to exist
   */
  allow(kind: SenderKind, { arn, account }: Sender): IDependable {
    const { statement, arns, accounts, dependable } = this.allowed.get(kind) ?? this.add(kind);
    arns.add(arn);
    if (account === undefined) return dependable;
    if (kind === 'role' && !accounts.has(account)) statement.addPrincipals(new AccountPrincipal(account));
    accounts.add(account);
    return dependable;
  }

  private add(kind: SenderKind): Allowed {
    const { sid, service, operator, key } = SENDERS[kind];
    const arns = new Set<string>();
    const accounts = new Set<string>();
    const statement = new PolicyStatement({
      sid,
      principals: service === undefined ? [] : [new ServicePrincipal(service)],
      actions: ['sqs:SendMessage'],
      resources: [this.queue.queueArn],
      conditions: {
        [operator]: { [key]: oneOrList(arns) },
        // A bucket ARN has no account: without it, a bucket of the same name could send after a deletion.
        ...(kind === 'bucket' && { StringEquals: { 'aws:SourceAccount': oneOrList(accounts) } }),
      },
    });
    const { policyDependable } = this.queue.addToResourcePolicy(statement);
    const added = { statement, arns, accounts, dependable: policyDependable ?? this.queue };
    this.allowed.set(kind, added);
    return added;
  }
}
