import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { toPrinted } from './printed';

/** Acknowledges one wildcard resource of a role with its reason. cdk-nag still reports all others. */
export function acknowledgeWildcard(role: IConstruct, resource: string, reason: string): void {
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${String(toPrinted(role, resource))}]`,
    reason,
  });
}
