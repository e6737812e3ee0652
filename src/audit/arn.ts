/** Region prefixes outside the commercial partition, and the partition they belong to. */
const PARTITIONS: readonly (readonly [regionPrefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
];

/** The partition of a Region, `aws` for all that are not known to be elsewhere. */
export function partitionOf(region: string): string {
  for (const [prefix, partition] of PARTITIONS) if (region.startsWith(prefix)) return partition;
  return 'aws';
}

/** The parts of an ARN that matter here. */
export interface Arn {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** All that follows the account, colons included: stream labels have some. */
  readonly resource: string;
}

/** Splits an ARN; undefined for anything that is not one. */
export function parseArn(text: string): Arn | undefined {
  if (!text.startsWith('arn:')) return undefined;
  const [, , service, region, account, ...rest] = text.split(':');
  if (!service || region === undefined || account === undefined) return undefined;
  const resource = rest.join(':');
  return resource === '' ? undefined : { service, region, account, resource };
}

const OWN_ARN = /^arn:[^:]*:(dynamodb|dax):[^:]*:[^:]*:./;

/** Whether a text is the ARN of something that this audit calls a resource. */
export const isOwnArn = (text: string): boolean => OWN_ARN.test(text);

const TABLE_PART = /^(.*?:table\/[^/]+)(\/.*)?$/s;

/** Whether an ARN is that of a table itself, not of an index, backup or stream of one. */
export function isTableArn(arn: string): boolean {
  const match = TABLE_PART.exec(arn);
  return match !== null && match[2] === undefined;
}

/** The ARN of the table that an index, stream, backup, export or import belongs to, or the table's own. */
export const parentTable = (arn: string): string | undefined => TABLE_PART.exec(arn)?.[1];
