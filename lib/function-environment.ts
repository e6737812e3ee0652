import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { AuditTrailError } from '../src/errors';

/** Limit of Lambda for the names and values of all environment variables of a function together. */
const MAXIMUM_BYTES = 4096;

/** Lengths of values that only the deployment knows. Others are at least as long as their logical id. */
const LENGTHS: Readonly<Record<string, number>> = {
  'AWS::AccountId': 12,
  'AWS::Partition': 3,
  'AWS::Region': 9,
  'AWS::URLSuffix': 13,
  'AWS::StackId': 100,
};

/** The least number of bytes that a resolved value takes after deployment. */
function leastBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return String(value).length;
  const [[name, argument] = ['', '']] = Object.entries(value) as [string, unknown][];
  if (name === 'Ref') return LENGTHS[String(argument)] ?? String(argument).length;
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return String(argument[0]).length;
  if (name === 'Fn::Join' && Array.isArray(argument)) {
    return (argument[1] as unknown[]).reduce<number>((sum, part) => sum + leastBytes(part), 0);
  }
  return 0;
}

/**
 * Checks that environment variables fit into a function. Lambda would refuse them only at deployment.
 * @throws AuditTrailError `Configuration`, with the size and the largest variable
 */
export function checkEnvironmentSize(scope: IConstruct, environment: Readonly<Record<string, string>>): void {
  const sizes = Object.entries(environment).map(([name, value]) => ({
    name,
    bytes: name.length + leastBytes(Stack.of(scope).resolve(value)),
  }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= MAXIMUM_BYTES) return;
  const [largest] = sizes.toSorted((one, other) => other.bytes - one.bytes);
  throw new AuditTrailError(
    'Configuration',
    `The environment variables of ${scope.node.path} take at least ${total} bytes, but Lambda allows ${MAXIMUM_BYTES}. The largest is ${largest?.name} with ${largest?.bytes} bytes. Values that are known at synth do not count: give settings such as allowedPrincipals as literal ARNs, not as attributes of resources.`,
  );
}
