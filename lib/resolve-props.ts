import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import {
  type DeploymentSettings,
  type DeploymentSettingsInput,
  parseDeploymentSettings,
} from '../src/settings/deployment-settings';
import type { DynamoDbAuditTrailProps } from './dynamodb-audit-trail-props';

/** Props checked and filled in: plain settings, and the resources that props give as objects. */
export interface ResolvedProps {
  readonly settings: DeploymentSettings;
  readonly encryptionKey: IKey | undefined;
  readonly alarmTopic: ITopic | undefined;
  readonly riskEventBus: IEventBus | undefined;
}

/**
 * Checks props by the one schema of settings.
 * @throws AuditTrailError `Configuration`, naming each wrong prop, its value and what is allowed.
 */
export function resolveProps({
  encryptionKey,
  alarmTopic,
  riskEventBus,
  ...plain
}: DynamoDbAuditTrailProps): ResolvedProps {
  const settings = parseDeploymentSettings({
    ...plain,
    encryptionKeyArn: encryptionKey?.keyArn,
    alarmTopicArn: alarmTopic?.topicArn,
    riskEventBusName: riskEventBus?.eventBusName,
  });
  return { settings, encryptionKey, alarmTopic, riskEventBus };
}

/**
 * Props from settings as `cdk.json` holds them: named resources become objects.
 * @throws AuditTrailError `Configuration`, naming each wrong setting, its value and what is allowed.
 */
export function propsOfSettings(scope: Construct, input: DeploymentSettingsInput): DynamoDbAuditTrailProps {
  const { encryptionKeyArn, alarmTopicArn, riskEventBusName, ...plain } = parseDeploymentSettings(input);
  return {
    ...(plain as DynamoDbAuditTrailProps),
    ...(encryptionKeyArn && { encryptionKey: Key.fromKeyArn(scope, 'EncryptionKey', encryptionKeyArn) }),
    ...(alarmTopicArn && { alarmTopic: Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn) }),
    ...(riskEventBusName && {
      riskEventBus: EventBus.fromEventBusName(scope, 'RiskEventBus', riskEventBusName),
    }),
  };
}
