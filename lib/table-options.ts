import { RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Billing, TableEncryptionV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ArnPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { AuditTrailError } from '../src/errors';
import type { DeploymentSettings } from '../src/settings/deployment-settings';

/**
 * What both tables have in common: how they are billed, kept, encrypted, replicated and shared.
 * @param readActions what readers of other accounts may do.
 * @throws AuditTrailError `Configuration` where a setting needs a Region that the stack does not have.
 */
export function tableOptions(
  scope: Construct,
  settings: DeploymentSettings,
  encryptionKey: IKey | undefined,
  readActions: readonly string[],
) {
  const deletionProtection = settings.removalPolicy === 'retain';
  return {
    billing: Billing.onDemand(),
    encryption: tableEncryption(scope, settings, encryptionKey),
    deletionProtection,
    removalPolicy: deletionProtection ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    pointInTimeRecoverySpecification: {
      pointInTimeRecoveryEnabled: true,
      recoveryPeriodInDays: settings.pointInTimeRecoveryDays,
    },
    replicas: replicaRegions(scope, settings).map((region) => ({ region, deletionProtection })),
    ...readerPolicy(settings, readActions),
  };
}

function requireRegion(scope: Construct, setting: string): void {
  if (!Token.isUnresolved(Stack.of(scope).region)) return;
  throw new AuditTrailError(
    'Configuration',
    `${setting} needs a stack whose Region is known at synth, but this one is for any Region: allowed is a stack with env.region.`,
  );
}

function tableEncryption(
  scope: Construct,
  settings: DeploymentSettings,
  key: IKey | undefined,
): TableEncryptionV2 {
  if (!key) return TableEncryptionV2.dynamoOwnedKey();
  requireRegion(scope, 'encryptionKey');
  const replicaKeys = settings.replicas.flatMap(({ region, encryptionKeyArn }) =>
    encryptionKeyArn ? [[region, encryptionKeyArn] as const] : [],
  );
  return TableEncryptionV2.customerManagedKey(key, Object.fromEntries(replicaKeys));
}

function replicaRegions(scope: Construct, { replicas }: DeploymentSettings): string[] {
  const own = Stack.of(scope).region;
  if (replicas.length > 0) requireRegion(scope, 'replicas');
  if (replicas.some(({ region }) => region === own)) {
    throw new AuditTrailError(
      'Configuration',
      `replicas name ${own}, the Region of the stack itself: allowed is any other Region.`,
    );
  }
  return replicas.map(({ region }) => region);
}

/** In a table's own policy `*` is that table and its indexes: a policy cannot name the table it is part of. */
function readerPolicy(
  { readerArns }: DeploymentSettings,
  actions: readonly string[],
): { resourcePolicy?: PolicyDocument } {
  if (readerArns.length === 0) return {};
  const statement = new PolicyStatement({
    sid: 'AuditReaders',
    principals: readerArns.map((arn) => new ArnPrincipal(arn)),
    actions: [...actions],
    resources: ['*'],
  });
  return { resourcePolicy: new PolicyDocument({ statements: [statement] }) };
}
