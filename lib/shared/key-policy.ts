import { Annotations, ArnFormat, CfnOutput, Resource, Stack } from 'aws-cdk-lib';
import {
  ArnPrincipal,
  type IRole,
  PolicyDocument,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { toPrinted } from './printed';

/**
 * Adds statements to the policy of a key. The policy of an imported key belongs to its owner: its
 * statements are printed in a warning at synth, because the deployment fails without them, and in an output.
 */
export function addToKeyPolicy(scope: Construct, id: string, key: IKey, statements: PolicyStatement[]): void {
  const missing = statements.filter((statement) => !key.addToResourcePolicy(statement, true).statementAdded);
  if (missing.length === 0) return;
  const keyPolicy = new PolicyDocument({ statements: missing });
  const value = { key: key.keyArn, keyPolicy };
  new CfnOutput(scope, id, {
    description: 'Statements that the owner of the KMS key must add to its key policy',
    value: Stack.of(scope).toJsonString(value),
  });
  Annotations.of(scope).addWarningV2(
    'dynamodb-audit-trail:keyPolicy',
    `The KMS key ${String(toPrinted(scope, key.keyArn))} is imported, so this stack cannot change its policy. Make sure that its key policy contains these statements before you deploy: ${JSON.stringify(toPrinted(scope, keyPolicy))}`,
  );
}

/**
 * Prints what the policy of an imported key must allow, so that functions can decrypt their environment. A key of this
 * app lets IAM policies of its account decide.
 */
export function printDecrypt(scope: Construct, key: IKey, roles: readonly IRole[]): void {
  if (Resource.isOwnedResource(key)) return;
  const decrypt = new PolicyStatement({
    sid: 'AuditFunctions',
    principals: roles.map(({ roleArn }) => new ArnPrincipal(roleArn)),
    actions: ['kms:Decrypt'],
    resources: ['*'],
  });
  new CfnOutput(scope, 'FunctionKeyOwnerMustAdd', {
    description:
      'Statement that the key policy of the functions needs, unless the key is in this account and its policy lets IAM policies decide',
    value: Stack.of(scope).toJsonString({
      key: key.keyArn,
      keyPolicy: new PolicyDocument({ statements: [decrypt] }),
    }),
  });
}

/** Lets CloudWatch Logs encrypt log groups of this account and Region with a key. */
export function allowLogs(scope: Construct, key: IKey): void {
  const stack = Stack.of(scope);
  const logGroups = stack.formatArn({
    service: 'logs',
    resource: 'log-group',
    resourceName: '*',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
  addToKeyPolicy(scope, 'LogKeyOwnerMustAdd', key, [
    new PolicyStatement({
      sid: 'CloudWatchLogs',
      principals: [new ServicePrincipal(`logs.${stack.region}.amazonaws.com`)],
      actions: ['kms:Decrypt*', 'kms:Describe*', 'kms:Encrypt*', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
      resources: ['*'],
      conditions: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
    }),
  ]);
}
