import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DeploymentSettingsInput } from '../src/settings/deployment-settings';
import { DynamoDbAuditTrail } from './dynamodb-audit-trail';
import { propsOfSettings } from './resolve-props';

export interface AuditTrailStackProps extends StackProps {
  /**
   * Settings as `cdk.json` holds them under `auditTrail`.
   * @default - every default of the settings
   */
  readonly settings?: DeploymentSettingsInput;
}

/** One audit trail in a stack of its own. */
export class AuditTrailStack extends Stack {
  readonly auditTrail: DynamoDbAuditTrail;

  constructor(scope: Construct, id: string, { settings = {}, ...props }: AuditTrailStackProps = {}) {
    super(scope, id, {
      description: 'Audit of DynamoDB, DynamoDB Streams and DAX from CloudTrail',
      ...props,
    });
    this.auditTrail = new DynamoDbAuditTrail(this, 'AuditTrail', propsOfSettings(this, settings));
  }
}
