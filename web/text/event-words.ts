import type { DetailedRecord } from '../../src/query/event-record';

type Described = Pick<DetailedRecord, 'eventName' | 'access' | 'plane' | 'outcome' | 'errorCode'>;

const ACCESS_WORDS: Readonly<Record<Described['access'], string>> = {
  read: 'reads',
  write: 'writes',
  list: 'lists',
  tagging: 'changes tags',
  permissions: 'changes permissions',
};

/** What kind of call it is: `writes items`, `changes permissions of a resource`. */
export function describeKind({ access, plane }: Described): string {
  if (access === 'tagging' || access === 'permissions') return ACCESS_WORDS[access];
  return `${ACCESS_WORDS[access]} ${plane === 'data' ? 'items' : 'resources or settings'}`;
}

/** How the call ended. */
export function describeOutcome({ outcome, errorCode }: Described): string {
  const words = { succeeded: 'Succeeded', denied: 'Denied', throttled: 'Throttled', failed: 'Failed' }[
    outcome
  ];
  return errorCode === undefined ? words : `${words}: ${errorCode}`;
}
