import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { timeoutFor } from './timeout';

/** What an invocation came to: the answer, or the error as Lambda reports it. */
export type InvocationResult =
  | { readonly payload: unknown }
  | { readonly error: { readonly errorType: string; readonly errorMessage: string } };

export interface LambdaFunctionOptions {
  /** A CommonJS bundle. */
  readonly file: string;
  /** @default 'handler' */
  readonly handler?: string;
  readonly environment: Readonly<Record<string, string>>;
  /** An invocation that takes longer is killed with its process, as Lambda does. @default 60 on a machine without load */
  readonly timeoutSeconds?: number;
  /** Node to run it with. @default the one that runs the tests */
  readonly node?: string;
}

/** A function behind a real Lambda Runtime API, in a process of its own. */
export interface LambdaFunction {
  /** @param killAfterMs time after which the process is killed. Default: the timeout. */
  invoke(event: unknown, killAfterMs?: number): Promise<InvocationResult>;
  /** Lines the function wrote so far. */
  readonly logs: readonly string[];
  /** The most memory in MiB that the process had until its last answer. */
  readonly peakMemoryMiB: number;
  /** Kills the process, also while it works. The next invocation starts another one. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startLambdaFunction(options: LambdaFunctionOptions): Promise<LambdaFunction> {
  const timeout = options.timeoutSeconds ? options.timeoutSeconds * 1000 : timeoutFor(6);
  const logs: string[] = [];
  let peakMemoryMiB = 0;
  let child: ChildProcess | undefined;
  let poll: ServerResponse | undefined;
  let running: { id: string; finish(result: InvocationResult): void } | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  let handOver: (() => void) | undefined;

  const readBody = async (request: IncomingMessage): Promise<unknown> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return JSON.parse(Buffer.concat(chunks).toString());
  };
  const server = createServer(async (request, response) => {
    if (request.url?.endsWith('/invocation/next')) {
      poll = response;
      handOver?.();
      return;
    }
    peakMemoryMiB = Number(request.headers['peak-memory-kib']) / 1024;
    const body = await readBody(request);
    response.writeHead(202).end();
    if (request.url?.endsWith('/response')) running?.finish({ payload: body });
    else running?.finish({ error: body as { errorType: string; errorMessage: string } });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;

  const begin = () => {
    child = spawn(
      options.node ?? process.execPath,
      [resolve(__dirname, 'lambda-runtime-child.cjs'), options.file, options.handler ?? 'handler'],
      {
        env: {
          PATH: process.env.PATH,
          AWS_REGION: 'us-east-1',
          AWS_ACCESS_KEY_ID: 'local',
          AWS_SECRET_ACCESS_KEY: 'local',
          AWS_LAMBDA_FUNCTION_NAME: 'function',
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
          ...options.environment,
          AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk: Buffer) => logs.push(...chunk.toString().split('\n').filter(Boolean)));
    }
    child.on('exit', () => {
      child = undefined;
      poll = undefined;
      running?.finish({ error: { errorType: 'Runtime.ExitError', errorMessage: 'the process ended' } });
    });
  };

  const invoke = async (event: unknown, killAfterMs: number): Promise<InvocationResult> => {
    if (!child) begin();
    if (!poll) {
      const starting = child!;
      await new Promise<void>((ready, failed) => {
        const onExit = () => failed(new Error(`the function did not start:\n${logs.join('\n')}`));
        starting.once('exit', onExit);
        handOver = () => {
          starting.off('exit', onExit);
          ready();
        };
      });
    }
    return new Promise((done) => {
      const id = randomUUID();
      const ended = child!;
      const timer = setTimeout(() => {
        running = undefined;
        ended.once('exit', () =>
          done({
            error: { errorType: 'Sandbox.Timedout', errorMessage: `Task timed out after ${killAfterMs} ms` },
          }),
        );
        ended.kill('SIGKILL');
      }, killAfterMs);
      running = {
        id,
        finish: (result) => {
          clearTimeout(timer);
          running = undefined;
          done(result);
        },
      };
      const response = poll!;
      poll = undefined;
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': id,
        'lambda-runtime-deadline-ms': String(Date.now() + timeout),
        'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:us-east-1:111122223333:function:function',
      });
      response.end(JSON.stringify(event));
    });
  };

  const kill = async () => {
    const ended = child && new Promise((exited) => child!.once('exit', exited));
    child?.kill('SIGKILL');
    await ended;
  };

  return {
    // One process serves one invocation at a time.
    invoke: (event, killAfterMs = timeout) => {
      const result = queue.then(() => invoke(event, killAfterMs));
      queue = result.catch(() => {});
      return result;
    },
    logs,
    get peakMemoryMiB() {
      return peakMemoryMiB;
    },
    kill,
    stop: async () => {
      await kill();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
