import { BlockList, isIP } from 'node:net';
import { AuditTrailError } from '../errors';

/** Whether a value of the filter `sourceIp` is a network in CIDR notation, not one address or service. */
export const isNetwork = (value: string): boolean => value.includes('/');

const family = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');

/**
 * Whether a source IP address is one of the given values or lies in one of them.
 * @param values IPv4 or IPv6 addresses, names of AWS services, or networks in CIDR notation
 */
export function sourceIpMatcher(values: readonly string[]): (sourceIp: string | undefined) => boolean {
  const exact = new Set(values);
  const networks = new BlockList();
  for (const value of values.filter(isNetwork)) {
    const [address = '', bits] = value.split('/');
    networks.addSubnet(address, Number(bits), family(address));
  }
  return (sourceIp) =>
    sourceIp !== undefined &&
    (exact.has(sourceIp) || (isIP(sourceIp) !== 0 && networks.check(sourceIp, family(sourceIp))));
}

/** @throws AuditTrailError `InvalidArgument` for a malformed address or network */
export function checkSourceIp(value: string): void {
  if (isNetwork(value) ? isCidr(value) : !looksLikeAddress(value) || isIP(value) !== 0) return;
  throw new AuditTrailError(
    'InvalidArgument',
    `sourceIp must be an IP address, a network in CIDR notation such as 203.0.113.0/24 or 2001:db8::/32, ` +
      `or the name of an AWS service, but is ${JSON.stringify(value)}.`,
  );
}

function isCidr(value: string): boolean {
  const [, address = '', bits = ''] = /^([^/]+)\/(\d{1,3})$/.exec(value) ?? [];
  return isIP(address) !== 0 && Number(bits) <= (isIP(address) === 6 ? 128 : 32);
}

/** Names of services have letters beyond `f`, and no colon. */
const looksLikeAddress = (value: string): boolean => /^[\d.]+$/.test(value) || /^[\da-f.]*:/i.test(value);
