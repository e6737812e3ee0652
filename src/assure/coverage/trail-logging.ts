/** What a trail logs in a stretch of event time. */
export interface TrailLogging {
  readonly trailArn: string;
  /** ISO 8601. From when on this is known to hold. */
  readonly since: string;
  /** When it changed. Absent for what holds now. */
  readonly until?: string;
  /** Where it is known from: the settings of the deployment, CloudTrail's API, or nowhere. */
  readonly from: 'settings' | 'api' | 'unknown';
  /** Why it is not known. */
  readonly reason?: string;
  readonly isLogging: boolean;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
  readonly organizationId?: string;
  /** Advanced selectors. Basic ones are converted to these. Empty if it is not known. */
  readonly selectors: readonly EventSelector[];
}

/** An advanced event selector of CloudTrail: an event is logged if all fields of one selector match it. */
export interface EventSelector {
  readonly name?: string;
  readonly fieldSelectors: readonly FieldSelector[];
}

export interface FieldSelector {
  readonly field: string;
  readonly equals?: readonly string[];
  readonly notEquals?: readonly string[];
  readonly startsWith?: readonly string[];
  readonly notStartsWith?: readonly string[];
  readonly endsWith?: readonly string[];
  readonly notEndsWith?: readonly string[];
}
