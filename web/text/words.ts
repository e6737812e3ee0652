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

export const capitalize = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
