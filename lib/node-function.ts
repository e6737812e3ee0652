import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  Architecture,
  type CfnFunction,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { DeploymentSettings } from '../src/settings/deployment-settings';
import type { FunctionEntry } from './function-bundling';
import { functionCode } from './function-code';
import { checkEnvironmentSize } from './function-environment';
import { acknowledgeWildcard } from './shared/acknowledge';

export interface NodeFunctionProps {
  readonly entry: FunctionEntry;
  readonly description: string;
  readonly memoryMiB: number;
  readonly timeoutSeconds: number;
  /** Options of Node, besides those that all functions have. Default: none. */
  readonly nodeOptions?: string;
  /** Settings that all functions share: log retention, network, tracing. */
  readonly settings: Pick<DeploymentSettings, 'logRetentionDays' | 'vpc' | 'tracing'>;
  /** Key for logs and environment variables. Default: keys owned by AWS. */
  readonly encryptionKey: IKey | undefined;
  /** Environment variables. They can refer to the role. */
  readonly environment: (role: Role) => Readonly<Record<string, string>>;
  /** Content of the configuration file, by environment variable. Default: no file. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** @default - the unreserved pool of the account */
  readonly reservedConcurrency?: number;
  /** @default - a new role */
  readonly role?: Role;
}

/**
 * A function of this project with its own role and log group. The role is created before the function,
 * so that other resources can refer to it without a cycle. It has no managed policy: it may write to its
 * log group and do what is granted.
 */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const { settings, encryptionKey } = props;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
      ...(encryptionKey && { encryptionKey }),
    });
    this.role = props.role ?? functionRole(this, 'Role');
    logGroup.grantWrite(this.role);
    const nodeOptions = ['--enable-source-maps', props.nodeOptions].filter(Boolean).join(' ');
    const environment = { NODE_OPTIONS: nodeOptions, ...props.environment(this.role) };
    checkEnvironmentSize(this, environment);
    encryptionKey?.grantDecrypt(this.role);
    if (settings.vpc) allowNetworkInterfaces(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      code: functionCode(props.entry, props.configuration),
      handler: 'index.handler',
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMiB,
      timeout: Duration.seconds(props.timeoutSeconds),
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.TEXT, // The functions write JSON themselves. Embedded metrics need plain lines.
      environment,
      ...(encryptionKey && { environmentEncryption: encryptionKey }),
      tracing: settings.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
    });
    if (settings.tracing)
      acknowledgeWildcard(this.role, '*', 'X-Ray has no resources to restrict traces to.');
    if (settings.vpc) {
      const { subnetIds, securityGroupIds } = settings.vpc;
      (this.function.node.defaultChild as CfnFunction).vpcConfig = { subnetIds, securityGroupIds };
    }
  }
}

/** A role that Lambda functions run with, without permissions. */
export const functionRole = (scope: Construct, id: string): Role =>
  new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });

/** What Lambda needs to connect a function to a VPC. */
function allowNetworkInterfaces(role: Role): void {
  role.addToPolicy(
    new PolicyStatement({
      actions: [
        'ec2:AssignPrivateIpAddresses',
        'ec2:CreateNetworkInterface',
        'ec2:DeleteNetworkInterface',
        'ec2:DescribeNetworkInterfaces',
        'ec2:DescribeSubnets',
        'ec2:UnassignPrivateIpAddresses',
      ],
      resources: ['*'],
    }),
  );
  acknowledgeWildcard(role, '*', 'Lambda creates network interfaces whose ids are not known before.');
}
