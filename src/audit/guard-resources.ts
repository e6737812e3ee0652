import { parseArn, partitionForRegion } from './arn';
import type { ResourceKind } from './operations';

interface NamedAt {
  readonly accountId: string | undefined;
  readonly region: string | undefined;
}

/** Builds the ARN of a resource that is not global. */
const regional =
  (service: string, prefix: string) =>
  (name: string, { accountId = '', region = '' }: NamedAt): string =>
    `arn:${partitionForRegion(region)}:${service}:${region}:${accountId}:${prefix}${name}`;

const partition = ({ region = '' }: NamedAt): string => partitionForRegion(region);

const functionArn = regional('lambda', 'function:');
const queueArn = regional('sqs', '');

/** How a call of another service names a resource that is not an ARN. */
export const GUARD_NAMES: Partial<Record<ResourceKind, (name: string, at: NamedAt) => string | undefined>> = {
  trail: regional('cloudtrail', 'trail/'),
  bucket: (name, at) => `arn:${partition(at)}:s3:::${name}`,
  'kms-key': (name, at) => regional('kms', name.startsWith('alias/') ? '' : 'key/')(name, at),
  /** `https://sqs.<Region>.amazonaws.com/<account>/<name>` */
  queue: (url, at) => {
    const [account, name] = url.split('/').slice(-2);
    return name ? queueArn(name, { region: at.region, accountId: account || at.accountId }) : undefined;
  },
  'event-rule': regional('events', 'rule/'),
  schedule: (name, at) => regional('scheduler', 'schedule/default/')(name, at),
  /** `<name>`, or `<account>:function:<name>`, each perhaps with a version or alias. */
  function: (name, at) => {
    const [first = '', kind, last] = name.split(':');
    return kind === 'function' && last
      ? functionArn(last, { region: at.region, accountId: first })
      : functionArn(first, at);
  },
  role: (name, at) => `arn:${partition(at)}:iam::${at.accountId ?? ''}:role/${name}`,
  alarm: regional('cloudwatch', 'alarm:'),
  'log-group': regional('logs', 'log-group:'),
  stack: regional('cloudformation', 'stack/'),
  'backup-vault': regional('backup', 'backup-vault:'),
  'other-arn': () => undefined,
};

/**
 * Writes an ARN as a call that gives only the name would have it: without a function's version, the id of a
 * stack, or the `:*` of a log group.
 */
export function toPlainArn(arn: string): string {
  const parts = parseArn(arn);
  if (parts === undefined) return arn;
  const keep = SHORTENED.find(
    ([service, prefix]) => parts.service === service && parts.resource.startsWith(prefix),
  );
  if (keep === undefined) return arn;
  const [, prefix, separator] = keep;
  const name = parts.resource.slice(prefix.length).split(separator, 1)[0];
  return arn.slice(0, arn.length - parts.resource.length) + prefix + name;
}

const SHORTENED: readonly (readonly [service: string, prefix: string, separator: string])[] = [
  ['lambda', 'function:', ':'],
  ['cloudformation', 'stack/', '/'],
  ['logs', 'log-group:', ':'],
];
