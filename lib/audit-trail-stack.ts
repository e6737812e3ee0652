import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DeploymentSettingsInput } from '../src/settings/deployment-settings';
import { DynamoDbAuditTrail } from './dynamodb-audit-trail';
import type { DynamoDbAuditTrailProps } from './dynamodb-audit-trail-props';

export interface AuditTrailStackProps extends StackProps {
  /**
   * Settings, as in the context `auditTrail` in `cdk.json`.
   * @default - the defaults of all settings
   */
  readonly settings?: DeploymentSettingsInput;
}

/** A stack that contains one audit trail. */
export class AuditTrailStack extends Stack {
  readonly auditTrail: DynamoDbAuditTrail;

  constructor(scope: Construct, id: string, { settings = {}, ...props }: AuditTrailStackProps = {}) {
    super(scope, id, {
      description: 'Audit of DynamoDB, DynamoDB Streams and DAX from CloudTrail',
      ...props,
    });
    this.auditTrail = new DynamoDbAuditTrail(this, 'AuditTrail', settings as DynamoDbAuditTrailProps);
  }
}
