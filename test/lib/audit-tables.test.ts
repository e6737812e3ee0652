import { Match } from 'aws-cdk-lib/assertions';
import { deploy, type TemplateResource } from '../support/stacks';
import { auditTableDefinition, ledgerTableDefinition } from '../support/table-definitions';

const TABLE = 'AWS::DynamoDB::GlobalTable';

const findTables = (settings = {}, env = {}) => {
  const { template } = deploy(settings, env);
  const tables = Object.entries(template.findResources(TABLE)) as [string, TemplateResource][];
  const [, audit] = tables.find(([id]) => id.includes('TablesAudit')) ?? [];
  const [, ledger] = tables.find(([id]) => id.includes('TablesLedger')) ?? [];
  return { template, audit: audit?.Properties ?? {}, ledger: ledger?.Properties ?? {} };
};

const byName = (attributes: unknown) =>
  (attributes as { AttributeName: string }[]).toSorted((one, other) =>
    one.AttributeName.localeCompare(other.AttributeName),
  );

describe('the tables', () => {
  it.each([
    ['audit', auditTableDefinition('any')],
    ['ledger', ledgerTableDefinition('any')],
  ] as const)('the %s table is the one that the store writes', (name, definition) => {
    const table = findTables()[name];
    expect(table.KeySchema).toEqual(definition.KeySchema);
    expect(byName(table.AttributeDefinitions)).toEqual(byName(definition.AttributeDefinitions));
    expect(table.GlobalSecondaryIndexes).toEqual(definition.GlobalSecondaryIndexes);
    expect(table.BillingMode).toBe(definition.BillingMode);
  });

  it('items expire at the time in expiresAt', () => {
    const { audit, ledger } = findTables();
    for (const { TimeToLiveSpecification } of [audit, ledger]) {
      expect(TimeToLiveSpecification).toEqual({ AttributeName: 'expiresAt', Enabled: true });
    }
  });

  it('can be restored, and cannot be deleted', () => {
    const { template } = findTables();
    template.allResourcesProperties(TABLE, {
      Replicas: [
        Match.objectLike({
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
        }),
      ],
    });
    template.allResources(TABLE, { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  });

  it('has no Contributor Insights, which show keys in plain text', () => {
    const { audit } = findTables();
    expect(JSON.stringify(audit)).not.toContain('ContributorInsights');
  });

  it('goes with the stack when asked to', () => {
    const { template } = findTables({ removalPolicy: 'destroy' });
    template.allResourcesProperties(TABLE, {
      Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })],
    });
    template.allResources(TABLE, { DeletionPolicy: 'Delete' });
  });

  it('takes a table class for the audit table alone', () => {
    const { audit, ledger } = findTables({ tableClass: 'standardInfrequentAccess' });
    expect(audit.Replicas).toEqual([expect.objectContaining({ TableClass: 'STANDARD_INFREQUENT_ACCESS' })]);
    expect(ledger.Replicas).toEqual([
      expect.not.objectContaining({ TableClass: 'STANDARD_INFREQUENT_ACCESS' }),
    ]);
  });

  it('takes warm throughput for the audit table and every index', () => {
    const warmThroughput = { readUnitsPerSecond: 12_000, writeUnitsPerSecond: 8000 };
    const { audit } = findTables({ warmThroughput });
    const expected = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 8000 };
    expect(audit.WarmThroughput).toEqual(expected);
    for (const index of audit.GlobalSecondaryIndexes as object[]) {
      expect(index).toMatchObject({ WarmThroughput: expected });
    }
  });

  it('replicates both tables, each replica with the key of its Region', () => {
    const key = (region: string) =>
      `arn:aws:kms:${region}:111122223333:key/1b2c3d4e-5f60-7182-93a4-b5c6d7e8f901`;
    const { audit, ledger } = findTables(
      {
        encryptionKeyArn: key('eu-west-1'),
        replicas: [{ region: 'eu-central-1', encryptionKeyArn: key('eu-central-1') }],
      },
      { region: 'eu-west-1' },
    );
    for (const table of [audit, ledger]) {
      expect(table.Replicas).toEqual(
        expect.arrayContaining(
          ['eu-west-1', 'eu-central-1'].map((region) =>
            expect.objectContaining({
              Region: region,
              SSESpecification: { KMSMasterKeyId: key(region) },
              DeletionProtectionEnabled: true,
              PointInTimeRecoverySpecification: expect.objectContaining({ PointInTimeRecoveryEnabled: true }),
            }),
          ),
        ),
      );
    }
  });

  it.each([
    [{ replicas: [{ region: 'eu-central-1' }] }, {}, /replicas needs a stack with a known Region/],
    [
      { replicas: [{ region: 'eu-west-1' }] },
      { region: 'eu-west-1' },
      /replicas contains eu-west-1, the Region of the stack/,
    ],
    [
      { encryptionKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1' },
      {},
      /encryptionKey needs a stack with a known Region/,
    ],
  ])('refuses %j in %j', (settings, env, message) => {
    expect(() => deploy(settings, env)).toThrow(message);
  });

  it('lets principals of other accounts read, and nothing more, by its own policy', () => {
    const reader = 'arn:aws:iam::444455556666:role/responder';
    const { template } = findTables({ readerArns: [reader] });
    template.allResourcesProperties(TABLE, {
      Replicas: [
        Match.objectLike({
          ResourcePolicy: {
            PolicyDocument: Match.objectLike({
              Statement: [
                {
                  Sid: 'AuditReaders',
                  Effect: 'Allow',
                  Principal: { AWS: reader },
                  Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:Scan'],
                  Resource: '*',
                },
              ],
            }),
          },
        }),
      ],
    });
  });
});
