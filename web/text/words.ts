/** A whole number with thousands separators. */
export const formatCount = (value: number): string => value.toLocaleString('en-US');

/** `1 event`, `2 events`. */
export const countWords = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** What names a resource or a principal to a person: the end of an ARN. */
export function shortName(value: string): string {
  if (!value.startsWith('arn:')) return value;
  const resource = value.split(':').slice(5).join(':');
  // The path of a role or user, such as service/, is no part of its name.
  const name = value.includes(':iam:')
    ? resource.slice(resource.lastIndexOf('/') + 1)
    : resource.replace(/^table\//, '');
  return name || value;
}

/**
 * Makes a function that gives short names, with the Region and the account of an ARN where others have the same short name:
 * `Customers, eu-west-1 111122223333`.
 */
export function distinctNames(values: readonly string[]): (value: string) => string {
  const counts = new Map<string, number>();
  for (const name of values.map(shortName)) counts.set(name, (counts.get(name) ?? 0) + 1);
  return (value) => {
    const name = shortName(value);
    if ((counts.get(name) ?? 0) < 2 || name === value) return name;
    const [, , , region, account] = value.split(':');
    return `${name}, ${[region, account].filter(Boolean).join(' ')}`;
  };
}

export const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
