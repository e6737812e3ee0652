import { partitionForRegion } from '../../audit/arn';

/**
 * In `summary`, an ARN of the record's own account (and Region) is written without what the record
 * says already: `:role/app` for `arn:aws:iam::111122223333:role/app`, `:table/Music` for
 * `arn:aws:dynamodb:us-east-1:111122223333:table/Music`. Anything else is written whole; a value
 * that itself begins with `:` gets one more in front.
 */
export interface ArnContext {
  readonly service?: string;
  readonly accountId?: string;
  readonly region?: string;
}

/** The prefix of all principals of the record's own account. */
export const principalPrefix = ({ accountId, region }: ArnContext): string | undefined =>
  accountId && region && `arn:${partitionForRegion(region)}:iam::${accountId}:`;

/** The prefix of all resources of the record's own account and Region. */
export const resourcePrefix = ({ service, accountId, region }: ArnContext): string | undefined =>
  accountId &&
  region &&
  `arn:${partitionForRegion(region)}:${service === 'dax' ? 'dax' : 'dynamodb'}:${region}:${accountId}:`;

/** A value as `summary` writes it, without the prefix. */
export function relativeTo(prefix: string | undefined, value: string): string {
  if (value.startsWith(':')) return `:${value}`;
  const isOwn = prefix && value.startsWith(prefix) && value.charCodeAt(prefix.length) !== 58; // not `:`
  return isOwn ? value.slice(prefix.length - 1) : value;
}

/** Restores a value that `relativeTo` wrote with the same prefix. */
export function absoluteFrom(prefix: string | undefined, value: string): string {
  if (!value.startsWith(':')) return value;
  return value.startsWith('::') ? value.slice(1) : `${prefix}${value.slice(1)}`;
}
