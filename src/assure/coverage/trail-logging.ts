/** What a trail logs in a stretch of event time. */
export interface TrailLogging {
  /** The account is empty if it is not known, as for a trail of an organization in another account. */
  readonly trailArn: string;
  /** ISO 8601. From when on this is known to hold. */
  readonly since: string;
  /** Until when this is known to hold, exclusive. Absent for what holds now. */
  readonly until?: string;
  /** When CloudTrail was asked, for what it said. */
  readonly readAt?: string;
  /** Where it is known from: the settings of the deployment, CloudTrail's API, or nowhere. */
  readonly from: 'settings' | 'api' | 'unknown';
  /** Why it is not known. */
  readonly reason?: string;
  readonly isLogging: boolean;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
  /** Whether it logs all accounts of an organization, or its own account only. */
  readonly isOrganizationTrail: boolean;
  /** Advanced selectors. Basic ones are converted to these. Empty if it is not known. */
  readonly selectors: readonly EventSelector[];
  /** Calls by the functions of the audit on its tables, which nobody expects to be logged. Default: none. */
  readonly ownTraffic?: OwnTrafficSelection;
}

/** What a trail logs at one time. */
export type TrailState = Omit<TrailLogging, 'since' | 'until'>;

/** Which calls are the audit's own traffic. */
export interface OwnTrafficSelection {
  /** How the ARNs of sessions of their roles begin, up to the session's name. */
  readonly sessionPrefixes: readonly string[];
  readonly tableArns: readonly string[];
}

/** An advanced event selector of CloudTrail: an event is logged if all fields of one selector match it. */
export interface EventSelector {
  readonly name?: string;
  readonly fieldSelectors: readonly FieldSelector[];
}

/** Conditions on one field of an event. */
export interface FieldSelector extends Readonly<Partial<Record<SelectorOperator, readonly string[]>>> {
  readonly field: string;
}

/** Operators, as CloudTrail names them but for the first letter, which its API writes in upper case. */
const SELECTOR_OPERATORS = [
  'equals',
  'notEquals',
  'startsWith',
  'notStartsWith',
  'endsWith',
  'notEndsWith',
] as const;
export type SelectorOperator = (typeof SELECTOR_OPERATORS)[number];
