import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { AuditTrailError } from '../src/errors';
import { type DeploymentSettings, parseDeploymentSettings } from '../src/settings/deployment-settings';
import type { DynamoDbAuditTrailProps } from './dynamodb-audit-trail-props';

/** Validated props: settings with defaults, and the resources that props give as objects or by name. */
export interface ResolvedProps {
  readonly settings: DeploymentSettings;
  readonly encryptionKey: IKey | undefined;
  readonly functionEncryptionKey: IKey | undefined;
  readonly alarmTopic: ITopic | undefined;
  readonly riskEventBus: IEventBus | undefined;
}

/**
 * Validates props with the schema of all settings. A resource given by its ARN or name is imported.
 * @throws AuditTrailError `Configuration`, with the name, the value and the allowed values of each wrong
 * prop, or if a resource is given both as an object and by name.
 */
export function resolveProps(
  scope: Construct,
  { encryptionKey, functionEncryptionKey, alarmTopic, riskEventBus, ...plain }: DynamoDbAuditTrailProps,
): ResolvedProps {
  refuseBoth('encryptionKey', encryptionKey, 'encryptionKeyArn', plain.encryptionKeyArn);
  refuseBoth(
    'functionEncryptionKey',
    functionEncryptionKey,
    'functionEncryptionKeyArn',
    plain.functionEncryptionKeyArn,
  );
  refuseBoth('alarmTopic', alarmTopic, 'alarmTopicArn', plain.alarmTopicArn);
  refuseBoth('riskEventBus', riskEventBus, 'riskEventBusName', plain.riskEventBusName);
  const settings = parseDeploymentSettings({
    ...plain,
    ...(encryptionKey && { encryptionKeyArn: encryptionKey.keyArn }),
    ...(functionEncryptionKey && { functionEncryptionKeyArn: functionEncryptionKey.keyArn }),
    ...(alarmTopic && { alarmTopicArn: alarmTopic.topicArn }),
    ...(riskEventBus && { riskEventBusName: riskEventBus.eventBusName }),
  });
  const { encryptionKeyArn, functionEncryptionKeyArn, alarmTopicArn, riskEventBusName } = settings;
  const importKey = (id: string, keyArn: string | undefined) =>
    keyArn === undefined ? undefined : Key.fromKeyArn(scope, id, keyArn);
  return {
    settings,
    encryptionKey: encryptionKey ?? importKey('EncryptionKey', encryptionKeyArn),
    functionEncryptionKey:
      functionEncryptionKey ?? importKey('FunctionEncryptionKey', functionEncryptionKeyArn),
    alarmTopic:
      alarmTopic ??
      (alarmTopicArn === undefined ? undefined : Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn)),
    riskEventBus:
      riskEventBus ??
      (riskEventBusName === undefined
        ? undefined
        : EventBus.fromEventBusName(scope, 'RiskEventBus', riskEventBusName)),
  };
}

function refuseBoth(prop: string, resource: unknown, setting: string, name: string | undefined): void {
  if (resource === undefined || name === undefined) return;
  throw new AuditTrailError(
    'Configuration',
    `${prop} and ${setting} (${name}) are both set, but name the same resource. Remove one of them.`,
  );
}
