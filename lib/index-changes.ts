import { INDEXES, OCCURRED, PROJECTED_ATTRIBUTES } from '../src/store/indexes';

/** An index of a release: all properties that DynamoDB cannot change in place. */
export interface ReleasedIndex {
  readonly name: string;
  readonly sortKey: string;
  readonly projectedAttributes: readonly string[];
}

export const currentIndexes = (): ReleasedIndex[] =>
  INDEXES.map(({ name }) => ({ name, sortKey: OCCURRED, projectedAttributes: [...PROJECTED_ATTRIBUTES] }));

/** One change that a deployment makes to the indexes of a table. */
export interface IndexChange {
  readonly change: 'create' | 'delete' | 'replace';
  readonly name: string;
}

/** The changes between two releases. To change an index, two deployments delete and create it. */
export function indexChanges(
  released: readonly ReleasedIndex[],
  current: readonly ReleasedIndex[],
): IndexChange[] {
  const before = new Map(released.map((index) => [index.name, JSON.stringify(index)]));
  const after = new Map(current.map((index) => [index.name, JSON.stringify(index)]));
  const gone = [...before.keys()].filter((name) => !after.has(name));
  const made = [...after.keys()].filter((name) => !before.has(name));
  const changed = [...after].filter(([name, index]) => before.has(name) && before.get(name) !== index);
  return [
    ...gone.map((name) => ({ change: 'delete' as const, name })),
    ...made.map((name) => ({ change: 'create' as const, name })),
    ...changed.map(([name]) => ({ change: 'replace' as const, name })),
  ];
}

/**
 * Explains how to release changes of several indexes: DynamoDB creates or deletes one index per table update.
 * @returns how to stage the changes, or undefined if they fit into one release
 */
export function stagingAdvice(changes: readonly IndexChange[]): string | undefined {
  const [first] = changes;
  if (!first || (changes.length === 1 && first.change !== 'replace')) return undefined;
  const list = changes.map(({ change, name }) => `${change} ${name}`).join(', ');
  return [
    `This release would ${list}. DynamoDB creates or deletes one index per table update, and cannot change an index in place.`,
    'Stage it: keep one creation or deletion in src/store/indexes.ts, release and deploy it everywhere, run',
    '`npm run generate:indexes`, then go on with the next. To change an index, create it under a new name, let',
    'queries use it once it is filled, and delete the old one in a later release.',
  ].join('\n');
}
