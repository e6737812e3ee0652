import type { Place } from './place';

/** Stories begin with all time: what matters often happened before the events that one looks at. */
const ALL_TIME = { since: undefined, until: undefined, event: undefined };

/** Where a table's life is told. */
export const toTable = (table: string): Partial<Place> => ({
  ...ALL_TIME,
  view: 'table',
  filters: { table: [table] },
});

/** Where it is told what a principal did. */
export const toPrincipal = (principal: string): Partial<Place> => ({
  ...ALL_TIME,
  view: 'principal',
  filters: { principal: [principal] },
});

/** Where it is told what an access key was used for. */
export const toAccessKey = (accessKey: string): Partial<Place> => ({
  ...ALL_TIME,
  view: 'access-key',
  filters: { accessKey: [accessKey] },
});

/** The ARN of the table that a resource is, or belongs to. Undefined for other resources. */
export const findTable = (resource: string): string | undefined =>
  /^arn:[^:]*:dynamodb:[^:]*:[^:]*:table\/[^/]+/.exec(resource)?.[0];
