import { InvalidArgumentError, Option } from 'commander';

/** `--key`: values of key attributes by name. */
export const keyOption = (description: string): Option =>
  new Option('--key <attribute=value>', description).argParser(addKey);

function addKey(text: string, before: Readonly<Record<string, string>> = {}): Record<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be ATTRIBUTE=VALUE, for example orderId=42.');
  const attribute = text.slice(0, at);
  if (Object.hasOwn(before, attribute)) {
    throw new InvalidArgumentError(`The attribute ${attribute} is given twice. An item has one value of it.`);
  }
  return { ...before, [attribute]: text.slice(at + 1) };
}
