import { parseArn } from './arn';
import { toPlainArn } from './guard-resources';
import { matchesPattern } from './pattern';

/** The resources that the audit itself needs. */
export interface GuardedResources {
  /** True if one of these resources is needed, or is a part of one: an object in a bucket, a subscription of a topic. */
  readonly touchedBy: (resources: readonly string[]) => boolean;
  /** Texts of which every event that touches one of them has at least one. An empty text: nothing is known. */
  readonly texts: readonly string[];
}

export const NOTHING_GUARDED: GuardedResources = { touchedBy: () => false, texts: [] };

/**
 * Creates the check whether a call touches the audit's own resources.
 * @param guarded ARNs; a trailing `*` matches any suffix, but `:*` of a log group's ARN means the group. A bucket
 * may be given by its name.
 */
export function guardedResources(guarded: readonly string[]): GuardedResources {
  if (guarded.length === 0) return NOTHING_GUARDED;
  const patterns = guarded.filter((one) => one.endsWith('*') && !one.endsWith(':*'));
  const exact = new Set(guarded.filter((one) => !patterns.includes(one)).map(toPlainArn));
  const isGuarded = (resource: string): boolean =>
    exact.has(resource) ||
    wholes(resource).some((whole) => exact.has(whole)) ||
    patterns.some((pattern) => matchesPattern(pattern, resource));
  return { touchedBy: (resources) => resources.some(isGuarded), texts: toTexts(guarded) };
}

/** Fewer characters would be in most events. */
const SHORTEST_TEXT = 3;

/** The end of each name, without what JSON may write in another way. A text that holds another one adds nothing. */
function toTexts(guarded: readonly string[]): readonly string[] {
  const ends = guarded.map((one) => {
    const plain = toPlainArn(one.endsWith(':*') ? one : one.replace(/\*$/, ''));
    const end = /[\w.-]*$/.exec(parseArn(plain)?.resource ?? plain)?.[0] ?? '';
    return end.length < SHORTEST_TEXT ? '' : end;
  });
  const all = [...new Set(ends)];
  return all.filter((text) => !all.some((other) => other !== text && text.includes(other)));
}

/** The names of what a resource is a part of: the bucket of an object, the topic of a subscription. */
function wholes(resource: string): string[] {
  const arn = parseArn(resource);
  if (arn?.service === 's3') {
    const bucket = arn.resource.split('/', 1)[0] ?? '';
    return [bucket, resource.slice(0, resource.length - arn.resource.length) + bucket];
  }
  if (arn?.service === 'sns') {
    const topic = arn.resource.split(':', 1)[0] ?? '';
    return [resource.slice(0, resource.length - arn.resource.length) + topic];
  }
  return [];
}
