import { CfnOutput } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';

/** A name that clients need. */
export interface PublishedName {
  /** Id of the output. The parameter has the same name in kebab case. */
  readonly id: string;
  readonly description: string;
  readonly value: string;
  /** A parameter holds 4 KB: a longer value is an output only. Default: both. */
  readonly isOutputOnly?: boolean;
}

const kebab = (words: string): string =>
  words.replaceAll(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

/** Publishes names as outputs of the stack, and as parameters that other stacks can read. */
export class PublishedNames extends Construct {
  constructor(scope: Construct, id: string, names: readonly PublishedName[]) {
    super(scope, id);
    const folder = `/dynamodb-audit-trail/${scope.node.path.replaceAll(/[^\w./-]/g, '-')}`;
    for (const { id: name, description, value, isOutputOnly } of names) {
      new CfnOutput(this, name, { description, value });
      if (isOutputOnly) continue;
      new StringParameter(this, `${name}Parameter`, {
        parameterName: `${folder}/${kebab(name)}`,
        description,
        stringValue: value,
      });
    }
  }
}
