import { Match, Template } from 'aws-cdk-lib/assertions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { DynamoDbAuditTrailProps, ResourceProp } from '../../lib/dynamodb-audit-trail-props';
import type { DeploymentSettingsInput } from '../../src/settings/deployment-settings';
import { construct } from '../support/stacks';

/** Fails to compile where the two differ. */
const sameNames = <One extends PropertyKey, Other extends PropertyKey>(
  same: [One] extends [Other] ? ([Other] extends [One] ? true : never) : never,
): boolean => same;

type PlainProp = Exclude<keyof DynamoDbAuditTrailProps, ResourceProp>;

describe('the props of the construct', () => {
  it('are the settings, and resources that settings give by name', () => {
    expect(sameNames<keyof DeploymentSettingsInput, PlainProp>(true)).toBe(true);
  });

  const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901';
  const TOPIC = 'arn:aws:sns:eu-west-1:111122223333:on-call';

  it('accept a key, a topic and a bus by their ARN or name', () => {
    const { stack } = construct(
      () => ({ encryptionKeyArn: KEY, alarmTopicArn: TOPIC, riskEventBusName: 'security' }),
      { region: 'eu-west-1' },
    );
    const template = Template.fromStack(stack);
    template.allResourcesProperties('AWS::DynamoDB::GlobalTable', {
      Replicas: [Match.objectLike({ SSESpecification: { KMSMasterKeyId: KEY } })],
    });
    template.hasResourceProperties('AWS::CloudTrail::Trail', { KMSKeyId: KEY });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmActions: [TOPIC] });
    expect(JSON.stringify(template.toJSON())).toContain('"RISK_EVENT_BUS_NAME":"security"');
  });

  it('refuse a resource that is given twice', () => {
    expect(() =>
      construct((stack) => ({ alarmTopic: new Topic(stack, 'OnCall'), alarmTopicArn: TOPIC })),
    ).toThrow(/alarmTopic and alarmTopicArn \(arn:aws:sns:.*\) are both set/);
  });
});
