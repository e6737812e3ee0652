import { Stack, Token } from 'aws-cdk-lib';
import { Billing, TableEncryptionV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ArnPrincipal, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { AuditTrailError } from '../src/errors';
import type { DeploymentSettings } from '../src/settings/deployment-settings';
import { toRemovalPolicy } from './shared/removal-policy';

/**
 * Options that both tables share: billing, removal, encryption, replication and resource policy.
 * @param readActions actions that readers of other accounts may perform
 * @throws AuditTrailError `Configuration` if a setting needs a Region and the stack has none.
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
    removalPolicy: toRemovalPolicy(settings),
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
    `${setting} needs a stack with a known Region, but this stack is environment-agnostic. Set env.region of the stack.`,
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
      `replicas contains ${own}, the Region of the stack itself. Specify other Regions only.`,
    );
  }
  return replicas.map(({ region }) => region);
}

/** In a table's resource policy, `*` means that table and its indexes. The policy cannot name its own table. */
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
