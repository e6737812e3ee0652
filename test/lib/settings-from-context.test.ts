import { settingsFromContext } from '../../lib/settings-from-context';
import { testApp } from '../support/stacks';

const read = (context: Record<string, unknown>) => settingsFromContext(testApp(context).node);

describe('settings from context', () => {
  it('are all defaults where there is none', () => {
    expect(read({})).toEqual({});
  });

  it.each([
    ['an object, as in cdk.json', { retentionDays: 30 }],
    ['JSON, as with -c', '{"retentionDays":30}'],
  ])('may be %s', (_name, auditTrail) => {
    expect(read({ auditTrail })).toEqual({ retentionDays: 30 });
  });

  it('may be the name of an existing bucket alone', () => {
    expect(read({ existingBucket: 'trail-logs' })).toEqual({
      sources: [{ type: 'existingBucket', bucketName: 'trail-logs' }],
    });
  });

  it.each([
    [{ auditTrail: '{"retentionDays"' }, /context auditTrail is not JSON: \{"retentionDays"/],
    [{ auditTrail: [] }, /context auditTrail must be an object of settings, but is \[\]/],
    [{ auditTrail: 7 }, /context auditTrail must be an object of settings, but is 7/],
    [
      { existingBucket: 'trail-logs', auditTrail: { sources: [{ type: 'newTrail' }] } },
      /existingBucket is "trail-logs", and auditTrail.sources is set, too. Use one of them/,
    ],
  ])('are refused: %j', (context, message) => {
    expect(() => read(context)).toThrow(message);
  });
});
