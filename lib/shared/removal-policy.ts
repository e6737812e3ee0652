import { RemovalPolicy } from 'aws-cdk-lib';
import type { DeploymentSettings } from '../../src/settings/deployment-settings';

/**
 * The removal policy of everything that holds data. A retained resource is deleted only if its own
 * creation is rolled back: a first deployment that failed must not leave names taken.
 */
export const toRemovalPolicy = ({
  removalPolicy,
}: Pick<DeploymentSettings, 'removalPolicy'>): RemovalPolicy =>
  removalPolicy === 'retain' ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
