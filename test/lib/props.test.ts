import type { DynamoDbAuditTrailProps, ReferenceSetting } from '../../lib/dynamodb-audit-trail-props';
import type { DeploymentSettingsInput } from '../../src/settings/deployment-settings';

/** Fails to compile where the two differ. */
const sameNames = <One extends PropertyKey, Other extends PropertyKey>(
  same: [One] extends [Other] ? ([Other] extends [One] ? true : never) : never,
): boolean => same;

type PlainSetting = Exclude<keyof DeploymentSettingsInput, ReferenceSetting>;
type PlainProp = Exclude<keyof DynamoDbAuditTrailProps, 'encryptionKey' | 'alarmTopic' | 'riskEventBus'>;

describe('the props of the construct', () => {
  it('are the settings, resources in place of their names', () => {
    expect(sameNames<PlainSetting, PlainProp>(true)).toBe(true);
  });
});
