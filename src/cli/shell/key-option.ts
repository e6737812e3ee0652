import { InvalidArgumentError, Option } from 'commander';
import type { AuditQuery } from '../../query/query';
import { toQuery } from './filter-options';

/** `--key`: values of key attributes by name. */
export const keyOption = (description: string): Option =>
  new Option('--key <attribute=value>', description).argParser(addKey);

/** `--key` of a search. `toKeyedQuery` reads it back. */
export const searchKeyOption = (): Option =>
  keyOption('Only calls that name the item with this key attribute. Requires --table');

/** Makes a query of the options that were given, with the key of an item. */
export const toKeyedQuery = (options: { key?: AuditQuery['key'] } & Record<string, unknown>): AuditQuery => ({
  ...toQuery(options),
  ...(options.key && { key: options.key }),
});

function addKey(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be ATTRIBUTE=VALUE, for example orderId=42.');
  const attribute = text.slice(0, at);
  if (Object.hasOwn(before, attribute)) {
    throw new InvalidArgumentError(`The attribute ${attribute} is given twice. An item has one value of it.`);
  }
  return { ...before, [attribute]: text.slice(at + 1) };
}
