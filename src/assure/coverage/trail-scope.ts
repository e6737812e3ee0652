import { parseArn } from '../../audit/arn';
import type { CoveragePlace } from './known-coverage';
import type { TrailLogging } from './trail-logging';

/** The account that owns a trail. Empty if it is not known. */
const trailAccount = ({ trailArn }: Pick<TrailLogging, 'trailArn'>): string =>
  parseArn(trailArn)?.account ?? '';

/**
 * Whether a trail can log events of an account and Region. A trail of an organization logs all accounts: one that
 * does not belong to the organization has no digests of this trail, and is not proven for that reason.
 */
export const isInScope = (trail: TrailLogging, { accountId, region }: CoveragePlace): boolean =>
  (trail.isOrganizationTrail || trailAccount(trail) === accountId) &&
  (trail.isMultiRegion || trail.homeRegion === region);
