/** The API family an event belongs to. */
export const SERVICES = ['dynamodb', 'dynamodbstreams', 'dax'] as const;
export type Service = (typeof SERVICES)[number];

/** `control`: a call that manages resources. `data`: a call that reads or writes items. */
export const PLANES = ['control', 'data'] as const;
export type Plane = (typeof PLANES)[number];

/** What kind of access the call asks for, in the words of the IAM access levels. */
export const ACCESSES = ['read', 'write', 'list', 'tagging', 'permissions'] as const;
export type Access = (typeof ACCESSES)[number];

/** How the call ended. `failed` is any error that is neither a denial nor throttling. */
export const OUTCOMES = ['succeeded', 'denied', 'throttled', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** Risk levels in rising order. */
export const RISK_LEVELS = ['low', 'medium', 'high', 'critical'] as const;
export type RiskLevel = (typeof RISK_LEVELS)[number];

/** Who made the call. */
export interface Principal {
  /** Stable across sessions: the role and not the session, an ARN where there is one. */
  readonly id: string;
  /** `userIdentity.type` as CloudTrail writes it, or `Unknown` where it is absent. */
  readonly type: string;
  /** What people call it: a user or role name, an account, a service. */
  readonly name?: string;
  /** The role session or credential, or the person behind it where a source identity was set. */
  readonly session?: string;
}

/** What the rules say of one event. Absent on an event that no rule matches. */
export interface Risk {
  /** The highest level among the matching rules. */
  readonly level: RiskLevel;
  /** Ids of the matching rules, in the order of the rule table. */
  readonly rules: readonly string[];
}

/**
 * What one CloudTrail event means. A field is absent where the event has nothing to say;
 * `service`, `plane`, `access` and `outcome` are always there.
 */
export interface AuditRecord {
  /** CloudTrail's `eventID`; made from the event's content hash where CloudTrail gave none. */
  readonly eventId: string;
  /** UTC to the second, `YYYY-MM-DDTHH:MM:SSZ`, whatever form the event used. */
  readonly eventTime: string;
  readonly eventSource: string;
  readonly eventName: string;
  readonly service: Service;
  readonly plane: Plane;
  readonly access: Access;
  /** Group of operations, for example `backup`, `item`, `dax-cluster`. */
  readonly category?: string;
  readonly outcome: Outcome;
  readonly errorCode?: string;
  /** The account that received the event: recipientAccountId, else userIdentity.accountId. */
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
  readonly risk?: Risk;
}

/** An event as it goes to the store: its meaning, and the evidence for it. */
export interface AuditedEvent {
  readonly record: AuditRecord;
  /** First 16 hex digits of SHA-256 of the event as canonical JSON (keys sorted). */
  readonly contentHash: string;
  /** The exact bytes of the event in the log file. */
  readonly original: Uint8Array;
  /** The event's operation is not in the operations table. */
  readonly unknownOperation: boolean;
}
