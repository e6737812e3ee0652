import type { Service } from '../audit/audit-record';
import { resourceName } from '../audit/resource-name';
import type { Call } from './risk-rule';

const UNNAMED: Readonly<Record<Service, string>> = {
  dynamodb: 'a table',
  dynamodbstreams: 'a table',
  dax: 'a DAX resource',
  guard: '(not shown)',
};

/** What a call is about, in a few words: the first resource's own name, or the kind of thing. */
export function subject({ record }: Call): string {
  const [first] = record.resources;
  if (first === undefined) return UNNAMED[record.service];
  return resourceName(first).name;
}

/** The names of all tables of a call, for calls about several. */
export function subjects(call: Call): string {
  const names = new Set(call.record.resources.map((resource) => resourceName(resource).table ?? ''));
  names.delete('');
  return names.size === 0 ? subject(call) : [...names].join(', ');
}

/** Bytes as people read them: `1.5 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${Number(value.toFixed(1))} ${units[unit]}`;
}
