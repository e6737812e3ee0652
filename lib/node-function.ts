import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { FunctionEntry } from './function-bundling';
import { functionCode } from './function-code';
import { checkEnvironmentSize } from './function-environment';

export interface NodeFunctionProps {
  readonly entry: FunctionEntry;
  readonly description: string;
  readonly memoryMiB: number;
  readonly timeoutSeconds: number;
  readonly logRetentionDays: RetentionDays;
  /** Environment variables. They can refer to the role. */
  readonly environment: (role: Role) => Readonly<Record<string, string>>;
  /** Content of the configuration file, by environment variable. Default: no file. */
  readonly configuration?: Readonly<Record<string, unknown>>;
  /** @default - the unreserved pool of the account */
  readonly reservedConcurrency?: number;
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
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    const environment = { NODE_OPTIONS: '--enable-source-maps', ...props.environment(this.role) };
    checkEnvironmentSize(this, environment);
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
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
    });
  }
}
