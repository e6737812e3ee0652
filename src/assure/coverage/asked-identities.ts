import type { AskedIdentity } from './selectable-events';

const ROLE = /^arn:(?<partition>[^:]+):iam::(?<account>\d{12}):role\/(?:.*\/)?(?<name>[^/]+)$/;
const USER = /^arn:[^:]+:iam::\d{12}:user\/.+$/;

/**
 * Finds the values of `userIdentity.arn` in calls of principals. A session's ARN has the name of its role without the path.
 * @param principals stable ids
 * @returns `undefined` if one of them can have any value: the caller then asks about anyone
 */
export function toAskedIdentities(principals: readonly string[]): AskedIdentity[] | undefined {
  const identities = principals.map(toIdentity);
  return identities.every((one) => one !== undefined) ? identities : undefined;
}

function toIdentity(principal: string): AskedIdentity | undefined {
  const { partition, account, name } = ROLE.exec(principal)?.groups ?? {};
  if (name) return { arn: `arn:${partition}:sts::${account}:assumed-role/${name}/`, isPrefix: true };
  return USER.test(principal) ? { arn: principal, isPrefix: false } : undefined;
}
