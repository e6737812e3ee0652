import { SERVICES, type Service } from '../audit/audit-record';

/** An operation that a query names, of one service or of any. */
export interface AskedAction {
  readonly eventName: string;
  readonly service?: Service;
}

/** Parses `dynamodb:DeleteTable`, or `DeleteTable` of any service. */
export function parseAction(text: string): AskedAction {
  const service = SERVICES.find((name) => text.startsWith(`${name}:`));
  return service ? { service, eventName: text.slice(service.length + 1) } : { eventName: text };
}

export const formatAction = ({ service, eventName }: AskedAction): string =>
  service ? `${service}:${eventName}` : eventName;
