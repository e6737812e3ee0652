import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import {
  LogLevel,
  NodejsFunction,
  type NodejsFunctionProps,
  OutputFormat,
} from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { FUNCTION_BUNDLING } from './function-bundling';

const PROJECT_ROOT = join(__dirname, '..');

/** Names of the entries in `lambda/`; each exports `handler`. */
export const FUNCTION_ENTRIES = ['ingest', 'query-api'] as const;
export type FunctionEntry = (typeof FUNCTION_ENTRIES)[number];

/** The published package brings its functions bundled; a checkout bundles them when it synthesizes. */
function functionCode(entry: FunctionEntry): NodejsFunctionProps {
  const bundled = join(__dirname, 'functions', entry);
  if (existsSync(bundled)) return { code: Code.fromAsset(bundled) };
  return {
    entry: join(PROJECT_ROOT, 'lambda', `${entry}.ts`),
    projectRoot: PROJECT_ROOT,
    depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
    bundling: { ...FUNCTION_BUNDLING, format: OutputFormat.CJS, logLevel: LogLevel.WARNING },
  };
}

export interface NodeFunctionProps {
  readonly entry: FunctionEntry;
  readonly description: string;
  readonly memoryMiB: number;
  readonly timeoutSeconds: number;
  readonly logRetentionDays: RetentionDays;
  /** @default - the account's shared pool */
  readonly reservedConcurrency?: number;
}

/**
 * A function of this project, with a role and a log group of its own. The role stands before the
 * function, so that others can name it without a cycle, and has no managed policy: it may write to its
 * one log group and do what is granted.
 */
export class NodeFunction extends Construct {
  readonly function: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    logGroup.grantWrite(this.role);
    this.function = new NodejsFunction(this, 'Function', {
      ...functionCode(props.entry),
      handler: 'index.handler',
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMiB,
      timeout: Duration.seconds(props.timeoutSeconds),
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.TEXT, // The functions write JSON themselves; embedded metrics need the bare line.
      environment: { NODE_OPTIONS: '--enable-source-maps' },
      ...(props.reservedConcurrency !== undefined && {
        reservedConcurrentExecutions: props.reservedConcurrency,
      }),
    });
  }
}
