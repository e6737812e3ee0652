import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** A value as cdk-nag prints it: what only the deployment knows stands in angle brackets. */
function printed(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const [[name, argument] = ['', '']] = Object.entries(value) as [string, unknown][];
  if (name === 'Fn::Join' && Array.isArray(argument)) return (argument[1] as unknown[]).map(printed).join('');
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `<${argument.join('.')}>`;
  return `<${String(argument)}>`;
}

/** Says why a role may use one wildcard resource; any other wildcard of it is still reported. */
export function acknowledgeWildcard(role: IConstruct, resource: string, reason: string): void {
  Validations.of(role).acknowledge({
    id: `AwsSolutions-IAM5[Resource::${printed(Stack.of(role).resolve(resource))}]`,
    reason,
  });
}
