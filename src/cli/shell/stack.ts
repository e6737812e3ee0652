import type { Stack } from '@aws-sdk/client-cloudformation';
import { AuditTrailError, toMessage } from '../../errors';
import { type DeploymentNames, findDeploymentNames } from '../../settings/deployment-names';
import type { Io } from '../output/io';
import { clientConfiguration } from './aws-configuration';
import type { PlaceOptions } from './options';

const INSTEAD = 'Or specify --table-name and --ledger-table-name.';

/**
 * Reads the names of an audit trail from the outputs of its stack, with `cloudformation:DescribeStacks`.
 * @param stackName name or ARN
 * @throws AuditTrailError `NotFound` if there is no such stack, or no audit trail in it; `Ambiguous` if it has
 *   several; `ServiceFailed`, naming the missing permission if access is denied
 */
export async function readStack(io: Io, options: PlaceOptions, stackName: string): Promise<DeploymentNames> {
  const stack = await describeStack(io, options, stackName);
  const outputs = (stack?.Outputs ?? []).map(
    ({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue] as const,
  );
  const trails = findDeploymentNames(outputs);
  const [names] = trails.values();
  if (!names) {
    const state = stack?.StackStatus === undefined ? '' : `, which is ${stack.StackStatus},`;
    throw new AuditTrailError(
      'NotFound',
      `Stack ${stackName}${state} has no outputs of an audit trail. ` +
        `Specify the stack that contains DynamoDbAuditTrail itself. ${INSTEAD}`,
    );
  }
  if (trails.size > 1) {
    throw new AuditTrailError(
      'Ambiguous',
      `Stack ${stackName} has ${trails.size} audit trails: ${[...trails.keys()].join(', ')}. ` +
        'Specify --table-name and --ledger-table-name of one of them.',
    );
  }
  return names;
}

async function describeStack(
  { env, signal }: Io,
  options: PlaceOptions,
  stackName: string,
): Promise<Stack | undefined> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(clientConfiguration(env, options, 'CLOUDFORMATION'));
  try {
    const command = new DescribeStacksCommand({ StackName: stackName });
    const { Stacks } = await client.send(command, { abortSignal: signal });
    return Stacks?.[0];
  } catch (error) {
    throw toStackError(error, stackName, await client.config.region().catch(() => undefined));
  } finally {
    client.destroy();
  }
}

function toStackError(error: unknown, stackName: string, region = 'its Region'): AuditTrailError {
  const { name } = error as Error;
  const message = toMessage(error);
  if (name === 'ValidationError' && message.includes('does not exist')) {
    return new AuditTrailError(
      'NotFound',
      `Stack ${stackName} does not exist in ${region}. Check the name, --region and --profile. ${INSTEAD}`,
      { cause: error },
    );
  }
  if (name === 'AccessDenied' || name === 'AccessDeniedException') {
    const arn = stackName.startsWith('arn:')
      ? stackName
      : `arn:aws:cloudformation:${region}:ACCOUNT:stack/${stackName}/*`;
    return new AuditTrailError(
      'ServiceFailed',
      `Access to stack ${stackName} is denied. ${INSTEAD} ` +
        `Missing permission: cloudformation:DescribeStacks on ${arn}`,
      { cause: error },
    );
  }
  return new AuditTrailError('ServiceFailed', `Cannot read stack ${stackName}: ${message}`, { cause: error });
}
