import type { TrailState } from '../coverage/trail-logging';

/** What was found of a trail. */
export type FoundTrail =
  | { readonly kind: 'found'; readonly state: TrailState }
  | { readonly kind: 'deleted' }
  /** `reason` says why it cannot be read, and which permission is missing. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** A trail of an account, or of its organization. */
export interface ListedTrail {
  readonly trailArn: string;
  readonly name: string;
  readonly homeRegion: string;
  readonly isMultiRegion: boolean;
  readonly isOrganizationTrail: boolean;
  readonly bucketName: string;
  /** Key prefix before `AWSLogs/`. Empty if there is none. */
  readonly prefix: string;
  /** Whether log file validation is switched on. */
  readonly hasDigests: boolean;
}

/** Asks CloudTrail what trails log now. */
export interface TrailReader {
  /** The account whose trails can be read. */
  readonly accountId: string;
  /** @throws AuditTrailError `ServiceFailed` if CloudTrail does not answer */
  read(trailArn: string): Promise<FoundTrail>;
  /**
   * Lists trails that are visible in a Region, with those of the organization.
   * @throws AuditTrailError `ServiceFailed`, naming the missing permission if access is denied
   */
  list(region: string): Promise<readonly ListedTrail[]>;
}
