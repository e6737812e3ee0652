import { join } from 'node:path';
import { type InvocationResult, type LambdaFunction, startLambdaFunction } from '../support/lambda-function';
import type { Engines } from './engines';
import { type Front, startFront } from './front';
import { REGION } from './template';

/** A function as its template has it, intrinsics resolved. */
export interface FunctionProperties {
  readonly Handler: string;
  readonly Timeout: number;
  readonly MemorySize: number;
  readonly Environment: { readonly Variables: Readonly<Record<string, string>> };
}

/** A deployed function: as many environments as invocations run at once, each with one at a time. */
export interface DeployedFunction {
  readonly name: string;
  readonly roleArn: string;
  readonly environment: Readonly<Record<string, string>>;
  invoke(event: unknown): Promise<InvocationResult>;
  /** Kills all environments, also those that work. */
  kill(): Promise<void>;
  /** Invocations that ended with an error: Lambda's metric `Errors`. */
  readonly errors: number;
  /** The most invocations that ran at the same time. */
  readonly mostAtOnce: number;
  /** Every line that it logged, of all environments. */
  logs(): readonly string[];
  readonly dynamodb: Front;
  readonly s3: Front;
  readonly sqs: Front;
  stop(): Promise<void>;
}

/** @param code the folder of the asset */
export async function deployFunction(
  name: string,
  roleArn: string,
  code: string,
  properties: FunctionProperties,
  engines: Engines,
): Promise<DeployedFunction> {
  const [module, handler] = properties.Handler.split('.');
  const [dynamodb, s3, sqs] = await Promise.all([
    startFront(engines.dynamodb.endpoint),
    startFront(engines.s3Endpoint, versionAsObject),
    startFront(engines.sqsEndpoint),
  ]);
  const variables = Object.fromEntries(
    Object.entries(properties.Environment.Variables).map(([variable, value]) => [
      variable,
      value.replaceAll(engines.sqsEndpoint, sqs.endpoint),
    ]),
  );
  const all: LambdaFunction[] = [];
  const idle: LambdaFunction[] = [];
  let errors = 0;
  let mostAtOnce = 0;

  const start = async (): Promise<LambdaFunction> => {
    const environment = await startLambdaFunction({
      file: join(code, `${module}.js`),
      handler: handler!,
      timeoutSeconds: properties.Timeout,
      environment: {
        AWS_REGION: REGION,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
        AWS_ENDPOINT_URL_S3: s3.endpoint,
        AWS_ENDPOINT_URL_CLOUDTRAIL: engines.cloudTrail.endpoint,
        ...{ AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' },
        ...variables,
      },
    });
    all.push(environment);
    return environment;
  };
  return {
    name,
    roleArn,
    environment: properties.Environment.Variables,
    ...{ dynamodb, s3, sqs },
    async invoke(event) {
      const environment = idle.pop() ?? (await start());
      mostAtOnce = Math.max(mostAtOnce, all.length - idle.length);
      const result = await environment.invoke(event);
      idle.push(environment);
      if ('error' in result) errors += 1;
      return result;
    },
    kill: async () => {
      await Promise.all(all.map((environment) => environment.kill()));
    },
    get errors() {
      return errors;
    },
    get mostAtOnce() {
      return mostAtOnce;
    },
    logs: () => all.flatMap(({ logs }) => logs),
    stop: async () => {
      await Promise.all(all.map((environment) => environment.stop()));
      await Promise.all([dynamodb.stop(), s3.stop(), sqs.stop()]);
    },
  };
}

/** The local engine keeps no versions of an object: each lies beside it under a key of its own. */
export const versionKey = (key: string, versionId: string) => `${key}.version-${versionId}`;

function versionAsObject(url: string): string {
  const { pathname, searchParams } = new URL(url, 'http://s3');
  const versionId = searchParams.get('versionId');
  return versionId === null ? url : versionKey(pathname, versionId);
}
