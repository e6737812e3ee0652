/** Region prefixes outside the commercial partition, and the partition they belong to. */
export const PARTITIONS: readonly (readonly [regionPrefix: string, partition: string])[] = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
];

/** The partition of a Region. Default: `aws`. */
export function partitionForRegion(region: string): string {
  for (const [prefix, partition] of PARTITIONS) if (region.startsWith(prefix)) return partition;
  return 'aws';
}

/** The parts of an ARN. */
export interface Arn {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** Everything after the account. It can contain colons, as stream labels do. */
  readonly resource: string;
}

/** Splits an ARN. Returns undefined if the text is not an ARN. */
export function parseArn(text: string): Arn | undefined {
  if (!text.startsWith('arn:')) return undefined;
  const [, , service, region, account, ...rest] = text.split(':');
  if (!service || region === undefined || account === undefined) return undefined;
  const resource = rest.join(':');
  return resource === '' ? undefined : { service, region, account, resource };
}

const OWN_ARN = /^arn:[^:]*:(dynamodb|dax):[^:]*:[^:]*:./;

/** True if the text is the ARN of a DynamoDB or DAX resource. */
export const isOwnArn = (text: string): boolean => text.startsWith('arn:') && OWN_ARN.test(text);

/** What the ARN of a table looks like. */
export const TABLE_ARN = /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/[^/]+$/;

const TABLE = ':table/';

/** End of the table part of an ARN, or -1 if the ARN names no table. */
function tableEnd(arn: string): number {
  for (let at = arn.indexOf(TABLE); at >= 0; at = arn.indexOf(TABLE, at + 1)) {
    const name = at + TABLE.length;
    const slash = arn.indexOf('/', name);
    const end = slash < 0 ? arn.length : slash;
    if (end > name) return end;
  }
  return -1;
}

/** True if an ARN is that of a table itself, not of its index, backup or stream. */
export const isTableArn = (arn: string): boolean => tableEnd(arn) === arn.length;

/** The ARN of the table that an index, stream, backup, export or import belongs to. A table returns itself. */
export function parentTable(arn: string): string | undefined {
  const end = tableEnd(arn);
  return end < 0 ? undefined : arn.slice(0, end);
}
