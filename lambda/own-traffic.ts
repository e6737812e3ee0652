import type { OwnTrafficSelection } from '../src/assure/coverage/trail-logging';
import type { OwnTraffic } from '../src/ingest/exclusion';
import { ENVIRONMENT } from '../src/settings/environment';

/** Reads from the environment which calls are the audit's own traffic. */
export function readOwnTraffic(): OwnTraffic | undefined {
  const roleArns = process.env[ENVIRONMENT.ownRoleArns];
  const tableArns = process.env[ENVIRONMENT.ownTableArns];
  return roleArns && tableArns
    ? { roleArns: roleArns.split(','), tableArns: tableArns.split(',') }
    : undefined;
}

/** The same traffic, as selectors of a trail see it: sessions of the roles, whose ARNs have no path. */
export const toOwnTrafficSelection = ({ roleArns, tableArns }: OwnTraffic): OwnTrafficSelection => ({
  sessionPrefixes: roleArns.map((roleArn) => {
    const [, partition, , , account] = roleArn.split(':');
    return `arn:${partition}:sts::${account}:assumed-role/${roleArn.split('/').at(-1)}/`;
  }),
  tableArns,
});
