import {
  deploymentSettingsSchema,
  parseDeploymentSettings,
  toIngestSettings,
} from '../../src/settings/deployment-settings';
import { parseIngestSettings } from '../../src/settings/ingest-settings';

describe('settings of a deployment', () => {
  it('all have a default', () => {
    expect(parseDeploymentSettings(undefined)).toMatchObject({ sources: [{ type: 'newTrail' }] });
  });

  it('all have a description', () => {
    const silent = Object.entries(deploymentSettingsSchema.shape).filter(
      ([, { description }]) => !description,
    );
    expect(silent.map(([name]) => name)).toEqual([]);
  });

  it('pass those of ingest to the function', () => {
    expect(toIngestSettings(parseDeploymentSettings({ retentionDays: 30, batchSize: 500 }))).toEqual(
      parseIngestSettings({ retentionDays: 30 }),
    );
  });

  it.each([
    [
      { visibilityTimeoutSeconds: 600 },
      /visibilityTimeoutSeconds: must be at least 740, which is 6 × functionTimeoutSeconds \(120\)/,
    ],
    [{ functionTimeoutSeconds: 301 }, /functionTimeoutSeconds: .*<=300 \(given: 301\)/],
    [{ maxReceiveCount: 4 }, /maxReceiveCount: .*>=5 \(given: 4\)/],
    [{ batchSize: 10 }, /batchSize: .*>=100 \(given: 10\)/],
    [{ batchWindowSeconds: 0 }, /batchWindowSeconds: .*>=1 \(given: 0\)/],
    [{ maximumConcurrency: 1 }, /maximumConcurrency: .*>=2 \(given: 1\)/],
    [{ reservedConcurrency: 5 }, /reservedConcurrency: must be at least maximumConcurrency \(10\), but is 5/],
    [
      { warmThroughput: { readUnitsPerSecond: 1, writeUnitsPerSecond: 1 } },
      /must be at least 12000 reads and 4000 writes/,
    ],
    [{ replicas: [{ region: 'a' }, { region: 'a' }] }, /replicas: contains a more than once/],
    [
      { encryptionKeyArn: 'arn:aws:kms:a:1:key/1', replicas: [{ region: 'a' }] },
      /replicas: has no encryptionKeyArn for a/,
    ],
    [{ logRetentionDays: 2 }, /logRetentionDays: .*1\|3\|5.*\(given: 2\)/],
    [{ retention: 30 }, /settings: Unrecognized key: "retention"/],
  ])('reject %j', (settings, message) => {
    expect(() => parseDeploymentSettings(settings)).toThrow(message);
  });
});
