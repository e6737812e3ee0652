import { RISK_LEVELS, type RiskLevel, SERVICES, type Service } from '../audit/audit-record';
import { OPERATIONS } from '../audit/find-operation';
import type { CheckedQuery, TimeRange } from './query';

/** An operation that is asked for, of one service or of any. */
export interface AskedAction {
  readonly eventName: string;
  readonly service?: Service;
}

type UnchangedFilter =
  | 'principal'
  | 'session'
  | 'service'
  | 'plane'
  | 'access'
  | 'category'
  | 'outcome'
  | 'errorCode'
  | 'accessKey'
  | 'sourceIp'
  | 'accountId'
  | 'region'
  | 'order';

/** A checked query with names resolved and times fixed: all that planning and filtering need. */
export interface Question extends Pick<CheckedQuery, UnchangedFilter> {
  /** Each list is a filter of its own: a record must affect one resource of every list. */
  readonly resources: readonly (readonly string[])[];
  readonly action?: readonly AskedAction[] | undefined;
  /** The levels that are asked for. */
  readonly risk?: readonly RiskLevel[] | undefined;
  readonly range: TimeRange;
}

/** Puts a checked query into the words of a question. */
export function toQuestion(
  query: CheckedQuery,
  resources: readonly (readonly string[])[],
  range: TimeRange,
): Question {
  const { resource, table, related, partial, since, until, action, risk, ...filters } = query;
  return {
    ...filters,
    resources: resources.map(distinct),
    action: action && distinct(action.flatMap(spellings)).map(askedAction),
    risk: risk && RISK_LEVELS.slice(RISK_LEVELS.indexOf(risk)),
    range,
  };
}

export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

const NAMES = new Map(OPERATIONS.map(({ eventName }) => [eventName.toLowerCase(), eventName]));

/** An action as it was asked for, and as the operations table spells it: nobody remembers capitals at night. */
function spellings(text: string): string[] {
  const { service, eventName } = askedAction(text);
  const known = NAMES.get(eventName.toLowerCase());
  if (known === undefined || known === eventName) return [text];
  return [text, service ? `${service}:${known}` : known];
}

/** `dynamodb:DeleteTable`, as the list of actions has it, or `DeleteTable` of any service. */
function askedAction(text: string): AskedAction {
  const service = SERVICES.find((name) => text.startsWith(`${name}:`));
  return service ? { service, eventName: text.slice(service.length + 1) } : { eventName: text };
}
