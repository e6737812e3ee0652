import { sourceIpMatcher } from '../../query/source-ip';
import type { SqlParameters } from './sql-parameters';

/** Networks in CIDR notation. DuckDB compares addresses with networks only by an extension. */
export interface Networks {
  /** Whether an address is in one of them. */
  readonly has: (sourceIp: string | undefined) => boolean;
  /** What the text of every address in them matches, in SQL. Cheaper than comparing all addresses. */
  toTextCondition(parameters: SqlParameters): string;
}

export const toNetworks = (networks: readonly string[]): Networks => ({
  has: sourceIpMatcher(networks),
  toTextCondition: (parameters) =>
    // An IPv4 address can also be written as an IPv6 address.
    [...networks.map(toBeginning), undefined]
      .map((start) =>
        start === undefined ? `contains(sourceIp, ':')` : `starts_with(sourceIp, ${parameters.add(start)})`,
      )
      .join(' OR '),
});

/** What the IPv4 addresses of a network begin with: its whole octets. */
function toBeginning(network: string): string | undefined {
  const [address = '', bits] = network.split('/');
  if (address.includes(':')) return undefined;
  return address
    .split('.')
    .slice(0, Math.floor(Number(bits) / 8))
    .map((octet) => `${octet}.`)
    .join('')
    .replace(/^((?:\d+\.){3}\d+)\.$/, '$1');
}

/** Longer lists go to DuckDB as one value. */
const MAXIMUM_LISTED = 500;
/** No address contains a space. */
const BETWEEN = ' ';

/** Whether a row's address is one of those that are in the networks, in SQL. */
export function isInNetworks(
  { has }: Networks,
  addresses: readonly string[],
  parameters: SqlParameters,
): string {
  const within = addresses.filter(has);
  if (within.length === 0) return 'false';
  if (within.length <= MAXIMUM_LISTED) return `sourceIp IN (${parameters.addAll(within)})`;
  const list = parameters.add(within.join(BETWEEN));
  return `sourceIp IN (SELECT unnest(string_split(${list}, '${BETWEEN}')))`;
}
