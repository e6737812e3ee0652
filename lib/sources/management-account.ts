import { Annotations, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { AuditTrailError } from '../../src/errors';

const ADVICE =
  'CloudFormation cannot start the logging of an organization trail that a delegated administrator creates. Deploy this stack in the management account. Or create the trail yourself, with `aws cloudtrail create-trail --is-organization-trail --is-multi-region-trail --enable-log-file-validation` and `aws cloudtrail start-logging --name TRAIL_ARN`, and add its bucket as a source of type existingBucket.';

/**
 * Checks that an organization trail is deployed in the management account.
 * @throws AuditTrailError `Configuration` if the stack is for another account. If the account is known only
 * at deployment, a warning says what is required.
 */
export function checkManagementAccount(scope: Construct, managementAccountId: string | undefined): void {
  const { account } = Stack.of(scope);
  if (managementAccountId === undefined || managementAccountId === account) return;
  if (Token.isUnresolved(account)) {
    Annotations.of(scope).addWarningV2(
      'dynamodb-audit-trail:managementAccount',
      `organization.managementAccountId is ${managementAccountId}, but this stack is environment-agnostic. Deploy it in that account only. ${ADVICE}`,
    );
    return;
  }
  throw new AuditTrailError(
    'Configuration',
    `organization.managementAccountId is ${managementAccountId}, but this stack is for account ${account}. ${ADVICE}`,
  );
}
