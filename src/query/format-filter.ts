import type { AskedItem } from './item-key';

/** A filter for display: `plane = control`. */
export const formatFilter = (name: string, values: readonly string[]): string =>
  `${name} = ${values.join(' or ')}`;

/** An item for display, without the values of its key: they may be personal data. */
export const formatItem = ({ key }: AskedItem): string => `item by ${Object.keys(key).join(' and ')}`;

/** An excluded value for display: `action is not GetItem`. */
export const formatExclusion = (name: string, values: readonly string[]): string =>
  `${name} is not ${values.join(' or ')}`;
