/**
 * The API family an event belongs to. `guard`: a call of another service that touches the audit itself, or takes
 * data of DynamoDB away.
 */
export const SERVICES = ['dynamodb', 'dynamodbstreams', 'dax', 'guard'] as const;
export type Service = (typeof SERVICES)[number];

/** `control`: the call manages resources. `data`: the call reads or writes items. */
export const PLANES = ['control', 'data'] as const;
export type Plane = (typeof PLANES)[number];

/** The access that the call requests, named as IAM access levels. */
export const ACCESSES = ['read', 'write', 'list', 'tagging', 'permissions'] as const;
export type Access = (typeof ACCESSES)[number];

/** The result of the call. `failed` is any error other than a denial or throttling. */
export const OUTCOMES = ['succeeded', 'denied', 'throttled', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Risk levels, lowest first. */
export const RISK_LEVELS = ['low', 'medium', 'high', 'critical'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** Who made the call. */
export interface Principal {
  /** Id that is stable across sessions: the role, not the session. An ARN if the event has one. */
  readonly id: string;
  /** `userIdentity.type` as CloudTrail writes it, or `Unknown` if it is absent. */
  readonly type: string;
  /** Display name: a user or role name, an account, or a service. */
  readonly name?: string;
  /** The role session name, or the credential id of a root or Identity Center session. */
  readonly session?: string;
  /** `sessionContext.sourceIdentity`: who started the chain of role sessions. */
  readonly sourceIdentity?: string;
  /** `onBehalfOf.userId`: the IAM Identity Center user for whom the call was made. */
  readonly onBehalfOf?: string;
  /** True if the session was authenticated with MFA. Absent if it was not, or CloudTrail does not say. */
  readonly mfa?: true;
}

/** The risk of one event. Absent if no rule matches. */
export interface Risk {
  /** The highest level of the matching rules. */
  readonly level: RiskLevel;
  /** Ids of the matching rules, in the order of the rule table. */
  readonly rules: readonly string[];
}

/**
 * The meaning of one CloudTrail event. A field is absent if the event has no value for it;
 * `service`, `plane`, `access` and `outcome` are always present.
 */
export interface AuditRecord {
  /** CloudTrail's `eventID`, or an id made from the content hash if the event has none. */
  readonly eventId: string;
  /** Time in UTC to the second, `YYYY-MM-DDTHH:MM:SSZ`, whatever format the event used. */
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly service: Service;
  readonly plane: Plane;
  readonly access: Access;
  /** Group of operations, for example `backup`, `item`, `dax-cluster`. */
  readonly category?: string;
  /** All groups that this call belongs to by what it carries, `category` first. Absent if that is the only one. */
  readonly categories?: readonly string[];
  readonly outcome: Outcome;
  readonly errorCode?: string;
  /** The account that received the event: `recipientAccountId`, else `userIdentity.accountId`. */
  readonly accountId?: string;
  /** `awsRegion`. */
  readonly region?: string;
  /** `sourceIPAddress`: an address, or the name of the AWS service that called. */
  readonly sourceIp?: string;
  readonly accessKeyId?: string;
  readonly userAgent?: string;
  readonly principal: Principal;
  /** ARNs (or, for DAX parameter and subnet groups, stable names) of all affected resources. */
  readonly resources: readonly string[];
  /**
   * How many of the first `resources` are tables that the event does not name itself: it names only an
   * index, stream, export or other part of them. Absent if there are none.
   */
  readonly impliedTables?: number;
  /** The event that this one corrects (`addendum.originalEventID`). */
  readonly originalEventId?: string;
  /** The id that all copies of this event share that CloudTrail delivered to different accounts (`sharedEventID`). */
  readonly sharedEventId?: string;
  /** Fields of the event that CloudTrail cut or left out for their size, for example `requestParameters`. */
  readonly cutFields?: readonly string[];
  readonly risk?: Risk;
}

/** An event as it is stored: its meaning and the evidence for it. */
export interface AuditedEvent {
  readonly record: AuditRecord;
  /** First 16 hex digits of SHA-256 of the event as canonical JSON (keys sorted). */
  readonly contentHash: string;
  /** The exact bytes of the event in the log file. */
  readonly original: Uint8Array;
  /** True if the operation is not in the operations table. */
  readonly unknownOperation: boolean;
}
