import { CfnOutput, Lazy, Resource, Stack } from 'aws-cdk-lib';
import { ArnPrincipal, type IGrantable, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '../src/settings/deployment-settings';

export interface TableKeyOwnersProps {
  readonly settings: Pick<DeploymentSettings, 'readerArns' | 'replicas'>;
  readonly key: IKey;
  /** Actions on the key to read the tables. */
  readonly readActions: readonly string[];
  /** Actions on the key to read and write the tables. */
  readonly writeActions: readonly string[];
}

/**
 * What the key policies of the tables must allow. A key of this app lets IAM policies of its account decide, so
 * that only readers of other accounts are added to its policy. The policy of an imported key belongs to its owner:
 * what it must allow is printed in an output, for each key.
 */
export class TableKeyOwners extends Construct {
  readonly #readers: PolicyStatement;
  readonly #writers: PolicyStatement;

  constructor(
    scope: Construct,
    id: string,
    { settings, key, readActions, writeActions }: TableKeyOwnersProps,
  ) {
    super(scope, id);
    const readers = (sid: string) =>
      new PolicyStatement({
        sid,
        principals: settings.readerArns.map((arn) => new ArnPrincipal(arn)),
        actions: [...readActions],
        resources: ['*'],
      });
    this.#readers = readers('AuditReaders');
    this.#writers = new PolicyStatement({ sid: 'AuditIngest', actions: [...writeActions], resources: ['*'] });
    if (!Resource.isOwnedResource(key)) {
      this.#print('KeyOwnerMustAdd', key.keyArn, [this.#writers, this.#readers]);
    } else if (settings.readerArns.length > 0) {
      key.addToResourcePolicy(readers('AuditReaders'));
    }
    for (const { region, encryptionKeyArn } of settings.replicas) {
      if (encryptionKeyArn === undefined) continue;
      this.#print(`ReplicaKeyOwnerMustAdd-${region}`, encryptionKeyArn, [this.#readers]);
    }
  }

  /** Adds a reader to what is printed. */
  addReader({ grantPrincipal }: IGrantable): void {
    this.#readers.addPrincipals(grantPrincipal);
  }

  /** Adds a writer to what is printed. */
  addWriter({ grantPrincipal }: IGrantable): void {
    this.#writers.addPrincipals(grantPrincipal);
  }

  #print(id: string, keyArn: string, statements: PolicyStatement[]): void {
    // A statement needs a principal, and grantQuery adds readers later.
    const keyPolicy = Lazy.any({
      produce: () =>
        new PolicyDocument({ statements: statements.filter(({ hasPrincipal }) => hasPrincipal) }),
    });
    new CfnOutput(this, id, {
      description:
        'Statements that the key policy of the tables needs, unless the key is in this account and its policy lets IAM policies decide',
      value: Stack.of(this).toJsonString({ key: keyArn, keyPolicy }),
    });
  }
}
