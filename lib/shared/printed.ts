import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

function withPlaceholders(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPlaceholders);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', ''], ...more] = Object.entries(value) as [string, unknown][];
  if (more.length === 0) {
    if (name === 'Ref') return `<${String(argument)}>`;
    if (name === 'Fn::GetAtt' && Array.isArray(argument)) return `<${argument.join('.')}>`;
    if (name === 'Fn::Join' && Array.isArray(argument)) {
      return (argument[1] as unknown[]).map(withPlaceholders).join('');
    }
    if (name.startsWith('Fn::')) return `<${name}>`;
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withPlaceholders(member)]));
}

/**
 * A value for messages at synth and for cdk-nag: what is known only at deployment appears as a
 * placeholder in angle brackets, `<AWS::AccountId>`.
 */
export const toPrinted = (scope: IConstruct, value: unknown): unknown =>
  withPlaceholders(Stack.of(scope).resolve(value));
